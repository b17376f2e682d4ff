import type { Latency } from './measurement.js';

/**
 * The value below which a share of the samples lies, between samples by linear interpolation (Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996, definition 7). NaN for no samples.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** Whether a value can be how long something took. */
export function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Samples in milliseconds, summed up by what outliers do not move. */
export function latencyOf(samplesMs: readonly number[]): Latency {
  return {
    medianMs: median(samplesMs),
    p10Ms: quantile(samplesMs, 0.1),
    p90Ms: quantile(samplesMs, 0.9),
    interquartileMs: quantile(samplesMs, 0.75) - quantile(samplesMs, 0.25),
  };
}
