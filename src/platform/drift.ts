import { quantile } from '../measurement/index.js';
import { append } from '../text/index.js';
import { kernelsTime, quietTime } from './saved-report.js';
import type { SavedMeasurement, SavedReport } from './saved-report.js';

/** The fewest pairs of measurements whose differences say something. */
const LEAST_PAIRS = 6;

/** The share of normal values that lie within one standard deviation. */
const WITHIN = 0.683;

/** The sum of a network's kernels ÷ its time without profiling, above which other work disturbed the kernels. */
const DISTURBED = 1.2;

/** Whether other work slowed the kernels of a network while they were timed. */
export function isDisturbed(measurement: SavedMeasurement | undefined): boolean {
  const quietMs = measurement === undefined ? null : quietTime(measurement);
  return measurement !== undefined && quietMs !== null && kernelsTime(measurement) > DISTURBED * quietMs;
}

/**
 * How far measurements of one network at several moments lie apart: the standard deviation of the logarithm of the sum
 * of its kernels, from all pairs of moments in which nothing disturbed them. Undefined where there are too few.
 */
export function driftOf(reports: readonly SavedReport[]): number | undefined {
  const times = new Map<string, number[]>();
  for (const { model, layers, measurement } of reports) {
    const ms = measurement === undefined || isDisturbed(measurement) ? 0 : kernelsTime(measurement);
    // Sweeps of different versions may have different chains of one name.
    if (ms > 0) append(times, `${layers.length} ${model.path}`, ms);
  }
  const steps = [...times.values()].flatMap((all) =>
    all.flatMap((ms, index) => all.slice(0, index).map((before) => Math.abs(Math.log(ms / before)))),
  );
  // The difference of two has twice the variance of one.
  return steps.length < LEAST_PAIRS ? undefined : Number((quantile(steps, WITHIN) / Math.SQRT2).toPrecision(5));
}
