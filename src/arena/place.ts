import { placeInOrder } from './best-fit.js';
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
  const aligned = pieces.map(({ bytes, from, to }) => ({ bytes: alignUp(bytes, alignment), from, to }));
  const lowerBound = mostNeeded(aligned);
  const overlaps = findOverlaps(aligned, MAX_LOOKS / 2);
  if (overlaps === undefined) {
    return { ...least([placeInExecutionOrder(aligned), placeInExecutionOrder(reversed(aligned))]), lowerBound };
  }
  let best = placeInExecutionOrder(aligned);
  const starts: Start[] = [];
  for (const orderOf of [largestFirst, lastFirst]) {
    if (best.bytes === lowerBound) break;
    const order = orderOf(aligned);
    const placed = placeInOrder(aligned, order, overlaps);
    starts.push({ order, placed });
    if (placed.bytes < best.bytes) best = placed;
  }
  const [largest] = starts;
  if (largest === undefined) return { ...best, lowerBound };
  const better = starts.find(({ placed }) => placed === best) ?? largest;
  const ranks = new Array<number>(aligned.length).fill(0);
  better.order.forEach((index, rank) => (ranks[index] = aligned.length - rank));
  const searches = [
    { start: largest, priorities: aligned.map(({ bytes }) => bytes) },
    { start: better, priorities: ranks },
  ];
  for (const { start, priorities } of searches) {
    if (best.bytes === lowerBound) break;
    best = least([best, search(aligned, start, { priorities, overlaps, lowerBound })]);
  }
  return { ...best, lowerBound };
}

/** An order to search from, and the placement in it. */
interface Start {
  readonly order: readonly number[];
  readonly placed: Placement;
}

/**
 * Places all pieces again and again, each time moving those that stood above the lower bound to the front; gives the
 * best placement. The order that it starts from is that of the priorities.
 */
function search(
  pieces: readonly Piece[],
  start: Start,
  {
    priorities,
    overlaps,
    lowerBound,
  }: { readonly priorities: number[]; readonly overlaps: Overlaps; readonly lowerBound: number },
): Placement {
  const random = randomNumbers();
  const rounds = Math.min(MAX_ROUNDS, Math.floor(MAX_LOOKS / 2 / (overlaps.others.length + pieces.length)));
  const compare = comparePriorities(priorities, pieces);
  let { order, placed } = start;
  let best = placed;
  for (let round = 1; round < rounds && best.bytes > lowerBound; round++) {
    const { offsets } = placed;
    const raised: number[] = [];
    pieces.forEach(({ bytes }, index) => {
      if ((offsets[index] ?? 0) + bytes <= lowerBound) return;
      priorities[index] = (priorities[index] ?? 0) * (1 + random());
      raised.push(index);
    });
    order = moved(order, raised, compare);
    placed = placeInOrder(pieces, order, overlaps);
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
