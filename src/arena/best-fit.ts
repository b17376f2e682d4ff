import type { Piece, Placement } from './piece.js';
import type { Overlaps } from './overlaps.js';

/**
 * Places pieces one by one in the order given: each in the smallest gap that holds it between those already placed and
 * needed at the same time, or above them all.
 */
export function placeInOrder(pieces: readonly Piece[], order: readonly number[], overlaps: Overlaps): Placement {
  const state = createState(pieces, overlaps);
  state.marks.fill(STALE);
  return place(state, order);
}

/** Places the same pieces in another order, in which only the pieces of `moved` stand further to the front. */
export type Replace = (order: readonly number[], moved: readonly number[]) => Placement;

/**
 * Places pieces again and again as `placeInOrder` does, the first time after `placed`. A piece has its place worked out
 * again only where it moved, or where one that is needed at the same time moved or changed its place: of a search few.
 */
export function createReplace(pieces: readonly Piece[], overlaps: Overlaps, placed: Placement): Replace {
  const state = createState(pieces, overlaps);
  const { offsets, ends, marks } = state;
  state.round = 1;
  pieces.forEach(({ bytes }, index) => {
    offsets[index] = placed.offsets[index] ?? 0;
    ends[index] = (offsets[index] ?? 0) + bytes;
  });
  return (order, moved) => {
    for (const index of moved) marks[index] = MOVED;
    return place(state, order);
  };
}

/** The places of pieces, and what is to be worked out anew. */
interface State {
  readonly pieces: readonly Piece[];
  readonly overlaps: Overlaps;
  readonly offsets: Float64Array;
  readonly ends: Float64Array;
  /** By piece: one of the marks below. */
  readonly marks: Uint8Array;
  /** By piece: the round in which it was last reached. */
  readonly reached: Int32Array;
  round: number;
  /** Room for the ends, by ascending offset, of the pieces between which one is placed. */
  readonly lows: number[];
  readonly highs: number[];
}

/** The place of a piece is as it was in the last round. */
const KEPT = 0;

/** Its place may be another one. */
const STALE = 1;

/** It stands further to the front, so that the place of each piece that it overlaps may be another one. */
const MOVED = 2;

function createState(pieces: readonly Piece[], overlaps: Overlaps): State {
  const count = pieces.length;
  return {
    pieces,
    overlaps,
    offsets: new Float64Array(count),
    ends: new Float64Array(count),
    marks: new Uint8Array(count),
    reached: new Int32Array(count),
    round: 0,
    lows: [],
    highs: [],
  };
}

/** One round: all pieces in an order. */
function place(state: State, order: readonly number[]): Placement {
  const { pieces, offsets, ends, marks, reached } = state;
  const { starts, others } = state.overlaps;
  const round = ++state.round;
  let block = 0;
  for (const index of order) {
    reached[index] = round;
    const mark = marks[index];
    if (mark !== KEPT) {
      marks[index] = KEPT;
      const bytes = pieces[index]?.bytes ?? 0;
      const offset = offsetOf(state, index, bytes);
      // In the first round all are stale.
      if (round > 1 && (mark === MOVED || offset !== offsets[index])) {
        for (let at = starts[index] ?? 0, end = starts[index + 1] ?? 0; at < end; at++) {
          const other = others[at] ?? 0;
          if (reached[other] !== round && marks[other] === KEPT) marks[other] = STALE;
        }
      }
      offsets[index] = offset;
      ends[index] = offset + bytes;
    }
    const end = ends[index] ?? 0;
    if (end > block) block = end;
  }
  return { bytes: block, offsets: offsets.slice() };
}

/** Where the smallest gap begins among the pieces that were reached in this round, or above them all. */
function offsetOf(state: State, index: number, bytes: number): number {
  const { offsets, ends, reached, round, lows, highs } = state;
  const { starts, others } = state.overlaps;
  let count = 0;
  for (let at = starts[index] ?? 0, end = starts[index + 1] ?? 0; at < end; at++) {
    const other = others[at] ?? 0;
    if (reached[other] !== round) continue;
    const low = offsets[other] ?? 0;
    let position = count++;
    for (; position > 0 && (lows[position - 1] ?? 0) > low; position--) {
      lows[position] = lows[position - 1] ?? 0;
      highs[position] = highs[position - 1] ?? 0;
    }
    lows[position] = low;
    highs[position] = ends[other] ?? 0;
  }
  let top = 0;
  let found: number | undefined;
  let smallest = Infinity;
  for (let at = 0; at < count; at++) {
    const gap = (lows[at] ?? 0) - top;
    if (gap >= bytes && gap < smallest) {
      found = top;
      smallest = gap;
    }
    const high = highs[at] ?? 0;
    if (high > top) top = high;
  }
  return found ?? top;
}
