import type { Atom, Dim, Monomial } from '../dim/index.js';

/** The size taken for every symbol where formulas are compared. */
const ORDINARY_SIZE = 128;

/** How large a dim is when everything open is of an ordinary size, roughly: to compare formulas by. */
export function magnitudeOf(dim: Dim): number {
  if (typeof dim !== 'object') return Number(dim);
  return dim.terms.reduce(
    (sum, { coefficient, monomial }) => sum + Number(coefficient) * magnitudeOfMonomial(monomial),
    0,
  );
}

/** The size of a product of powers, where everything open is of an ordinary size. */
export function magnitudeOfMonomial({ factors }: Monomial): number {
  return factors.reduce((product, { atom, power }) => product * magnitudeOfAtom(atom) ** power, 1);
}

function magnitudeOfAtom(atom: Atom): number {
  switch (atom.kind) {
    case 'symbol':
      return ORDINARY_SIZE;
    case 'floor':
      return magnitudeOf(atom.dividend) / Number(atom.divisor);
    case 'minimum':
      return Math.min(...atom.arguments.map(magnitudeOf));
    case 'maximum':
      return Math.max(...atom.arguments.map(magnitudeOf));
  }
}
