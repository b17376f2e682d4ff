import { product, raise, subtract, sum } from './arithmetic.js';
import { compareMonomials, equals, fromAtom, fromTerms, isNonNegative, soleAtom, termsOf } from './expression.js';
import type { Atom, Dim, Term } from './form.js';
import { MAX_COMPARISONS, spendText, unlessTooLarge } from './limits.js';

/**
 * Whether a ≥ b by their form alone: every term of a − b is ≥ 0, as `isNonNegative` has it, also where symbols are as
 * large as they can be. `false` says nothing.
 */
export function isAtLeast(a: Dim, b: Dim): boolean {
  if (typeof a !== 'object' && typeof b !== 'object') return a >= b;
  if (isAtLeastByTerms(a, b)) return true;
  if (!isBounded(a) && !isBounded(b)) return false;
  return unlessTooLarge(() => isNonNegativeAtBounds(subtract(a, b))) ?? false;
}

/** Maxima that `isSurelyAtLeast` takes apart. */
const MAX_MAXIMA = 4;

/**
 * Whether a ≥ b, as `isAtLeast` tells it or where maxima in a − b are replaced by one of their arguments, which is less
 * or equal: `max(past, total) ≥ past`. `false` says nothing.
 */
export function isSurelyAtLeast(a: Dim, b: Dim): boolean {
  if (isAtLeast(a, b)) return true;
  if (!hasMaximum(a) && !hasMaximum(b)) return false;
  return unlessTooLarge(() => isNonNegativeWithin(subtract(a, b), MAX_MAXIMA)) ?? false;
}

function hasMaximum(dim: Dim): boolean {
  return termsOf(dim).some(
    // A monomial of symbols alone is told without a look at them.
    ({ monomial }) => monomial.complexity > 1 && monomial.factors.some(({ atom }) => atom.kind === 'maximum'),
  );
}

/** Whether a difference that `isAtLeast` does not tell is ≥ 0 with arguments in the place of its maxima. */
function isNonNegativeWithin(difference: Dim, maxima: number): boolean {
  if (maxima === 0) return false;
  const terms = termsOf(difference);
  const atom = terms
    .filter(({ coefficient }) => coefficient > 0)
    .flatMap(({ monomial }) => monomial.factors)
    .find((factor) => factor.power === 1 && factor.atom.kind === 'maximum')?.atom;
  if (atom?.kind !== 'maximum' || atom.arguments.length > MAX_MAXIMA) return false;
  return atom.arguments.some((argument) => {
    const less = withArgument(terms, atom, argument);
    return isAtLeast(less, 0) || isNonNegativeWithin(less, maxima - 1);
  });
}

/** The sum of terms, or less: with an argument of a maximum in its place in each term where that is above 0. */
function withArgument(terms: readonly Term[], atom: Atom, argument: Dim): Dim {
  const kept: Term[] = [];
  const less: Dim[] = [];
  for (const term of terms) {
    const { coefficient, monomial } = term;
    const found = coefficient > 0 ? monomial.factors.find((factor) => factor.atom.key === atom.key) : undefined;
    const others = found?.power === 1 ? monomial.factors.filter((factor) => factor !== found) : undefined;
    if (others?.every((factor) => factor.atom.nonNegative) === true) {
      less.push(
        product([coefficient, argument, ...others.map((factor) => raise(fromAtom(factor.atom), factor.power))]),
      );
    } else kept.push(term);
  }
  return sum([fromTerms(kept), ...less]);
}

function isBounded(dim: Dim): boolean {
  return typeof dim === 'object' && dim.terms.some(({ monomial }) => monomial.bounded);
}

/** Bounds are given in symbols with bounds of their own at most so often. */
const MAX_CHAIN = 4;

/** Whether a dim is ≥ 0 where terms below 0 are as far below as the bounds of their symbols let them be. */
function isNonNegativeAtBounds(dim: Dim): boolean {
  let result = dim;
  for (let round = 0; round < MAX_CHAIN && isBounded(result); round++) {
    const before = result;
    const terms = termsOf(before);
    // Of a term below 0 that has no bound nothing takes away.
    if (terms.some(({ coefficient, monomial }) => coefficient < 0 && !monomial.bounded)) return false;
    result = sum(terms.map(atBoundsOf));
    if (equals(result, before)) break;
  }
  return isNonNegative(result);
}

function atBoundsOf(term: Term): Dim {
  const { coefficient, monomial } = term;
  if (coefficient > 0 || !monomial.bounded || !monomial.nonNegative) return fromTerms([term]);
  return product([
    coefficient,
    ...monomial.factors.map(({ atom, power }) =>
      raise(atom.kind === 'symbol' && atom.atMost !== undefined ? atom.atMost : fromAtom(atom), power),
    ),
  ]);
}

function isAtLeastByTerms(a: Dim, b: Dim): boolean {
  const upper = termsOf(a);
  const lower = termsOf(b);
  spendText(TERM_TEXT * (upper.length + lower.length));
  let i = 0;
  let j = 0;
  for (;;) {
    const left = upper[i];
    const right = lower[j];
    const order = left === undefined ? 1 : right === undefined ? -1 : compareMonomials(left.monomial, right.monomial);
    const term = order <= 0 ? left : right;
    if (term === undefined) return true;
    const plus = left !== undefined && order <= 0 ? left.coefficient : 0;
    const minus = right !== undefined && order >= 0 ? right.coefficient : 0;
    if (plus < minus || (plus !== minus && !term.monomial.nonNegative)) return false;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

/** Comparing a term counts as making so many characters of a formula. */
const TERM_TEXT = 8;

/**
 * A relation that tells whether a ≤ b by their form, minima and maxima taken apart: Whitman's condition on free
 * lattices (P. M. Whitman, Free Lattices, Annals of Mathematics 42, 1941), with `isAtLeast` between the parts. `false`
 * says nothing. One relation takes apart no more than `MAX_COMPARISONS` pairs.
 */
export function createOrder(): (a: Dim, b: Dim) => boolean {
  let comparisonsLeft = MAX_COMPARISONS;
  return function isAtMost(a: Dim, b: Dim): boolean {
    if (isAtLeast(b, a)) return true;
    const left = soleAtom(a);
    const right = soleAtom(b);
    if (comparisonsLeft-- <= 0) return false;
    if (left?.kind === 'maximum') return left.arguments.every((argument) => isAtMost(argument, b));
    if (right?.kind === 'minimum') return right.arguments.every((argument) => isAtMost(a, argument));
    if (left?.kind === 'minimum' && left.arguments.some((argument) => isAtMost(argument, b))) return true;
    return right?.kind === 'maximum' && right.arguments.some((argument) => isAtMost(a, argument));
  };
}
