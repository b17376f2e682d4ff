import type { WarmSeries } from './series.js';
import { activeMs, fasterHalf, median, quantile } from './statistics.js';

/** How long and how often to measure. */
export interface Pace {
  /** Runs that are not counted, at the start of each session. */
  readonly warmup: number;
  /** Runs that are counted; left out, at least `LEAST_RUNS`, and more of a fast model or on a busy machine. */
  readonly runs?: number | undefined;
  /**
   * How long the measurement of each subject may take as a whole, `FEWEST_RUNS` runs at least; a load or a run that
   * alone takes longer is ended.
   */
  readonly timeLimitMs: number;
  /** How long the measurement of each subject may take before the fewest runs are enough; `timeLimitMs` unless told. */
  readonly wantedMs?: number;
  /**
   * Whether sessions may be open at the same time, so that they take turns; otherwise one opens when the one before is
   * closed, which needs less memory.
   */
  readonly together: boolean;
  /**
   * How long runs without profiling go on, in milliseconds, and how many there are at least; a second and `LEAST_RUNS`
   * unless told.
   */
  readonly enough?: { readonly ms: number; readonly runs: number };
  /** Whether a platform is fitted to the kernels: only the cost of profiling that a probe has is taken off them. */
  readonly forFit?: boolean;
  /** Whether kernels are of no interest, so that no session with profiling opens. */
  readonly endToEndOnly?: boolean;
}

/** Runs without profiling that a measurement has where time allows, and where it does not. */
export const LEAST_RUNS = 20;
const FEWEST_RUNS = 5;

/**
 * How a series goes on where the number of runs is not given: its rounds, when it has enough, and when it has too much.
 * Profiles hold an event for every kernel of every run.
 */
export const paces = {
  plain: { roundMs: 100, enoughMs: 1000, leastRuns: LEAST_RUNS, mostRuns: 5000, fewestRuns: FEWEST_RUNS },
  profiled: { roundMs: 50, enoughMs: 500, leastRuns: 10, mostRuns: 100, fewestRuns: 2 },
} as const;

/** How long a series goes on, in milliseconds, while its rounds differ. */
const STEADY_MS = 5000;

/** The standard error of the latency, over the latency, that is small enough. */
const STEADY = 0.003;

/** A series of runs, once it is open. */
interface Paced {
  readonly kind: keyof typeof paces;
  readonly series?: WarmSeries;
}

/** Whether a series has the runs that it needs, or the time is over and it has the fewest that will do. */
export function hasEnough(
  { series, kind }: Paced,
  { runs, enough }: Pace,
  timeIsOver: boolean,
  threads: number | undefined,
): boolean {
  if (series === undefined) return false;
  const { mostRuns, fewestRuns } = paces[kind];
  const { enoughMs, leastRuns } = neededOf(kind, enough);
  if (timeIsOver && series.count >= Math.min(runs ?? fewestRuns, fewestRuns)) return true;
  if (runs !== undefined) return series.count >= runs;
  const isLong = series.spentMs >= (enough === undefined ? STEADY_MS : enoughMs);
  if (series.count >= mostRuns || isLong) return series.count >= leastRuns;
  return series.count >= leastRuns && series.spentMs >= enoughMs && (kind === 'profiled' || isSteady(series, threads));
}

/** The runs that a series needs: those wished for without profiling; with it, half of that time. */
function neededOf(
  kind: Paced['kind'],
  enough: Pace['enough'],
): { readonly enoughMs: number; readonly leastRuns: number } {
  const usual = paces[kind];
  if (enough === undefined) return usual;
  return kind === 'plain'
    ? { enoughMs: enough.ms, leastRuns: enough.runs }
    : { enoughMs: enough.ms / 2, leastRuns: Math.min(usual.leastRuns, enough.runs) };
}

/** Whether the rounds agree so well that their mean is known. */
function isSteady({ rounds }: WarmSeries, threads: number | undefined): boolean {
  const figures = roundFigures(rounds, threads);
  // The standard error of a mean; the middle half of normal values is 1.349 standard deviations wide.
  const deviation = (quantile(figures, 0.75) - quantile(figures, 0.25)) / 1.349;
  return deviation / Math.sqrt(figures.length) <= STEADY * median(figures);
}

/** The time of each round without what disturbed it, in milliseconds. */
export function roundFigures(rounds: WarmSeries['rounds'], threads: number | undefined): readonly number[] {
  return rounds.map((runs) => fasterHalf(runs.map((run) => activeMs(run, threads))));
}

/** How much of a series is done, 0 to 1. */
export function shareOf(
  { series, kind, profile }: Paced & { readonly profile?: object | undefined },
  { runs, enough }: Pace,
): number {
  if (profile !== undefined) return 1;
  if (series === undefined) return 0;
  if (runs !== undefined) return Math.min(1, series.count / runs);
  const { mostRuns } = paces[kind];
  const { enoughMs, leastRuns } = neededOf(kind, enough);
  return Math.min(1, Math.max(series.count / mostRuns, Math.min(series.count / leastRuns, series.spentMs / enoughMs)));
}
