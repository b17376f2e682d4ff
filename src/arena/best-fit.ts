import type { Piece, Placement } from './piece.js';
import type { Overlaps } from './overlaps.js';

const UNPLACED = -1;

/**
 * Places pieces one by one in the order given: each in the smallest gap that holds it between those already placed and
 * needed at the same time, or above them all.
 */
export function placeInOrder(pieces: readonly Piece[], order: readonly number[], overlaps: Overlaps): Placement {
  const offsets = new Float64Array(pieces.length).fill(UNPLACED);
  const ends = new Float64Array(pieces.length);
  const { starts, others } = overlaps;
  // The ends, by ascending offset, of the pieces that are placed already and needed at the same time; only the first
  // `count` entries are in use.
  const lows: number[] = [];
  const highs: number[] = [];
  let block = 0;
  for (const index of order) {
    let count = 0;
    for (let at = starts[index] ?? 0, end = starts[index + 1] ?? 0; at < end; at++) {
      const other = others[at] ?? 0;
      const low = offsets[other] ?? UNPLACED;
      if (low === UNPLACED) continue;
      let place = count++;
      for (; place > 0 && (lows[place - 1] ?? 0) > low; place--) {
        lows[place] = lows[place - 1] ?? 0;
        highs[place] = highs[place - 1] ?? 0;
      }
      lows[place] = low;
      highs[place] = ends[other] ?? 0;
    }
    const bytes = pieces[index]?.bytes ?? 0;
    let top = 0;
    let offset = UNPLACED;
    let smallest = Infinity;
    for (let at = 0; at < count; at++) {
      const gap = (lows[at] ?? 0) - top;
      if (gap >= bytes && gap < smallest) {
        offset = top;
        smallest = gap;
      }
      const high = highs[at] ?? 0;
      if (high > top) top = high;
    }
    if (offset === UNPLACED) offset = top;
    offsets[index] = offset;
    ends[index] = offset + bytes;
    if (offset + bytes > block) block = offset + bytes;
  }
  return { bytes: block, offsets };
}
