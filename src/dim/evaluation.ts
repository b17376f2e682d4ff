import type { Atom, Dim } from './form.js';

/**
 * The value of a dim where its symbols have those sizes, in floating-point numbers: exact below 2^53. NaN where a
 * symbol has none.
 */
export function valueAt(dim: Dim, sizes: ReadonlyMap<string, number>): number {
  if (typeof dim !== 'object') return Number(dim);
  let total = 0;
  for (const { coefficient, monomial } of dim.terms) {
    let product = Number(coefficient);
    for (const { atom, power } of monomial.factors) product *= valueOfAtom(atom, sizes) ** power;
    total += product;
  }
  return total;
}

function valueOfAtom(atom: Atom, sizes: ReadonlyMap<string, number>): number {
  switch (atom.kind) {
    case 'symbol':
      return sizes.get(atom.name) ?? NaN;
    case 'floor':
      return Math.floor(valueAt(atom.dividend, sizes) / Number(atom.divisor));
    case 'minimum':
      return Math.min(...atom.arguments.map((argument) => valueAt(argument, sizes)));
    case 'maximum':
      return Math.max(...atom.arguments.map((argument) => valueAt(argument, sizes)));
  }
}
