import type { Buffer, Placement } from './buffer.js';
import type { Overlaps } from './overlaps.js';

const UNPLACED = -1;

/**
 * Places buffers one by one in the order given: each in the smallest gap that holds it between those already placed and
 * needed at the same time, or above them all.
 */
export function placeInOrder(buffers: readonly Buffer[], order: readonly number[], overlaps: Overlaps): Placement {
  const offsets = new Float64Array(buffers.length).fill(UNPLACED);
  const offsetOf = (index: number): number => offsets[index] ?? UNPLACED;
  const bytesOf = (index: number): number => buffers[index]?.bytes ?? 0;
  const { starts, others } = overlaps;
  // The ends, by ascending offset, of what is placed already and needed at the same time; the first `count` entries
  // count.
  const lows: number[] = [];
  const highs: number[] = [];
  let block = 0;
  for (const index of order) {
    let count = 0;
    for (let at = starts[index] ?? 0, end = starts[index + 1] ?? 0; at < end; at++) {
      const other = others[at] ?? 0;
      const low = offsetOf(other);
      if (low === UNPLACED) continue;
      let place = count++;
      for (; place > 0 && (lows[place - 1] ?? 0) > low; place--) {
        lows[place] = lows[place - 1] ?? 0;
        highs[place] = highs[place - 1] ?? 0;
      }
      lows[place] = low;
      highs[place] = low + bytesOf(other);
    }
    const bytes = bytesOf(index);
    let top = 0;
    let offset = UNPLACED;
    let smallest = Infinity;
    for (let at = 0; at < count; at++) {
      const gap = (lows[at] ?? 0) - top;
      if (gap >= bytes && gap < smallest) {
        offset = top;
        smallest = gap;
      }
      top = Math.max(top, highs[at] ?? 0);
    }
    if (offset === UNPLACED) offset = top;
    offsets[index] = offset;
    block = Math.max(block, offset + bytes);
  }
  return { bytes: block, offsets };
}
