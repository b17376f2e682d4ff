import type { Category } from '../ir/index.js';
import { mainLayer, median, quantile } from '../measurement/index.js';
import type { KernelReport, MeasurementReport, Report } from '../report/index.js';
import { matchLayers } from './match-layers.js';

/** The ratio of the speeds of two measured models, with its error. */
export interface Speed {
  /** The latency of the base over that of the head: above 1 the head is faster. */
  readonly ratio: number;
  /** Half the width of the interval in which the ratio lies with 95 %. */
  readonly error: number;
  /** Whether the difference is more than noise. */
  readonly differs: boolean;
  /** Whether both took turns, round by round, so that what disturbed one disturbed the other. */
  readonly inTurns: boolean;
}

/** How long a part of both models takes. */
export interface TimeDifference {
  readonly name: string;
  readonly baseMs: number;
  readonly headMs: number;
}

/** Two measured models beside each other. */
export interface SpeedComparison {
  readonly speed: Speed | undefined;
  /** Where the time went that makes the difference: what differs by more than noise, the largest difference first. */
  readonly categories: readonly TimeDifference[];
  readonly layers: readonly TimeDifference[];
}

/** Below this share two speeds count as one: where a process's memory lies makes as much of a difference. */
const LEAST_DIFFERENCE = 0.02;

/** Half the width of the interval of 95 % of a normal distribution, in standard deviations. */
const NORMAL_95 = 1.96;

/** The standard deviation of the median of normal samples over that of their mean, π/2 under the root. */
const MEDIAN_EFFICIENCY = Math.sqrt(Math.PI / 2);

/** A report with a measurement. */
export type MeasuredReport = Report & { readonly measurement: MeasurementReport };

/** Whether a report has a measurement. */
export function isMeasured(report: Report): report is MeasuredReport {
  return report.measurement !== undefined;
}

/** Compares two measured reports. */
export function compareSpeed(base: MeasuredReport, head: MeasuredReport, inTurns: boolean): SpeedComparison {
  return {
    speed: speedOf(base.measurement, head.measurement, inTurns),
    categories: differencesOf(categoryTimes(base), categoryTimes(head)),
    layers: layerDifferences(base, head),
  };
}

/**
 * How the latency of `base` stands to that of `head`; undefined where one has none. Without rounds only the two figures
 * are known, and no error of theirs: the percentiles stand for it.
 */
export function speedOf(base: MeasurementReport, head: MeasurementReport, inTurns: boolean): Speed | undefined {
  const [before, after] = [base.endToEnd?.ms ?? base.kernelsMs, head.endToEnd?.ms ?? head.kernelsMs];
  if (!(before > 0) || !(after > 0)) return undefined;
  const paired = inTurns && base.roundsMs.length > 1 && head.roundsMs.length > 1;
  const ratios = paired
    ? Array.from(
        { length: Math.min(base.roundsMs.length, head.roundsMs.length) },
        (_, round) => (base.roundsMs[round] ?? 0) / (head.roundsMs[round] ?? 1),
      )
    : [];
  const ratio = paired ? median(ratios) : before / after;
  const error = paired ? errorOfMedian(ratios) : ratio * Math.hypot(relativeError(base), relativeError(head));
  const shown = Math.abs(ratio - 1);
  return { ratio, error, differs: shown > error && shown > LEAST_DIFFERENCE, inTurns: paired };
}

function errorOfMedian(samples: readonly number[]): number {
  const deviation = (quantile(samples, 0.75) - quantile(samples, 0.25)) / 1.349;
  return (NORMAL_95 * MEDIAN_EFFICIENCY * deviation) / Math.sqrt(samples.length);
}

/**
 * The error of a latency that was measured by itself, as a share: of rounds, their own; and never less than what the
 * machine may have added.
 */
function relativeError({ roundsMs, endToEnd, noise }: MeasurementReport): number {
  const ofRounds = roundsMs.length > 1 ? errorOfMedian(roundsMs) / median(roundsMs) : 0;
  const ofRuns = roundsMs.length > 1 || endToEnd === null ? 0 : Math.max(0, 1 - endToEnd.p10Ms / endToEnd.medianMs);
  return Math.max(ofRounds, ofRuns, noise?.busy === true ? noise.tooHigh : 0);
}

interface Sum {
  ms: number;
  /** The square of its error. */
  variance: number;
}

function categoryTimes({ layers, measurement }: MeasuredReport): ReadonlyMap<string, Sum> {
  const times = new Map<Category | 'overhead', Sum>();
  for (const kernel of measurement.kernels) {
    const main = mainLayer(kernel);
    const category = main === undefined ? 'overhead' : (layers[main]?.category ?? 'other');
    const sum = times.get(category) ?? { ms: 0, variance: 0 };
    times.set(category, { ms: sum.ms + kernel.ms, variance: sum.variance + errorOfKernel(kernel, measurement) ** 2 });
  }
  return times;
}

function layerDifferences(base: MeasuredReport, head: MeasuredReport): readonly TimeDifference[] {
  const [before, after] = [timesByMainLayer(base.measurement), timesByMainLayer(head.measurement)];
  const pairs = hasSameLayers(base, head)
    ? base.layers.flatMap((layer, index) => {
        const other = head.layers[index];
        return other === undefined ? [] : [[layer, other] as const];
      })
    : matchLayers(base, head).pairs;
  const matched = pairs.flatMap(([old, current]) => {
    const [from, to] = [before.get(old.index), after.get(current.index)];
    return from === undefined || to === undefined ? [] : [{ name: current.label, from, to }];
  });
  return matched
    .filter(({ from, to }) => isBeyondNoise(from, to))
    .map(({ name, from, to }) => ({ name, baseMs: from.ms, headMs: to.ms }))
    .toSorted(byDifference);
}

/** Whether both are of one model. */
function hasSameLayers(base: Report, head: Report): boolean {
  return (
    base.layers.length === head.layers.length &&
    base.layers.every(({ label, op }, index) => label === head.layers[index]?.label && op === head.layers[index].op)
  );
}

function timesByMainLayer(measurement: MeasurementReport): ReadonlyMap<number, Sum> {
  return new Map(
    measurement.kernels.flatMap((kernel) => {
      const main = mainLayer(kernel);
      const variance = errorOfKernel(kernel, measurement) ** 2;
      return main === undefined ? [] : [[main, { ms: kernel.ms, variance }] as const];
    }),
  );
}

/**
 * The error of a kernel's time: of its runs, of the clock, which counts microseconds, and of what every process has of
 * its own.
 */
function errorOfKernel({ ms, medianMs, p90Ms, calls }: KernelReport, { profiled, runs }: MeasurementReport): number {
  const deviation = Math.max(0, p90Ms - medianMs) / 1.2816;
  return Math.hypot(
    (NORMAL_95 * MEDIAN_EFFICIENCY * deviation) / Math.sqrt(Math.max(1, profiled?.runs ?? runs)),
    0.0005 * calls,
    LEAST_DIFFERENCE * ms,
  );
}

function differencesOf(before: ReadonlyMap<string, Sum>, after: ReadonlyMap<string, Sum>): readonly TimeDifference[] {
  const none: Sum = { ms: 0, variance: 0 };
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, from: before.get(name) ?? none, to: after.get(name) ?? none }))
    .filter(({ from, to }) => isBeyondNoise(from, to))
    .map(({ name, from, to }) => ({ name, baseMs: from.ms, headMs: to.ms }))
    .toSorted(byDifference);
}

function isBeyondNoise(from: Sum, to: Sum): boolean {
  return Math.abs(from.ms - to.ms) > Math.sqrt(from.variance + to.variance);
}

function byDifference(a: TimeDifference, b: TimeDifference): number {
  return Math.abs(b.headMs - b.baseMs) - Math.abs(a.headMs - a.baseMs);
}
