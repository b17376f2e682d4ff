import { createReplace, placeInOrder } from './best-fit.js';
import { alignUp, lastStep, mostNeeded } from './piece.js';
import type { Piece, Placement } from './piece.js';
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

/** The placements after which a search from one order ends. */
const MAX_ROUNDS = 300;

/** A placement, and the least that any can take. */
export interface Packing extends Placement {
  /** The most bytes needed in one step, each piece rounded up to the alignment. */
  readonly lowerBound: number;
}

/**
 * Packs pieces into one block, each at a multiple of `alignment`: the best of several orders, the largest first among
 * them, and where none reaches the lower bound, of a search. Packing at best is NP-hard (Garey and Johnson, Computers
 * and Intractability, 1979: dynamic storage allocation); on networks the search nearly always reaches the bound. Equal
 * pieces give equal results.
 */
export function packPieces(pieces: readonly Piece[], alignment: number = DEFAULT_ALIGNMENT): Packing {
  const aligned = alignPieces(pieces, alignment);
  return aligned.overlaps === undefined ? packUnordered(aligned) : packOrdered(aligned);
}

/**
 * The size of the block of `packPieces`. Where the largest first or the search from there reaches the lower bound, as
 * on nearly all networks, that is it, and no other order is tried.
 */
export function packedBytes(pieces: readonly Piece[], alignment: number = DEFAULT_ALIGNMENT): number {
  const aligned = alignPieces(pieces, alignment);
  if (aligned.overlaps === undefined) return packUnordered(aligned).bytes;
  const largest = startIn(largestFirst(aligned.pieces), aligned);
  const searched = searchFromLargest(largest, aligned);
  return searched.bytes === aligned.lowerBound ? searched.bytes : packOrdered(aligned, { largest, searched }).bytes;
}

/** The pieces that are packed, each of a size that is a multiple of the alignment. */
interface Aligned<O = Overlaps> {
  readonly pieces: readonly Piece[];
  readonly overlaps: O;
  readonly lowerBound: number;
}

/** Pieces rounded up; without overlaps where there are too many to try orders. */
function alignPieces(given: readonly Piece[], alignment: number): Aligned | Aligned<undefined> {
  const pieces = given.map(({ bytes, from, to }) => ({ bytes: alignUp(bytes, alignment), from, to }));
  const overlaps = findOverlaps(pieces, MAX_LOOKS / 2);
  const lowerBound = mostNeeded(pieces);
  return overlaps === undefined ? { pieces, overlaps, lowerBound } : { pieces, overlaps, lowerBound };
}

function packUnordered({ pieces, lowerBound }: Aligned<undefined>): Packing {
  return { ...least([placeInExecutionOrder(pieces), placeInExecutionOrder(reversed(pieces))]), lowerBound };
}

/** What has been tried of a packing. */
interface Tried {
  readonly largest: Start;
  readonly searched: Placement;
}

function packOrdered(packing: Aligned, tried?: Tried): Packing {
  const { pieces, lowerBound } = packing;
  let best = placeInExecutionOrder(pieces);
  if (best.bytes === lowerBound) return { ...best, lowerBound };
  const largest = tried?.largest ?? startIn(largestFirst(pieces), packing);
  let better = largest;
  if (largest.placed.bytes < best.bytes) best = largest.placed;
  if (best.bytes > lowerBound) {
    const last = startIn(lastFirst(pieces), packing);
    if (last.placed.bytes < best.bytes) {
      best = last.placed;
      better = last;
    }
  }
  if (best.bytes > lowerBound) best = least([best, tried?.searched ?? searchFromLargest(largest, packing)]);
  if (best.bytes > lowerBound) {
    const ranks = new Array<number>(pieces.length).fill(0);
    better.order.forEach((index, rank) => (ranks[index] = pieces.length - rank));
    best = least([best, search(better, ranks, packing)]);
  }
  return { ...best, lowerBound };
}

/** An order to search from, and the placement in it. */
interface Start {
  readonly order: readonly number[];
  readonly placed: Placement;
}

function startIn(order: readonly number[], { pieces, overlaps }: Aligned): Start {
  return { order, placed: placeInOrder(pieces, order, overlaps) };
}

/** Searches from the order of the largest first. */
function searchFromLargest(largest: Start, packing: Aligned): Placement {
  return search(
    largest,
    packing.pieces.map(({ bytes }) => bytes),
    packing,
  );
}

/**
 * Places all pieces again and again, each time moving those that stood above the lower bound to the front; gives the
 * best placement. The order that it starts from is that of the priorities, which it changes.
 */
function search(start: Start, priorities: number[], { pieces, overlaps, lowerBound }: Aligned): Placement {
  let { order, placed } = start;
  let best = placed;
  if (best.bytes <= lowerBound) return best;
  const random = randomNumbers();
  const rounds = Math.min(MAX_ROUNDS, Math.floor(MAX_LOOKS / 2 / (overlaps.others.length + pieces.length)));
  const compare = comparePriorities(priorities, pieces);
  const replace = createReplace(pieces, overlaps, placed);
  for (let round = 1; round < rounds && best.bytes > lowerBound; round++) {
    const { offsets } = placed;
    const raised: number[] = [];
    pieces.forEach(({ bytes }, index) => {
      if ((offsets[index] ?? 0) + bytes <= lowerBound) return;
      priorities[index] = (priorities[index] ?? 0) * (1 + random());
      raised.push(index);
    });
    order = moved(order, raised, compare);
    placed = replace(order, raised);
    if (placed.bytes < best.bytes) best = placed;
  }
  return best;
}

type Compare = (left: number, right: number) => number;

/** By falling priority; of one priority what is needed longer first, then the first. */
function comparePriorities(priorities: readonly number[], pieces: readonly Piece[]): Compare {
  const steps = pieces.map(({ from, to }) => to - from);
  return (left, right) =>
    (priorities[right] ?? 0) - (priorities[left] ?? 0) || (steps[right] ?? 0) - (steps[left] ?? 0) || left - right;
}

/** Positions of the pieces, the largest first. */
function largestFirst(pieces: readonly Piece[]): readonly number[] {
  const compare = comparePriorities(
    pieces.map(({ bytes }) => bytes),
    pieces,
  );
  return pieces.map((_, index) => index).sort(compare);
}

/** An order in which some entries have changed, sorted again: the others keep theirs, and few change. */
function moved(order: readonly number[], changed: readonly number[], compare: Compare): readonly number[] {
  const isChanged = new Set(changed);
  const sorted = changed.toSorted(compare);
  const result: number[] = [];
  let next = 0;
  for (const index of order) {
    if (isChanged.has(index)) continue;
    for (let one = sorted[next]; one !== undefined && compare(one, index) < 0; one = sorted[next]) {
      result.push(one);
      next++;
    }
    result.push(index);
  }
  return [...result, ...sorted.slice(next)];
}

/** Positions in the order of the last step, the latest first. */
function lastFirst(pieces: readonly Piece[]): readonly number[] {
  return pieces
    .map(({ to, bytes }, index) => ({ to, bytes, index }))
    .toSorted((left, right) => right.to - left.to || right.bytes - left.bytes)
    .map(({ index }) => index);
}

/** Pieces as if time ran backwards. */
function reversed(pieces: readonly Piece[]): readonly Piece[] {
  const last = lastStep(pieces);
  return pieces.map(({ bytes, from, to }) => ({ bytes, from: last - to, to: last - from }));
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
