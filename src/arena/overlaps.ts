import type { Buffer } from './buffer.js';

/**
 * Which buffers are needed in a same step, as lists end to end: those of buffer i are `others[starts[i]] …
 * others[starts[i + 1] − 1]`.
 */
export interface Overlaps {
  readonly starts: Int32Array;
  readonly others: Int32Array;
}

/** The overlaps of buffers in time; undefined when there are more than `most` pairs. */
export function findOverlaps(buffers: readonly Buffer[], most: number): Overlaps | undefined {
  const order = byStart(buffers);
  const counts = new Int32Array(buffers.length + 1);
  let pairs = 0;
  const visit = (meet: (index: number, other: number) => void): boolean => {
    const alive: number[] = [];
    let step = 0;
    for (const index of order) {
      const from = buffers[index]?.from ?? 0;
      if (from > step) keepAlive(alive, buffers, from);
      step = from;
      pairs += alive.length;
      if (pairs > most) return false;
      for (const other of alive) meet(index, other);
      alive.push(index);
    }
    return true;
  };
  const isWithin = visit((index, other) => {
    counts[index] = (counts[index] ?? 0) + 1;
    counts[other] = (counts[other] ?? 0) + 1;
  });
  if (!isWithin) return undefined;
  const starts = new Int32Array(buffers.length + 1);
  for (let index = 0; index < buffers.length; index++) starts[index + 1] = (starts[index] ?? 0) + (counts[index] ?? 0);
  const others = new Int32Array(2 * pairs);
  const next = starts.slice();
  const put = (index: number, other: number): void => {
    const at = next[index] ?? 0;
    others[at] = other;
    next[index] = at + 1;
  };
  pairs = 0;
  visit((index, other) => {
    put(index, other);
    put(other, index);
  });
  return { starts, others };
}

/** Takes the buffers out of a list that are not needed any more at a step. */
function keepAlive(alive: number[], buffers: readonly Buffer[], step: number): void {
  let kept = 0;
  for (const index of alive) if ((buffers[index]?.to ?? 0) >= step) alive[kept++] = index;
  alive.length = kept;
}

/** The buffers in the order in which they are needed first; of one step the larger first. */
export function byStart(buffers: readonly Buffer[]): readonly number[] {
  return buffers
    .map((_, index) => index)
    .toSorted((left, right) => {
      const a = buffers[left];
      const b = buffers[right];
      return a === undefined || b === undefined ? 0 : a.from - b.from || b.bytes - a.bytes;
    });
}
