import type { Bandwidth } from '../../devices/index.js';

/** The most that a platform does: what calibration finds, or a data sheet says. */
export interface Roofline {
  /** Arithmetic operations a second. */
  readonly flopsPerSecond: number;
  /** Those on integers of 8 bits, where they are known apart. */
  readonly integerOperationsPerSecond?: number | undefined;
  /** Bytes a second to and from the memory that is fastest. */
  readonly bytesPerSecond: number;
  /**
   * The bandwidth by how many bytes are worked on: a small set lies in a cache. The smallest set first; left out, one
   * bandwidth holds for all.
   */
  readonly bandwidths?: readonly Bandwidth[] | undefined;
}

/** Work to bound. */
export interface Work {
  /** Operations; `isInteger` says whether they are on integers of 8 bits. */
  readonly arithmetic: number | undefined;
  /** Bytes read and written. */
  readonly bytes: number | undefined;
  /** The working set: `bytes` unless told. */
  readonly workingSetBytes?: number | undefined;
  readonly isInteger?: boolean | undefined;
}

/**
 * The least time that work can take on a platform (Williams, Waterman and Patterson, "Roofline", 2009), and which side
 * sets it.
 */
export interface Bound {
  readonly ms: number;
  readonly by: 'compute' | 'memory';
}

/**
 * The working set of work that moves `bytes`, of which `written` are written: the larger of what it reads and what it
 * writes. The work before may have just written what it reads, and what it writes may take the place of that, so that
 * no more must lie in a cache for the cache to bound it.
 */
export function workingSetOf(bytes: number, written: number): number {
  return Math.max(bytes - written, written);
}

/**
 * The bound of some work: what it computes over the peak, or what it moves over the bandwidth of a set of its size,
 * whichever takes longer.
 */
export function boundOf(
  { arithmetic, bytes, workingSetBytes = bytes, isInteger }: Work,
  roofline: Roofline,
): Bound | undefined {
  if (arithmetic === undefined || bytes === undefined || workingSetBytes === undefined) return undefined;
  const { flopsPerSecond, integerOperationsPerSecond = flopsPerSecond } = roofline;
  const peak = isInteger === true ? Math.max(flopsPerSecond, integerOperationsPerSecond) : flopsPerSecond;
  const computeMs = (arithmetic / peak) * 1000;
  const memoryMs = (bytes / bandwidthAt(workingSetBytes, roofline)) * 1000;
  return computeMs >= memoryMs ? { ms: computeMs, by: 'compute' } : { ms: memoryMs, by: 'memory' };
}

/**
 * The bandwidth of a set of so many bytes: that of the largest measured set that is no larger, and of the smallest for
 * what is smaller still. A larger set that was found to be faster counts for the smaller ones too, so that the bound
 * stays one.
 */
export function bandwidthAt(bytes: number, { bandwidths = [], bytesPerSecond }: Roofline): number {
  const from = Math.max(
    0,
    bandwidths.findLastIndex(({ workingSetBytes }) => workingSetBytes <= bytes),
  );
  const rest = bandwidths.slice(from);
  return rest.length === 0 ? bytesPerSecond : Math.max(...rest.map((each) => each.bytesPerSecond));
}
