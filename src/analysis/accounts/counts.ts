import type { Dim } from '../../dim/index.js';

/** Counts of what a layer stores: once for the model, however often the layer runs. */
export const storedCounts = ['params', 'buffers', 'paramBytes'] as const;

/** Counts of one run of a layer, by the names that reports have for them. */
export const runCounts = [
  'multiplyAdds',
  'flops',
  'memoryReadBytes',
  'memoryWriteBytes',
  'memoryAccessElements',
] as const;

export type StoredCount = (typeof storedCounts)[number];
export type RunCount = (typeof runCounts)[number];

/** The counts of a layer; those of a run are undefined where it is unknown. */
export type Counts = Record<StoredCount, Dim> & Record<RunCount, Dim | undefined>;
