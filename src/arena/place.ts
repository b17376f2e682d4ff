import { placeInOrder } from './best-fit.js';
import { alignUp, lastStep, mostNeeded } from './buffer.js';
import type { Buffer, Placement } from './buffer.js';
import { placeInExecutionOrder } from './execution-order.js';
import { findOverlaps } from './overlaps.js';
import type { Overlaps } from './overlaps.js';

/** Where a vector unit or a cache line wants data to begin. */
export const DEFAULT_ALIGNMENT = 64;

/**
 * The most looks at neighbours that all placements may take together, but for those in execution order: some tens of
 * milliseconds.
 */
const MAX_LOOKS = 2_000_000;

/** A search from one order ends after so many placements. */
const MAX_ROUNDS = 300;

/** A placement, and the least that any can take. */
export interface Packing extends Placement {
  /** The most bytes needed in one step, each buffer rounded up to the alignment. */
  readonly lowerBound: number;
}

/**
 * Packs buffers into one block, each at a multiple of `alignment`: the best of several orders, the largest first among
 * them, and where none reaches the lower bound, of a search. Packing at best is NP-hard (Garey and Johnson, Computers
 * and Intractability, 1979: dynamic storage allocation); on networks the search nearly always reaches the bound. Equal
 * buffers give equal results.
 */
export function packBuffers(buffers: readonly Buffer[], alignment: number = DEFAULT_ALIGNMENT): Packing {
  const aligned = buffers.map(({ bytes, from, to }) => ({ bytes: alignUp(bytes, alignment), from, to }));
  const lowerBound = mostNeeded(aligned);
  const overlaps = findOverlaps(aligned, MAX_LOOKS / 2);
  if (overlaps === undefined) {
    return { ...least([placeInExecutionOrder(aligned), placeInExecutionOrder(reversed(aligned))]), lowerBound };
  }
  const orders = [
    byPriority(
      aligned.map(({ bytes }) => bytes),
      aligned,
    ),
    byLast(aligned),
  ];
  let best = placeInExecutionOrder(aligned);
  let bestOrder = orders[0] ?? [];
  for (const order of orders) {
    if (best.bytes === lowerBound) break;
    const placed = placeInOrder(aligned, order, overlaps);
    if (placed.bytes < best.bytes) [best, bestOrder] = [placed, order];
  }
  const ranks = new Array<number>(aligned.length).fill(0);
  bestOrder.forEach((index, rank) => (ranks[index] = aligned.length - rank));
  for (const priorities of [aligned.map(({ bytes }) => bytes), ranks]) {
    if (best.bytes === lowerBound) break;
    best = least([best, search(aligned, { priorities, overlaps, lowerBound })]);
  }
  return { ...best, lowerBound };
}

/**
 * Places all buffers again and again, each time moving those that stood above the lower bound to the front; gives the
 * best placement.
 */
function search(
  buffers: readonly Buffer[],
  {
    priorities,
    overlaps,
    lowerBound,
  }: { readonly priorities: number[]; readonly overlaps: Overlaps; readonly lowerBound: number },
): Placement {
  const random = randomNumbers();
  const rounds = Math.min(MAX_ROUNDS, Math.floor(MAX_LOOKS / 2 / (overlaps.others.length + buffers.length)));
  let best: Placement = { bytes: Infinity, offsets: [] };
  for (let round = 0; round < rounds && best.bytes > lowerBound; round++) {
    const placed = placeInOrder(buffers, byPriority(priorities, buffers), overlaps);
    if (placed.bytes < best.bytes) best = placed;
    buffers.forEach(({ bytes }, index) => {
      const standsOut = (placed.offsets[index] ?? 0) + bytes > lowerBound;
      if (standsOut) priorities[index] = (priorities[index] ?? 0) * (1 + random());
    });
  }
  return best;
}

/** Positions by falling priority; of one priority what is needed longer first. */
function byPriority(priorities: readonly number[], buffers: readonly Buffer[]): readonly number[] {
  const steps = buffers.map(({ from, to }) => to - from);
  return priorities
    .map((_, index) => index)
    .sort(
      (left, right) => (priorities[right] ?? 0) - (priorities[left] ?? 0) || (steps[right] ?? 0) - (steps[left] ?? 0),
    );
}

/** Positions in the order of the last step, the latest first. */
function byLast(buffers: readonly Buffer[]): readonly number[] {
  return buffers
    .map(({ to, bytes }, index) => ({ to, bytes, index }))
    .toSorted((left, right) => right.to - left.to || right.bytes - left.bytes)
    .map(({ index }) => index);
}

/** Buffers as if time ran backwards. */
function reversed(buffers: readonly Buffer[]): readonly Buffer[] {
  const last = lastStep(buffers);
  return buffers.map(({ bytes, from, to }) => ({ bytes, from: last - to, to: last - from }));
}

function least(placements: readonly Placement[]): Placement {
  return placements.reduce((best, placement) => (placement.bytes < best.bytes ? placement : best));
}

/** Numbers in [0, 1), one sequence each time (Numerical Recipes' linear congruential generator). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
