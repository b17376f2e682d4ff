import type { Latency } from './measurement.js';
import type { Run } from './runtime.js';

/**
 * The value below which a share of the samples lies, between samples by linear interpolation (Hyndman and Fan, "Sample
 * Quantiles in Statistical Packages", 1996, definition 7). NaN for no samples.
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

/**
 * The mean of the faster half of the samples. Whatever disturbs a run makes it slower, so that this stands still while
 * half of the runs are disturbed; and a mean tells times apart that a clock of whole microseconds gives one number. NaN
 * for no samples.
 */
export function fasterHalf(samples: readonly number[]): number {
  return fastest(samples, 0.5);
}

/** The mean of the fastest share of the samples, one at least. NaN for no samples. */
export function fastest(samples: readonly number[], share: number): number {
  return mean(samples.toSorted((a, b) => a - b).slice(0, Math.max(1, Math.ceil(samples.length * share))));
}

/** The sum over the number. NaN for no samples. */
export function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/**
 * A summary of runs by statistics that outliers do not move. Where the processor time of each run is known and on one
 * thread, `ms` leaves out the time that a run waited for a core.
 */
export function latencyOf(runs: readonly Run[], threads: number | undefined): Latency {
  const samplesMs = runs.map(({ ms }) => ms);
  return {
    ms: fasterHalf(runs.map((run) => activeMs(run, threads))),
    medianMs: median(samplesMs),
    p10Ms: quantile(samplesMs, 0.1),
    p90Ms: quantile(samplesMs, 0.9),
    interquartileMs: quantile(samplesMs, 0.75) - quantile(samplesMs, 0.25),
  };
}

/**
 * How long a run took without the time for which its thread waited for a core; several threads' waits cannot be told
 * from their idleness.
 */
export function activeMs({ ms, cpuMs }: Run, threads: number | undefined): number {
  return threads === 1 && cpuMs !== undefined ? Math.min(ms, cpuMs) : ms;
}
