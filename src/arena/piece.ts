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
  const change = (step: number, bytes: number): void => {
    changes[step] = (changes[step] ?? 0) + bytes;
  };
  for (const { bytes, from, to } of pieces) {
    change(from, bytes);
    change(to + 1, -bytes);
  }
  let needed = 0;
  let peak = { bytes: 0, step: 0 };
  changes.forEach((bytes, step) => {
    needed += bytes;
    if (needed > peak.bytes) peak = { bytes: needed, step };
  });
  return peak;
}

/** The last step in which any piece is needed. */
export function lastStep(pieces: readonly Piece[]): number {
  return pieces.reduce((last, { to }) => Math.max(last, to), 0);
}
