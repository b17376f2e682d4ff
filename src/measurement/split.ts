import { countPerInference } from '../analysis/index.js';
import type { Analysis, Layer } from '../analysis/index.js';
import { joinKernels } from './join.js';
import type { Kernel, Measurement } from './measurement.js';
import type { KernelProfile, Profile } from './runtime.js';
import { fastest, mean, median, quantile } from './statistics.js';

/** The step of the clocks of runtimes, which count whole microseconds. */
const CLOCK_MS = 0.001;

/** Kernels shorter than so many steps of a coarse clock are read off more runs than the fastest. */
const SHORT_STEPS = 20;

/** The part of a measurement that comes from a profile. */
export type Split = Pick<
  Measurement,
  | 'profilingMs'
  | 'bodyProfilingMs'
  | 'kernelsMs'
  | 'joinedShare'
  | 'explainedShare'
  | 'overheadMs'
  | 'peakMemoryBytes'
  | 'plannedBytes'
  | 'kernels'
  | 'removed'
>;

/**
 * The split of a profile, its first `warmup` runs left out; `profilingMs` is the cost of timing each call of a kernel.
 * Of the runs of each kernel the fastest `share` counts. Up to `bodiesMs` are taken off the kernels of layers that own
 * bodies: these last as long as their bodies with all that is done to time them.
 */
export function splitOf(
  analysis: Analysis,
  profile: Profile,
  warmup: number,
  profilingMs = 0,
  share = 0.5,
  bodiesMs = 0,
): Split {
  const quiet = profile.coarse === undefined ? undefined : quietRuns(profile, warmup);
  const join = joinKernels(analysis, profile.kernels, profile.partial === true ? 'named' : 'all');
  const timed = profile.kernels.map((kernel, index): Kernel => {
    const samplesMs = countedRuns(kernel, profile, warmup);
    const layers = (join.layers[index] ?? []).flatMap((position) => analysis.layers[position] ?? []);
    const calls = kernel.calls ?? 1;
    const quietMs = quiet === undefined ? undefined : mean(quiet.map((run) => kernel.durationsMs[run] ?? 0));
    const isShort = quietMs !== undefined && quietMs < SHORT_STEPS * (profile.coarse?.clockMs ?? 0);
    const typicalMs = isShort ? quietMs : fastest(samplesMs, share);
    const ms = Math.max(0, typicalMs - calls * profilingMs);
    const leastMs = calls * Math.max(CLOCK_MS, profilingMs, errorOf(profile.coarse?.clockMs, quiet?.length));
    return {
      name: kernel.name,
      layers: byCost(layers),
      ms,
      medianMs: median(samplesMs),
      p90Ms: quantile(samplesMs, 0.9),
      calls,
      purpose: kernel.purpose,
      underMs: (profilingMs > 0 || quiet !== undefined) && ms < leastMs ? leastMs : undefined,
    };
  });
  const owners = new Set(bodiesMs > 0 ? timed.filter((kernel) => ownsBody(analysis, kernel)) : []);
  const ownersMs = sumOf([...owners]);
  const kept = ownersMs === 0 ? 1 : Math.max(0, 1 - bodiesMs / ownersMs);
  const kernels = timed.map((kernel) => (owners.has(kernel) ? { ...kernel, ms: kernel.ms * kept } : kernel));
  const kernelsMs = sumOf(kernels);
  const overheadMs = sumOf(kernels.filter(({ layers }) => layers.length === 0));
  return {
    profilingMs,
    ...(kept < 1 && { bodyProfilingMs: ownersMs * (1 - kept) }),
    kernelsMs,
    joinedShare: kernelsMs === 0 ? 0 : 1 - overheadMs / kernelsMs,
    explainedShare:
      kernelsMs === 0
        ? 0
        : 1 - sumOf(kernels.filter(({ layers, purpose }) => layers.length === 0 && purpose === undefined)) / kernelsMs,
    overheadMs,
    peakMemoryBytes: profile.peakMemoryBytes,
    ...(profile.plannedBytes === undefined ? {} : { plannedBytes: profile.plannedBytes }),
    kernels,
    removed: profile.partial === true ? [] : join.removed,
  };
}

/**
 * The faster half of the runs after the warm-up. In a single run a coarse clock gives a short kernel 0 or one step, so
 * only the mean is right, and only over runs that were not chosen by these values. So runs are chosen by how long they
 * took as a whole; where that is a few steps itself, all runs count.
 */
function quietRuns({ runs, coarse }: Profile, warmup: number): readonly number[] {
  const counted = Array.from({ length: runs }, (_, run) => run).slice(runs > warmup ? warmup : 0);
  const { clockMs = 0, runsMs = [] } = coarse ?? {};
  const msOf = (run: number): number => runsMs[run] ?? 0;
  if (mean(counted.map(msOf)) < SHORT_STEPS * clockMs) return counted;
  return counted.toSorted((a, b) => msOf(a) - msOf(b)).slice(0, Math.ceil(counted.length / 2));
}

/**
 * The standard error of the mean of so many times, each of them between two readings that a clock has rounded to its
 * step.
 */
function errorOf(clockMs: number | undefined, runs: number | undefined): number {
  return clockMs === undefined || runs === undefined || runs === 0 ? 0 : clockMs / Math.sqrt(6 * runs);
}

/** A kernel's times without the warm-up; where a profile has only one figure, or no runs to spare, all of them. */
function countedRuns({ durationsMs }: KernelProfile, { runs }: Profile, warmup: number): readonly number[] {
  return durationsMs.length === runs && runs > warmup ? durationsMs.slice(warmup) : durationsMs;
}

function byCost(layers: readonly Layer[]): readonly number[] {
  return layers
    .map((layer) => ({ index: layer.index, cost: costOf(layer) }))
    .toSorted((a, b) => b.cost - a.cost || a.index - b.index)
    .map(({ index }) => index);
}

function costOf(layer: Layer): number {
  const cost = countPerInference(layer, 'arithmetic');
  return typeof cost === 'object' ? 0 : Number(cost);
}

function ownsBody({ layers }: Analysis, kernel: Kernel): boolean {
  return kernel.layers.some((position) => layers[position]?.category === 'control-flow');
}

function sumOf(kernels: readonly Kernel[]): number {
  return kernels.reduce((sum, { ms }) => sum + ms, 0);
}
