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
  // By piece in that order: how many of the others are needed already when it comes, and, end to end, which.
  const met = new Int32Array(pieces.length);
  const earlier: number[] = [];
  const starts = new Int32Array(pieces.length + 1);
  const alive: number[] = [];
  let step = 0;
  for (const index of order) {
    const from = pieces[index]?.from ?? 0;
    if (from > step) keepAlive(alive, pieces, from);
    step = from;
    if (earlier.length + alive.length > most) return undefined;
    met[index] = alive.length;
    starts[index + 1] = (starts[index + 1] ?? 0) + alive.length;
    for (const other of alive) {
      earlier.push(other);
      starts[other + 1] = (starts[other + 1] ?? 0) + 1;
    }
    alive.push(index);
  }
  for (let index = 0; index < pieces.length; index++) {
    starts[index + 1] = (starts[index + 1] ?? 0) + (starts[index] ?? 0);
  }
  const others = new Int32Array(2 * earlier.length);
  const next = starts.slice();
  const put = (index: number, other: number): void => {
    const place = next[index] ?? 0;
    others[place] = other;
    next[index] = place + 1;
  };
  let at = 0;
  for (const index of order) {
    for (const end = at + (met[index] ?? 0); at < end; at++) {
      const other = earlier[at] ?? 0;
      put(index, other);
      put(other, index);
    }
  }
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
