import type { Analysis, Bandwidth, Roofline } from '../analysis/index.js';
import { memoryAccessBytes } from '../analysis/index.js';
import type { RunnableModel, Runtime, SessionOptions } from './runtime.js';

/** A small model of one kind of work, to find out how fast a platform does it. */
export interface Probe {
  readonly name: string;
  /** The limit that it measures: computing, or moving. */
  readonly limit: 'compute' | 'integer' | 'memory';
  readonly runnable: RunnableModel;
  readonly analysis: Analysis;
}

/** The result of a probe: FLOPs or bytes a second. */
export interface ProbeResult {
  readonly name: string;
  readonly limit: 'compute' | 'integer' | 'memory';
  /** FLOPs, or bytes, of one run. */
  readonly amount?: number | undefined;
  readonly perSecond: number;
}

/** The most that a platform can do, as measured. */
export interface Calibration extends Roofline {
  readonly probes: readonly ProbeResult[];
  /** The version of the runtime. */
  readonly version: string;
}

/**
 * Runs of each probe that count, and those before. Short work is slowed down by whatever else the machine does; of
 * enough runs the best was not.
 */
const RUNS = 30;
const WARMUP = 3;

/** Runs of a probe for which there is little time. */
const FEWEST_RUNS = 3;

/** How a calibration goes on. */
export interface CalibrationPace {
  /** How long the runs of a probe may take together, in milliseconds; left out, all runs are made. */
  readonly probeMs?: number;
  /** Told which probe comes next, and how many are done. */
  readonly progress?: (done: number, name: string) => void;
}

/**
 * Measures what a platform can do through the runtime itself, by the best run of each probe. The roof is the best of
 * all probes: a bound that no kernel of that runtime should beat.
 * @throws NetstatError when the runtime cannot run a probe
 */
export async function calibrate(
  runtime: Runtime,
  probes: readonly Probe[],
  options: Omit<SessionOptions, 'profiled'>,
  pace: CalibrationPace = {},
): Promise<Calibration> {
  const letGo = runtime.keep?.();
  try {
    return await calibrateOpen(runtime, probes, options, pace);
  } finally {
    letGo?.();
  }
}

async function calibrateOpen(
  runtime: Runtime,
  probes: readonly Probe[],
  options: Omit<SessionOptions, 'profiled'>,
  { probeMs = Infinity, progress = () => {} }: CalibrationPace,
): Promise<Calibration> {
  const results: ProbeResult[] = [];
  let version = '';
  for (const [index, probe] of probes.entries()) {
    progress(index, probe.name);
    const found = await bestRun(runtime, probe, options, probeMs);
    version = found.version;
    const amount = Number(
      probe.limit === 'memory' ? memoryAccessBytes(probe.analysis.totals) : probe.analysis.totals.flops,
    );
    results.push({ name: probe.name, limit: probe.limit, amount, perSecond: amount / (found.ms / 1000) });
  }
  const best = (limit: Probe['limit']): number =>
    Math.max(...results.filter((result) => result.limit === limit).map(({ perSecond }) => perSecond));
  const fastest = new Map<number, number>();
  for (const { limit, amount = 0, perSecond } of results) {
    if (limit === 'memory') fastest.set(amount, Math.max(perSecond, fastest.get(amount) ?? 0));
  }
  const bandwidths = [...fastest]
    .map(([workingSetBytes, bytesPerSecond]): Bandwidth => ({ workingSetBytes, bytesPerSecond }))
    .toSorted((a, b) => a.workingSetBytes - b.workingSetBytes);
  return {
    flopsPerSecond: best('compute'),
    ...(results.some(({ limit }) => limit === 'integer') && { integerOperationsPerSecond: best('integer') }),
    bytesPerSecond: best('memory'),
    bandwidths,
    probes: results,
    version,
  };
}

/** The least time of the kernel that does the work; what the runtime puts around it does not count. */
async function bestRun(
  runtime: Runtime,
  { runnable }: Probe,
  options: Omit<SessionOptions, 'profiled'>,
  probeMs: number,
): Promise<{ readonly ms: number; readonly version: string }> {
  const session = await runtime.open(runnable, { ...options, profiled: true });
  try {
    const warm = await session.run(WARMUP);
    const fits = Math.floor(probeMs / Math.max(0.1, leastOf(warm.map(({ ms }) => ms))));
    const runs = await session.run(Math.min(RUNS, Math.max(FEWEST_RUNS, fits)));
    const profile = await session.close();
    const kernels = profile?.kernels.map(({ durationsMs }) => leastOf(durationsMs.slice(WARMUP))) ?? [];
    return {
      ms: kernels.length === 0 ? leastOf(runs.map(({ ms }) => ms)) : Math.max(...kernels),
      version: session.version,
    };
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

/** The least time that is no artefact of a clock that counts microseconds. */
function leastOf(durationsMs: readonly number[]): number {
  return Math.max(0.001, Math.min(...durationsMs));
}
