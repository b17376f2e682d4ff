import type { Dim } from '../../dim/index.js';

/** Counts of what a layer stores, once for the model however often the layer runs: numbers, and bytes of parameters. */
export const storedCounts = ['parameterElements', 'bufferElements', 'parameterBytes'] as const;

/**
 * Counts of one run of a layer: multiply-accumulate pairs; arithmetic operations, 2 for each pair and all others; bytes
 * read and written; elements read and written.
 */
export const runCounts = ['macs', 'arithmetic', 'readBytes', 'writeBytes', 'movedElements'] as const;

export type StoredCount = (typeof storedCounts)[number];
export type RunCount = (typeof runCounts)[number];

/** The counts of a layer; those of a run are undefined where it is unknown. */
export type Counts = Record<StoredCount, Dim> & Record<RunCount, Dim | undefined>;

/** The names that reports have for counts. A symbol that stands for a formula which grows too large ends with one. */
export const countNames = {
  macs: 'multiplyAdds',
  arithmetic: 'flops',
  readBytes: 'memoryReadBytes',
  writeBytes: 'memoryWriteBytes',
  movedElements: 'memoryAccessElements',
  fusedBytes: 'memoryAccessFusedBytes',
} as const satisfies Readonly<Record<RunCount | 'fusedBytes', string>>;
