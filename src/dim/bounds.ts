import { add, multiply, product, raise, sum } from './arithmetic.js';
import { floorDivide } from './division.js';
import { equals, fromAtom, isKnown, termsOf } from './expression.js';
import type { Atom, Dim, Term } from './form.js';
import { maximum, minimum } from './extrema.js';
import { LARGEST_SIZE, unlessTooLarge } from './limits.js';
import { print } from './printing.js';

/** Whether two dims are equal, and the bounds of their symbols too. */
export function isSameDim(left: Dim, right: Dim): boolean {
  if (left === right) return true;
  if (!equals(left, right)) return false;
  if (!hasBounds(left) && !hasBounds(right)) return true;
  // Equal dims have equal terms, in one order.
  const others = termsOf(right);
  return termsOf(left).every(({ monomial: { factors } }, term) =>
    factors.every(({ atom }, factor) => {
      const other = others[term]?.monomial.factors[factor]?.atom;
      return other !== undefined && isSameAtom(atom, other);
    }),
  );
}

function isSameAtom(left: Atom, right: Atom): boolean {
  if (left === right) return true;
  const [parts, others] = [partsOf(left), partsOf(right)];
  return parts.length === others.length && parts.every((part, index) => isSameDim(part, others[index] ?? 0));
}

/** The bound of a symbol, or what a floor or an extremum holds. */
function partsOf(atom: Atom): readonly Dim[] {
  switch (atom.kind) {
    case 'symbol':
      return atom.atMost === undefined ? [] : [atom.atMost];
    case 'floor':
      return [atom.dividend];
    case 'minimum':
    case 'maximum':
      return atom.arguments;
  }
}

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

/** Symbols of which one from each part comes to no more than `total` in all; those of one part are equal. */
export interface SharedBound {
  /** The part of each symbol, by name. */
  readonly parts: ReadonlyMap<string, number>;
  readonly total: Dim;
}

/**
 * The most that a dim can be where its symbols have upper bounds, also those that several have together, by the names
 * of these; undefined where none has, or it cannot be told.
 */
export function ceilingOf(dim: Dim | undefined, shared: ReadonlyMap<string, SharedBound> = new Map()): Dim | undefined {
  if (dim === undefined || !hasBounds(dim)) return undefined;
  return shared.size === 0 ? rangeOf(dim)?.most : unlessTooLarge(() => mostWithin(dim, shared));
}

/** Terms with the same factor beside symbols that share a bound, by the part of the symbol. */
interface SharedTerms {
  readonly bound: SharedBound;
  /** Beside the symbol. */
  readonly factor: Dim;
  readonly coefficients: Map<number, Dim>;
}

/**
 * The most that a sum can be: of the terms that share a bound, the costliest has the whole bound; every other term has
 * its own most.
 */
function mostWithin(dim: Dim, shared: ReadonlyMap<string, SharedBound>): Dim | undefined {
  const together = new Map<SharedBound, Map<string, SharedTerms>>();
  const most: Dim[] = [];
  for (const term of termsOf(dim)) {
    const place = placeOf(term, shared);
    if (place === undefined) {
      const range = rangeOfTerm(term);
      if (range === undefined) return undefined;
      most.push(range.most);
      continue;
    }
    const { bound, part, factor } = place;
    const ofBound = together.get(bound) ?? new Map<string, SharedTerms>();
    together.set(bound, ofBound);
    const key = print(factor);
    const terms = ofBound.get(key) ?? { bound, factor, coefficients: new Map<number, Dim>() };
    ofBound.set(key, terms);
    terms.coefficients.set(part, add(terms.coefficients.get(part) ?? 0, term.coefficient));
  }
  for (const ofBound of together.values()) {
    for (const { bound, factor, coefficients } of ofBound.values()) {
      const [rest, total] = [rangeOf(factor), rangeOf(bound.total)];
      if (rest === undefined || total === undefined) return undefined;
      most.push(product([maximum(...coefficients.values()), total.most, rest.most]));
    }
  }
  return sum(most);
}

/** The shared bound of a term that is > 0 and linear in one symbol of it, and what stands beside the symbol. */
function placeOf(
  { coefficient, monomial }: Term,
  shared: ReadonlyMap<string, SharedBound>,
): { readonly bound: SharedBound; readonly part: number; readonly factor: Dim } | undefined {
  if (coefficient < 0 || !monomial.nonNegative) return undefined;
  const [found, another] = monomial.factors.filter(({ atom }) => atom.kind === 'symbol' && shared.has(atom.name));
  if (found?.power !== 1 || found.atom.kind !== 'symbol' || another !== undefined) return undefined;
  const bound = shared.get(found.atom.name);
  const part = bound?.parts.get(found.atom.name);
  if (bound === undefined || part === undefined) return undefined;
  const others = monomial.factors.filter((factor) => factor !== found);
  return { bound, part, factor: product(others.map(({ atom, power }) => raise(fromAtom(atom), power))) };
}

/** Whether a bound says something: all its coefficients are sizes that a tensor can have. */
export function isTellingBound(bound: Dim): boolean {
  return termsOf(bound).every(({ coefficient }) => coefficient < LARGEST_SIZE);
}

/** Whether a symbol in a dim has an upper bound. */
function hasBounds(dim: Dim): boolean {
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
