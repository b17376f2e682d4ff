/** The most that a platform does: what calibration finds, or a data sheet says. */
export interface Roofline {
  /** Arithmetic operations a second. */
  readonly flopsPerSecond: number;
  /** Bytes a second to and from memory. */
  readonly bytesPerSecond: number;
}

/** The least time that work can take on a platform (Williams, Waterman and Patterson, "Roofline", 2009), and which side sets it. */
export interface Bound {
  readonly ms: number;
  readonly by: 'compute' | 'memory';
}

/** The bound of some work: what it computes over the peak, or what it moves over the bandwidth, whichever takes longer. */
export function boundOf(
  { flops, bytes }: { readonly flops: number | undefined; readonly bytes: number | undefined },
  { flopsPerSecond, bytesPerSecond }: Roofline,
): Bound | undefined {
  if (flops === undefined || bytes === undefined) return undefined;
  const computeMs = (flops / flopsPerSecond) * 1000;
  const memoryMs = (bytes / bytesPerSecond) * 1000;
  return computeMs >= memoryMs ? { ms: computeMs, by: 'compute' } : { ms: memoryMs, by: 'memory' };
}
