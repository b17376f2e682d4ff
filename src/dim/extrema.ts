import { compareKeys, equals, extremumAtom, fromAtom, isKnown, soleAtom } from './expression.js';
import type { Dim, Extremum } from './form.js';
import { ExpressionTooLarge, MAX_ARGUMENTS } from './limits.js';
import { createOrder, isAtLeast } from './order.js';
import { print } from './printing.js';

/**
 * The least of one or more dims.
 * @throws RangeError when no dim is given, ExpressionTooLarge when too many cannot be compared
 */
export function minimum(...list: Dim[]): Dim {
  return extremum('minimum', list);
}

/** The greatest of one or more dims. Throws as `minimum` does. */
export function maximum(...list: Dim[]): Dim {
  return extremum('maximum', list);
}

/**
 * The dim that two broadcast to, after NumPy's rule as ONNX takes it over: equal dims, or 1 with anything. A known
 * number wins over a symbol, which must then be that number or 1; of two expressions it is the greater. Undefined for
 * two different numbers, neither 1.
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
  if (list.every(isKnown)) {
    return others.reduce((best, dim) => (isAtLeast(dim, best) === (kind === 'maximum') ? dim : best), first);
  }
  const [only, ...more] = necessaryArguments(kind, list);
  return only === undefined || more.length === 0 ? (only ?? first) : fromAtom(extremumAtom(kind, [only, ...more]));
}

/**
 * The arguments, those of a nested extremum of the same kind in its place, each once; expressions by their text, then
 * numbers.
 */
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

/** The arguments of a maximum without those that are at most the maximum of the others; of a minimum, at least. */
function necessaryArguments(kind: Extremum['kind'], list: readonly Dim[]): Dim[] {
  const isAtMost = createOrder();
  const isImplied = (dim: Dim, others: Iterable<Dim>): boolean => {
    for (const other of others) if (kind === 'maximum' ? isAtMost(dim, other) : isAtMost(other, dim)) return true;
    return argumentsOf(kind, dim)?.every((argument) => isImplied(argument, others)) ?? false;
  };

  // max(a, min(a, b)) = max(a, a): where the maximum reaches an argument of a min in it, that argument will do for the
  // min.
  const opposite = kind === 'maximum' ? 'minimum' : 'maximum';
  const all = distinct(kind, list);
  const simpler = all.map((dim) => argumentsOf(opposite, dim)?.find((argument) => isImplied(argument, all)) ?? dim);
  if (simpler.some((dim, i) => dim !== all[i])) return necessaryArguments(kind, simpler);

  const kept = new Set(all);
  let necessary = 0;
  for (const dim of all) {
    kept.delete(dim);
    if (isImplied(dim, kept)) continue;
    kept.add(dim);
    if (++necessary > MAX_ARGUMENTS) throw new ExpressionTooLarge(`a ${kind} of more than ${MAX_ARGUMENTS} arguments`);
  }
  return all.filter((dim) => kept.has(dim));
}

function argumentsOf(kind: Extremum['kind'], dim: Dim): readonly Dim[] | undefined {
  const atom = soleAtom(dim);
  return atom?.kind === kind ? atom.arguments : undefined;
}
