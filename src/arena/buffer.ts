/** A piece of memory that is needed for some steps of an execution, which are numbered from 0. */
export interface Buffer {
  readonly bytes: number;
  /** The first step in which it is needed. */
  readonly from: number;
  /** The last such step. */
  readonly to: number;
}

/** Where buffers lie in one block: no two that are needed in the same step overlap. */
export interface Placement {
  /** The size of the block in bytes. */
  readonly bytes: number;
  /** By buffer: where it begins. */
  readonly offsets: ArrayLike<number>;
}

/** `bytes` rounded up to a multiple of `alignment`. */
export function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** The most bytes that are needed in one step: no block can be smaller. */
export function mostNeeded(buffers: readonly Buffer[]): number {
  const changes = new Float64Array(lastStep(buffers) + 2);
  const change = (step: number, bytes: number): void => {
    changes[step] = (changes[step] ?? 0) + bytes;
  };
  for (const { bytes, from, to } of buffers) {
    change(from, bytes);
    change(to + 1, -bytes);
  }
  let needed = 0;
  let most = 0;
  for (const bytes of changes) {
    needed += bytes;
    most = Math.max(most, needed);
  }
  return most;
}

/** The last step in which any buffer is needed. */
export function lastStep(buffers: readonly Buffer[]): number {
  return buffers.reduce((last, { to }) => Math.max(last, to), 0);
}
