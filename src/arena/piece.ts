/** A piece of memory that is needed for some steps of an execution, which are numbered from 0. */
export interface Piece {
  readonly bytes: number;
  /** The first step in which it is needed. */
  readonly from: number;
  /** The last such step. */
  readonly to: number;
}

/** Where pieces lie in one block: no two that are needed in the same step overlap. */
export interface Placement {
  /** The size of the block in bytes. */
  readonly bytes: number;
  /** By piece: where it begins. */
  readonly offsets: ArrayLike<number>;
}

/** `bytes` rounded up to a multiple of `alignment`. */
export function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** The most bytes that are needed in one step: no block can be smaller. */
export function mostNeeded(pieces: readonly Piece[]): number {
  return peakOf(pieces).bytes;
}

/** The most bytes that are needed in one step, and the first such step. */
export function peakOf(pieces: readonly Piece[]): { readonly bytes: number; readonly step: number } {
  const changes = new Float64Array(lastStep(pieces) + 2);
  for (const { bytes, from, to } of pieces) {
    changes[from] = (changes[from] ?? 0) + bytes;
    changes[to + 1] = (changes[to + 1] ?? 0) - bytes;
  }
  let needed = 0;
  let most = 0;
  let first = 0;
  for (let step = 0; step < changes.length; step++) {
    needed += changes[step] ?? 0;
    if (needed <= most) continue;
    most = needed;
    first = step;
  }
  return { bytes: most, step: first };
}

/** The last step in which any piece is needed. */
export function lastStep(pieces: readonly Piece[]): number {
  return pieces.reduce((last, { to }) => Math.max(last, to), 0);
}
