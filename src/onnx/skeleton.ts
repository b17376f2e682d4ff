/** A stretch of the file that was passed over: it would stand at `index` of the skeleton's bytes. */
export interface Gap {
  readonly index: number;
  readonly length: number;
}

/**
 * A file without its long fields. Lengths in it are still those of the file, so positions are positions in the file.
 */
export interface Skeleton {
  readonly bytes: Uint8Array;
  /** In order of place. Each is the whole content of one length-delimited field. */
  readonly gaps: readonly Gap[];
  /** Size of the file. */
  readonly size: number;
}
