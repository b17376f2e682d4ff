import { multiply, product, raise, sum } from './arithmetic.js';
import { floorDivide } from './division.js';
import { type Atom, type Dim, fromAtom, isKnown, type Term, termsOf } from './expression.js';
import { maximum, minimum } from './extrema.js';
import { LARGEST_SIZE, unlessTooLarge } from './limits.js';

/** The least and the most that a dim can be, in the symbols that have no upper bound. */
export interface Range {
  readonly least: Dim;
  readonly most: Dim;
}

/**
 * The range of a dim as far as the bounds of its symbols tell: interval arithmetic, which may give more room than there
 * is but never less. Undefined where a factor below 0 stands in the way, or the formula grows too large.
 */
export function rangeOf(dim: Dim): Range | undefined {
  if (isKnown(dim) || !hasBounds(dim)) return { least: dim, most: dim };
  return unlessTooLarge(() => {
    const parts = termsOf(dim).map(rangeOfTerm);
    if (!parts.every((part) => part !== undefined)) return undefined;
    return { least: sum(parts.map(({ least }) => least)), most: sum(parts.map(({ most }) => most)) };
  });
}

/** The most that a dim can be where its symbols have upper bounds; undefined where none has, or it cannot be told. */
export function ceilingOf(dim: Dim | undefined): Dim | undefined {
  return dim !== undefined && hasBounds(dim) ? rangeOf(dim)?.most : undefined;
}

/** Whether a bound says something: all its coefficients are sizes that a tensor can have. */
export function isTellingBound(bound: Dim): boolean {
  return termsOf(bound).every(({ coefficient }) => coefficient < LARGEST_SIZE);
}

/** Whether a symbol in a dim has an upper bound. */
export function hasBounds(dim: Dim): boolean {
  return typeof dim === 'object' && dim.terms.some(({ monomial }) => monomial.bounded);
}

function rangeOfTerm({ coefficient, monomial }: Term): Range | undefined {
  // Of what may be below 0 the power need not lie between those of the ends.
  if (monomial.factors.some(({ atom }) => atom.bounded && !atom.nonNegative)) return undefined;
  if (monomial.bounded && !monomial.nonNegative) return undefined;
  const ranges = monomial.factors.map(({ atom, power }) => ({ range: rangeOfAtom(atom), power }));
  const least: Dim[] = [];
  const most: Dim[] = [];
  for (const { range, power } of ranges) {
    if (range === undefined) return undefined;
    least.push(raise(range.least, power));
    most.push(raise(range.most, power));
  }
  const ends = { least: multiply(product(least), coefficient), most: multiply(product(most), coefficient) };
  return coefficient > 0 ? ends : { least: ends.most, most: ends.least };
}

function rangeOfAtom(atom: Atom): Range | undefined {
  if (!atom.bounded) return { least: fromAtom(atom), most: fromAtom(atom) };
  switch (atom.kind) {
    case 'symbol':
      return { least: 0, most: rangeOf(atom.atMost ?? fromAtom(atom))?.most ?? fromAtom(atom) };
    case 'floor': {
      const range = rangeOf(atom.dividend);
      return range && { least: floorDivide(range.least, atom.divisor), most: floorDivide(range.most, atom.divisor) };
    }
    case 'minimum':
    case 'maximum': {
      const ranges = atom.arguments.map(rangeOf);
      if (!ranges.every((range) => range !== undefined)) return undefined;
      const pick = atom.kind === 'minimum' ? minimum : maximum;
      return { least: pick(...ranges.map(({ least }) => least)), most: pick(...ranges.map(({ most }) => most)) };
    }
  }
}
