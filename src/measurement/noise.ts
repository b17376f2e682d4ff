import type { Noise } from './measurement.js';
import type { Run } from './runtime.js';
import { activeMs, fasterHalf, quantile } from './statistics.js';

/**
 * The use of the processors since some time: the milliseconds that all processes used, and the number of processors.
 */
export interface ProcessorUse {
  readonly usedMs: number;
  readonly cores: number;
}

/** Events beside the runs of a series: summed up over its rounds. */
export interface Surroundings {
  /** Processor time that others used, and the time in which they did. */
  readonly othersMs: number;
  readonly duringMs: number;
}

/** Below these shares the difference is the clock's or the runtime's own. */
const WAITING = 0.05;
const DRIFT = 0.1;

/**
 * How much longer work takes, in processor time, when others have the caches while it waits: a fifth was seen where it
 * waited four fifths of the time.
 */
const COLD_CACHES = 0.25;

/** Cores in use by others below which a machine counts as idle: an editor, a browser. */
const OTHERS = 0.25;

/** Disturbances of the runs of a series. */
export function noiseOf(
  rounds: readonly (readonly Run[])[],
  threads: number | undefined,
  surroundings: Surroundings | undefined,
): Noise {
  const runs = rounds.flat();
  const waitingShare = waitingShareOf(runs, threads);
  const otherCores =
    surroundings === undefined || surroundings.duringMs === 0
      ? undefined
      : Math.max(0, surroundings.othersMs / surroundings.duringMs);
  const figures = runs.map((run) => activeMs(run, threads));
  const middle = Math.ceil(figures.length / 2);
  const drift = figures.length < 4 ? 0 : fasterHalf(figures.slice(middle)) / fasterHalf(figures.slice(0, middle)) - 1;
  const isDisturbed =
    (waitingShare !== undefined && waitingShare > WAITING) || (otherCores !== undefined && otherCores > OTHERS);
  return {
    busy: isDisturbed || Math.abs(drift) > DRIFT,
    waitingShare,
    otherCores,
    drift,
    tooHigh: tooHighBy(figures, threads, waitingShare),
  };
}

/**
 * The part of the time in which threads had no core: all of them are busy while onnxruntime runs, as its idle ones
 * spin.
 */
function waitingShareOf(runs: readonly Run[], threads: number | undefined): number | undefined {
  let ms = 0;
  let cpuMs = 0;
  for (const run of runs) {
    if (run.cpuMs === undefined || threads === undefined) return undefined;
    ms += run.ms * threads;
    cpuMs += run.cpuMs;
  }
  return ms === 0 ? undefined : Math.max(0, 1 - cpuMs / ms);
}

/** The share of runs that count on a quiet machine. */
const UNDISTURBED = 0.5;

/**
 * The share of runs, the fastest ones, whose kernel times count. Kernels are timed by the clock on the wall, so that
 * fewer runs count where runs waited for a core. On several threads waiting cannot be told from idleness.
 */
export function undisturbedShare(runs: readonly Run[], threads: number | undefined): number {
  const waiting = threads === 1 ? (waitingShareOf(runs, threads) ?? 0) : 0;
  return waiting > WAITING ? UNDISTURBED * (1 - waiting) : UNDISTURBED;
}

/**
 * How much faster the fastest runs were than the figure that is quoted, and how much less that would be without
 * waiting.
 */
function tooHighBy(figures: readonly number[], threads: number | undefined, waitingShare: number | undefined): number {
  const fastest = quantile(figures, 0.1);
  // Of few runs the quantile may lie above the middle of the faster half.
  const spread = fastest > 0 ? Math.max(0, fasterHalf(figures) / fastest - 1) : 0;
  if (waitingShare === undefined || waitingShare <= WAITING) return spread;
  // On several threads waiting is part of the figure. On one thread it is not, but its effect on caches is.
  return Math.max(spread, threads === 1 ? COLD_CACHES * waitingShare : 1 / (1 - waitingShare) - 1);
}
