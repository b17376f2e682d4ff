import { compareMonomials, compareKeys, type Dim, equals, type Extremum, extremumAtom, fromAtom, isKnown, soleAtom, termsOf } from './expression.js';
import { ExpressionTooLarge, MAX_ARGUMENTS } from './limits.js';
import { print } from './printing.js';

/** The least of one or more dims. Throws RangeError on none, ExpressionTooLarge on too many that cannot be compared. */
export function minimum(...list: Dim[]): Dim {
  return extremum('minimum', list);
}

/** The greatest of one or more dims. Throws as `minimum` does. */
export function maximum(...list: Dim[]): Dim {
  return extremum('maximum', list);
}

/** Whether a ≥ b by their form alone: every term of a − b is ≥ 0. `false` says nothing. */
export function isAtLeast(a: Dim, b: Dim): boolean {
  if (typeof a !== 'object' && typeof b !== 'object') return a >= b;
  const upper = termsOf(a);
  const lower = termsOf(b);
  let i = 0;
  let j = 0;
  for (;;) {
    const left = upper[i];
    const right = lower[j];
    const term = left ?? right;
    if (term === undefined) return true;
    const order = left === undefined ? 1 : right === undefined ? -1 : compareMonomials(left.monomial, right.monomial);
    const plus = left !== undefined && order <= 0 ? left.coefficient : 0;
    const minus = right !== undefined && order >= 0 ? right.coefficient : 0;
    const monomial = order > 0 && right !== undefined ? right.monomial : term.monomial;
    if (plus < minus || (plus !== minus && !monomial.nonNegative)) return false;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

/**
 * The dim that two broadcast to, after NumPy's rule as ONNX takes it over: equal dims or 1 with anything. A known number wins
 * over a symbol, which must then be that number or 1; of two expressions it is the greater. Undefined for two different numbers, neither of them 1.
 */
export function broadcast(a: Dim, b: Dim): Dim | undefined {
  if (a === 1 || equals(a, b)) return b;
  if (b === 1) return a;
  if (typeof a === 'object') return typeof b === 'object' ? maximum(a, b) : b;
  return typeof b === 'object' ? a : undefined;
}

function extremum(kind: Extremum['kind'], list: readonly Dim[]): Dim {
  const [first, ...others] = list;
  if (first === undefined) throw new RangeError(`The ${kind} of no dims.`);
  if (list.every(isKnown)) return others.reduce((best, dim) => (isImplied(kind, best, [dim]) ? dim : best), first);
  const candidates = distinct(kind, list);
  const kept = new Set(candidates);
  let survivors = 0;
  for (const candidate of candidates) {
    kept.delete(candidate);
    if (isImplied(kind, candidate, kept)) continue;
    kept.add(candidate);
    if (++survivors > MAX_ARGUMENTS) throw new ExpressionTooLarge(`a ${kind} of more than ${MAX_ARGUMENTS} arguments`);
  }
  const left = candidates.filter((candidate) => kept.has(candidate));
  return left.length === 1 && left[0] !== undefined ? left[0] : fromAtom(extremumAtom(kind, left));
}

/** The arguments, those of a nested extremum of the same kind in its place, each once; expressions by their text, then numbers. */
function distinct(kind: Extremum['kind'], list: readonly Dim[]): Dim[] {
  const byText = new Map<string, Dim>();
  for (const dim of list) {
    for (const argument of argumentsOf(kind, dim) ?? [dim]) byText.set(print(argument), argument);
  }
  const expressions: Dim[] = [];
  const numbers: Dim[] = [];
  for (const dim of byText.values()) (typeof dim === 'object' ? expressions : numbers).push(dim);
  return [...expressions.sort((a, b) => compareKeys(print(a), print(b))), ...numbers];
}

/** Whether a maximum of `others` is at least `dim` already, so that `dim` adds nothing to it; for a minimum, at most. */
function isImplied(kind: Extremum['kind'], dim: Dim, others: Iterable<Dim>): boolean {
  for (const other of others) if (kind === 'maximum' ? isAtLeast(other, dim) : isAtLeast(dim, other)) return true;
  // max(a, min(a, b)) = a: a min is at most any of its arguments
  const opposite = argumentsOf(kind === 'maximum' ? 'minimum' : 'maximum', dim);
  if (opposite !== undefined) return opposite.some((argument) => isImplied(kind, argument, others));
  return argumentsOf(kind, dim)?.every((argument) => isImplied(kind, argument, others)) ?? false;
}

function argumentsOf(kind: Extremum['kind'], dim: Dim): readonly Dim[] | undefined {
  const atom = soleAtom(dim);
  return atom?.kind === kind ? atom.arguments : undefined;
}
