import {
  add,
  ceilDivide,
  equals,
  isAtLeast,
  isKnown,
  isNonNegative,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';

/**
 * Bounds from here on, of either sign, mean "to the end": exporters write INT32_MAX, INT64_MAX and their negatives for
 * it.
 */
const UNBOUNDED = 2 ** 31 - 1;
const GREATEST = 2n ** 63n - 1n;

/**
 * How many indices `start`, `start + step`, … lie before `end` on an axis of `length`, as Slice counts them: negative
 * bounds count from the back and everything is clamped to the axis. Exact for every length ≥ 0 and whatever the symbols
 * stand for.
 * @param step not 0
 */
export function sliceLength(length: Dim, start: Dim, end: Dim, step: number): Dim {
  if (step > 0) {
    const from = fromFront(start, length);
    const to = isKnown(end) && end >= UNBOUNDED ? length : fromFront(end, length);
    // [from, to) and [0, length) have min(to, length) - max(from, 0) indices in common
    const common = maximum(0, minimum(subtract(to, from), to, subtract(length, from), length));
    return ceilDivide(common, step);
  }
  const last = subtract(length, 1);
  const to = isBeforeFirst(end) ? -1 : maximum(-1, fromFront(end, length, -1));
  const from = startOfReverse(start, length);
  const common = maximum(0, minimum(subtract(from, to), add(from, 1), subtract(last, to), length));
  return ceilDivide(common, -step);
}

/**
 * Whether a walk backwards to that end takes the first index, too. The greatest integers mean "to the end" in
 * onnxruntime, whichever way the walk goes.
 */
function isBeforeFirst(end: Dim): boolean {
  return isKnown(end) && (end <= -UNBOUNDED || end === UNBOUNDED || end === GREATEST);
}

/** The first index that Slice takes on an axis of known length. */
export function sliceStart(length: number, start: number, step: number): number {
  const from = start < 0 ? start + length : start;
  return Math.max(0, Math.min(from, step > 0 ? length : length - 1));
}

/** Where a walk backwards starts: clamped to the first index, but not to the last, which `sliceLength` does. */
function startOfReverse(start: Dim, length: Dim): Dim {
  const last = subtract(length, 1);
  // -1 is the last index; on an axis of length 0 it stands before the first, where nothing is taken anyway
  if (equals(start, -1) || (isKnown(start) && start >= UNBOUNDED)) return last;
  return maximum(0, fromFront(start, length));
}

/** A bound counted from the front, not clamped yet, but at or below `least` where clamping would send it there. */
function fromFront(bound: Dim, length: Dim, least: 0 | -1 = 0): Dim {
  if (isNonNegative(bound)) return bound;
  if (isAtLeast(-1, bound)) return add(bound, length);
  // length - k, where negative, counts back to 2·length - k, which is at most k - 2: for a small k that is clamped
  // either way
  const short = subtract(length, bound);
  if (isKnown(short) && short >= 0 && short <= least + 2) return bound;
  const isNegative = minimum(1, maximum(0, negate(bound)));
  return add(bound, multiply(length, isNegative));
}
