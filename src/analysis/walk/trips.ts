import {
  add,
  coefficientsIn,
  equals,
  floorDivide,
  isKnown,
  isNonNegative,
  maximum,
  minimum,
  multiply,
  negate,
  symbolsOf,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element } from '../../ir/index.js';
import { indicatorOf, isCondition } from '../../ops/index.js';

/** Loops without a limit are written with the greatest integer for it. */
const NO_LIMIT = 2 ** 31 - 1;

/** The limit of a loop, where it is one. */
export function realLimit(limit: Dim | undefined): Dim | undefined {
  return limit !== undefined && isKnown(limit) && limit >= NO_LIMIT ? undefined : limit;
}

/**
 * The number of passes that a loop makes until the condition that its body computes fails. `before` is the condition in
 * front of the first pass, `after` the one behind pass number `pass`, counted from 0. Infinity when it never fails,
 * undefined when no formula tells.
 */
export function passesWhile(
  before: Element | undefined,
  after: Element | undefined,
  pass: string,
): Dim | typeof Infinity | undefined {
  if (before === false) return 0;
  if (after === false) return unlessTooLarge(() => multiply(1, startsAt(before)));
  const parts = after === true ? [] : isCondition(after) ? after.all : undefined;
  if (parts === undefined) return undefined;
  return unlessTooLarge(() => {
    const tested = isCondition(before) ? before.all : [];
    const counts: Dim[] = [];
    const again = new Set<Dim>();
    for (const part of parts) {
      const falling = fallingIn(part, pass);
      if (falling === 'never') continue;
      if (falling === undefined) return undefined;
      // The part is start − fall·pass, and so it was start + fall in front of the first pass.
      const first = add(falling.start, falling.fall);
      const same = tested.find((each) => equals(each, first));
      if (same !== undefined) again.add(same);
      counts.push(maximum(add(floorDivide(first, falling.fall), 1), same === undefined ? 1 : 0));
    }
    if (counts.length === 0) return tested.length > 0 ? undefined : Infinity;
    const passes = minimum(...counts);
    return tested.every((each) => again.has(each)) ? passes : multiply(passes, startsAt(before));
  });
}

/**
 * How a part of a condition falls with the number of the pass; `never` when it never falls below 0; undefined when that
 * cannot be told.
 */
function fallingIn(
  part: Dim,
  pass: string,
): { readonly start: Dim; readonly fall: number | bigint } | 'never' | undefined {
  const coefficients = coefficientsIn(part, pass);
  if (coefficients === undefined) return undefined;
  const [start = 0, slope = 0, ...others] = coefficients;
  if (others.length > 0) return coefficients.every(isNonNegative) ? 'never' : undefined;
  if (isNonNegative(slope)) return isNonNegative(start) ? 'never' : undefined;
  if (!isKnown(slope) || symbolsOf(start).has(pass)) return undefined;
  const fall = negate(slope);
  return isKnown(fall) ? { start, fall } : undefined;
}

/** 1 where the condition in front of the first pass holds, else 0. One that is unknown is taken to hold. */
function startsAt(before: Element | undefined): Dim {
  return isCondition(before) ? (indicatorOf(before) ?? 1) : 1;
}
