import { perInference } from '../analysis/index.js';
import type { Analysis, Layer } from '../analysis/index.js';
import { joinKernels } from './join.js';
import type { Kernel, Measurement } from './measurement.js';
import type { KernelProfile, Profile, RunnableModel, Runtime, Session, SessionOptions } from './runtime.js';
import { latencyOf, median, quantile } from './statistics.js';

/** How to measure. */
export interface MeasureOptions extends Omit<SessionOptions, 'profiled'> {
  /** Runs that are not counted, at the start of each session. */
  readonly warmup: number;
  /** Runs that are counted; left out, at least `LEAST_RUNS` and more of a fast model. */
  readonly runs?: number | undefined;
}

/** Told while a measurement goes on. */
export interface Progress {
  /** What is being done, and how much of it is: 0 to 1. */
  (phase: 'plain' | 'profiled', share: number): void;
}

/** The fewest runs of which a median and percentiles are taken. */
export const LEAST_RUNS = 20;

/** How long runs go on, in milliseconds, where their number is not given: medians of short runs settle within it. */
const ENOUGH_MS = 1000;

/** The most runs of each kind: a profile holds an event for every kernel of every run. */
const MOST_RUNS = { plain: 1000, profiled: 100 } as const;

/**
 * Measures a model on a runtime: end to end without profiling, then kernel by kernel with it, one session at a time.
 * @throws NetstatError when the runtime cannot run it
 */
export async function measure(
  runtime: Runtime,
  runnable: RunnableModel,
  analysis: Analysis,
  options: MeasureOptions,
  machine: Measurement['machine'],
  progress: Progress = () => {},
): Promise<Measurement> {
  const plain = await timed(
    runtime,
    runnable,
    { ...options, profiled: runtime.oneSession === true },
    options,
    (share) => progress('plain', share),
  );
  const profiled =
    runtime.oneSession === true
      ? plain
      : await timed(runtime, runnable, { ...options, profiled: true }, options, (share) => progress('profiled', share));
  const profile = profiled.profile ?? { kernels: [], runs: profiled.samplesMs.length };
  return {
    runtime: runtime.name,
    version: plain.session.version,
    device: plain.session.device,
    level: plain.session.level ?? '',
    threads: plain.session.threads,
    runs: plain.samplesMs.length,
    warmup: options.warmup,
    endToEnd: latencyOf(plain.samplesMs),
    profiled:
      profiled.profile === undefined || profiled === plain
        ? undefined
        : { medianMs: median(profiled.samplesMs), runs: profiled.samplesMs.length },
    ...splitOf(analysis, profile, options.warmup),
    notes: [...plain.session.notes, ...(profile.notes ?? [])],
    machine,
  };
}

interface Timed {
  readonly session: Session;
  readonly samplesMs: readonly number[];
  readonly profile: Profile | undefined;
}

async function timed(
  runtime: Runtime,
  runnable: RunnableModel,
  sessionOptions: SessionOptions,
  { warmup, runs }: MeasureOptions,
  progress: (share: number) => void,
): Promise<Timed> {
  progress(0);
  const session = await runtime.open(runnable, sessionOptions);
  try {
    const samplesMs: number[] = [];
    const most = runs ?? MOST_RUNS[sessionOptions.profiled ? 'profiled' : 'plain'];
    const least = runs ?? LEAST_RUNS;
    for (let left = warmup; left > 0; left -= 1) await session.run(1);
    let spentMs = 0;
    while (samplesMs.length < least || (samplesMs.length < most && spentMs < ENOUGH_MS)) {
      const batch = batchSize(samplesMs, (samplesMs.length < least ? least : most) - samplesMs.length);
      const durations = await session.run(batch);
      samplesMs.push(...durations);
      spentMs += durations.reduce((sum, duration) => sum + duration, 0);
      progress(
        Math.min(
          1,
          Math.max(
            samplesMs.length / most,
            Math.min(samplesMs.length / least, runs === undefined ? spentMs / ENOUGH_MS : 1),
          ),
        ),
      );
    }
    return { session, samplesMs, profile: await session.close() };
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

/** How many runs to ask for at once: some 100 ms of them, so that progress shows and asking costs little. */
function batchSize(samplesMs: readonly number[], left: number): number {
  if (samplesMs.length === 0) return 1;
  return Math.max(1, Math.min(left, Math.floor(100 / Math.max(median(samplesMs), 0.01))));
}

/** The part of a measurement that a profile says, its first `warmup` runs left out. */
export function splitOf(
  analysis: Analysis,
  profile: Profile,
  warmup: number,
): Pick<Measurement, 'kernelsMs' | 'joinedShare' | 'overheadMs' | 'peakMemoryBytes' | 'kernels' | 'removed'> {
  const join = joinKernels(analysis, profile.kernels, profile.partial === true ? 'named' : 'all');
  const kernels = profile.kernels.map((kernel, index): Kernel => {
    const samplesMs = countedRuns(kernel, profile, warmup);
    const layers = (join.layers[index] ?? []).flatMap((position) => analysis.layers[position] ?? []);
    return { name: kernel.name, layers: byCost(layers), medianMs: median(samplesMs), p90Ms: quantile(samplesMs, 0.9) };
  });
  const kernelsMs = sumOf(kernels);
  const overheadMs = sumOf(kernels.filter(({ layers }) => layers.length === 0));
  return {
    kernelsMs,
    joinedShare: kernelsMs === 0 ? 0 : 1 - overheadMs / kernelsMs,
    overheadMs,
    peakMemoryBytes: profile.peakMemoryBytes,
    kernels,
    removed: profile.partial === true ? [] : join.removed,
  };
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
  const cost = perInference(layer, 'flops', layer.flops ?? 0);
  return typeof cost === 'object' ? 0 : Number(cost);
}

function sumOf(kernels: readonly Kernel[]): number {
  return kernels.reduce((sum, { medianMs }) => sum + medianMs, 0);
}
