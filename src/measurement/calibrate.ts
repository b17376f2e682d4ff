import type { Analysis, Bandwidth, Roofline } from '../analysis/index.js';
import { accessBytesOf } from '../analysis/index.js';
import { append, bytesText } from '../text/index.js';
import { mainLayer } from './breakdown.js';
import { keepShared } from './keep-shared.js';
import { kernelCost } from './kernel-cost.js';
import type { Profile, Run, RunnableModel, Runtime, SessionOptions } from './runtime.js';
import { splitOf } from './split.js';
import { mean } from './statistics.js';

/** A small model, to find out how fast a platform does the work in it. */
export interface Probe {
  readonly name: string;
  /**
   * The limit that it measures: computing, by its longest kernel; or moving, by all kernels of each of its operators,
   * which move equal amounts.
   */
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
  /** The working set of one run. */
  readonly workingSetBytes?: number | undefined;
  /** The operator, of a probe of the memory whose runtime tells kernels. */
  readonly operator?: string | undefined;
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

/** A run takes no less, whatever the clock says. */
const LEAST_RUN_MS = 0.1;

/** How a calibration goes on. */
export interface CalibrationPace {
  /** How long the runs of a probe may take together, in milliseconds; left out, all runs are made. */
  readonly probeMs?: number;
  /** Told which probe comes next, and how many are done. */
  readonly progress?: (done: number, name: string) => void;
}

/** Kernels shorter than this tell no bandwidth: the clock counts microseconds. */
const TOLD_MS = 0.003;

/** How to run probes. */
export interface CalibrationOptions extends Omit<SessionOptions, 'profiled'> {
  /** Milliseconds that profiling adds to each call of a kernel; 0 unless told. */
  readonly profilingMs?: number;
}

/**
 * Measures what a platform can do through the runtime itself, by the best run of each probe. The roof is the best of
 * all probes: a bound that no kernel of that runtime should beat.
 * @throws NetstatError when the runtime cannot run a probe
 */
export async function calibrate(
  runtime: Runtime,
  probes: readonly Probe[],
  options: CalibrationOptions,
  pace: CalibrationPace = {},
): Promise<Calibration> {
  return keepShared([runtime], async () => calibrateOpen(runtime, probes, options, pace));
}

async function calibrateOpen(
  runtime: Runtime,
  probes: readonly Probe[],
  options: CalibrationOptions,
  { probeMs = Infinity, progress = () => {} }: CalibrationPace,
): Promise<Calibration> {
  const results: ProbeResult[] = [];
  let version = '';
  for (const [index, probe] of probes.entries()) {
    progress(index, probe.name);
    const found = await runProbe(runtime, probe, options, probeMs);
    version = found.version;
    results.push(...resultsOf(probe, found, options.profilingMs ?? 0));
  }
  const best = (limit: Probe['limit']): number =>
    Math.max(...results.filter((result) => result.limit === limit).map(({ perSecond }) => perSecond));
  return {
    flopsPerSecond: best('compute'),
    ...(results.some(({ limit }) => limit === 'integer') && { integerOperationsPerSecond: best('integer') }),
    bytesPerSecond: best('memory'),
    bandwidths: bandwidthsOf(results),
    probes: results,
    version,
  };
}

/**
 * The bandwidth by working set. Operators are probed at sets of different sizes, and one is faster than another: at
 * each size an operator counts with its largest set that is no larger, so that a slow operator's size does not bound a
 * fast operator.
 */
function bandwidthsOf(results: readonly ProbeResult[]): readonly Bandwidth[] {
  const moving = results
    .filter(({ limit }) => limit === 'memory')
    .map(({ amount = 0, workingSetBytes = amount, operator, perSecond }) => ({ workingSetBytes, operator, perSecond }))
    .toSorted((a, b) => a.workingSetBytes - b.workingSetBytes || a.perSecond - b.perSecond);
  const latest = new Map<string | undefined, number>();
  const bandwidths = new Map<number, number>();
  for (const { workingSetBytes, operator, perSecond } of moving) {
    latest.set(operator, perSecond);
    bandwidths.set(workingSetBytes, Math.max(...latest.values()));
  }
  return [...bandwidths].map(([workingSetBytes, bytesPerSecond]) => ({ workingSetBytes, bytesPerSecond }));
}

/** The runs of a probe. Those before that do not count are in the profile alone. */
interface ProbeRuns {
  readonly version: string;
  readonly runs: readonly Run[];
  readonly profile: Profile | undefined;
}

async function runProbe(
  runtime: Runtime,
  { runnable }: Probe,
  options: Omit<SessionOptions, 'profiled'>,
  probeMs: number,
): Promise<ProbeRuns> {
  const session = await runtime.open(runnable, { ...options, profiled: true });
  try {
    const warm = await session.run(WARMUP);
    const fits = Math.floor(probeMs / Math.max(LEAST_RUN_MS, Math.min(...warm.map(({ ms }) => ms))));
    const runs = await session.run(Math.min(RUNS, Math.max(FEWEST_RUNS, fits)));
    return { version: session.version, runs, profile: await session.close() };
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

/** The results of a probe; of whole runs where the runtime tells no kernels. */
function resultsOf(
  { name, limit, analysis }: Probe,
  { runs, profile }: ProbeRuns,
  profilingMs: number,
): readonly ProbeResult[] {
  const result = (what: string, amount: number, ms: number): ProbeResult => ({
    name: what,
    limit,
    amount,
    perSecond: amount / (Math.max(CLOCK_MS, ms) / 1000),
  });
  const { arithmetic } = analysis.totals;
  const amount = Number(limit === 'memory' ? accessBytesOf(analysis.totals) : arithmetic);
  if (profile === undefined || profile.kernels.length === 0) {
    return [result(name, amount, Math.min(...runs.map(({ ms }) => ms)))];
  }
  if (limit !== 'memory') {
    // What the runtime puts around the kernel that does the work does not count.
    const kernels = profile.kernels.map(({ durationsMs }) => Math.min(...durationsMs.slice(WARMUP)));
    return [result(name, amount, Math.max(...kernels) - profilingMs)];
  }
  const timed = new Map<string, TimedKernel[]>();
  splitOf(analysis, profile, WARMUP, profilingMs).kernels.forEach(({ layers, ms }, index) => {
    const op = analysis.layers[mainLayer({ layers }) ?? -1]?.node.opType;
    const runsMs = profile.kernels[index]?.durationsMs.slice(WARMUP) ?? [];
    const { bytes, workingSetBytes } = kernelCost(analysis, layers);
    if (op !== undefined && bytes !== undefined && workingSetBytes !== undefined) {
      append(timed, op, { bytes, workingSetBytes, ms, runsMs });
    }
  });
  return [...timed].flatMap(([op, kernels]): readonly ProbeResult[] => {
    const ms =
      profile.coarse === undefined
        ? bestMs(kernels, runs.length) - profilingMs
        : mean(kernels.map((kernel) => kernel.ms));
    const bytes = mean(kernels.map((kernel) => kernel.bytes));
    const workingSetBytes = mean(kernels.map((kernel) => kernel.workingSetBytes));
    return ms < TOLD_MS
      ? []
      : [{ ...result(`${op} of ${bytesText(bytes)}`, bytes, ms), operator: op, workingSetBytes }];
  });
}

/** A kernel of a probe that moves bytes. */
interface TimedKernel {
  readonly bytes: number;
  readonly workingSetBytes: number;
  readonly ms: number;
  readonly runsMs: readonly number[];
}

/**
 * The time of undisturbed kernels that do one thing. The mean over kernels of the best run tells apart times that the
 * clock rounds alike. Where other work disturbs a part of every run, the best run of each kernel tells more, give or
 * take a step of the clock.
 */
function bestMs(kernels: readonly TimedKernel[], runs: number): number {
  const wholeRuns = Array.from({ length: runs }, (_, run) =>
    mean(kernels.map(({ runsMs }) => runsMs[run] ?? Infinity)),
  );
  const each = mean(kernels.map(({ runsMs }) => Math.min(...runsMs)));
  return Math.min(...wholeRuns, each + CLOCK_MS);
}

/** The step of the clocks of runtimes. */
const CLOCK_MS = 0.001;
