import type { Piece } from './piece.js';

/**
 * Which pieces are needed in a same step, as lists end to end: those of piece i are `others[starts[i]] …
 * others[starts[i + 1] − 1]`.
 */
export interface Overlaps {
  readonly starts: Int32Array;
  readonly others: Int32Array;
}

/** The overlaps of pieces in time; undefined when there are more than `most` pairs. */
export function findOverlaps(pieces: readonly Piece[], most: number): Overlaps | undefined {
  const order = byStart(pieces);
  const counts = new Int32Array(pieces.length + 1);
  let pairs = 0;
  const visit = (meet: (index: number, other: number) => void): boolean => {
    const alive: number[] = [];
    let step = 0;
    for (const index of order) {
      const from = pieces[index]?.from ?? 0;
      if (from > step) keepAlive(alive, pieces, from);
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
  const starts = new Int32Array(pieces.length + 1);
  for (let index = 0; index < pieces.length; index++) starts[index + 1] = (starts[index] ?? 0) + (counts[index] ?? 0);
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

/** Takes the pieces out of a list that are not needed any more at a step. */
function keepAlive(alive: number[], pieces: readonly Piece[], step: number): void {
  let kept = 0;
  for (const index of alive) if ((pieces[index]?.to ?? 0) >= step) alive[kept++] = index;
  alive.length = kept;
}

/** The pieces in the order in which they are needed first; of one step the larger first. */
export function byStart(pieces: readonly Piece[]): readonly number[] {
  return pieces
    .map((_, index) => index)
    .toSorted((left, right) => {
      const a = pieces[left];
      const b = pieces[right];
      return a === undefined || b === undefined ? 0 : a.from - b.from || b.bytes - a.bytes;
    });
}
