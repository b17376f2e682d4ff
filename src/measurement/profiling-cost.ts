import type { RunnableModel, Runtime, SessionOptions } from './runtime.js';
import { openSeries } from './series.js';
import type { Split } from './split.js';
import { fasterHalf, mean } from './statistics.js';

/** A model of many kernels that do next to nothing, to find out what timing a kernel costs. */
export interface ProfilingProbe {
  readonly runnable: RunnableModel;
  readonly kernels: number;
}

/** Runs of each kind; some tens of microseconds each. */
const RUNS = 100;
const WARMUP = 10;

/**
 * The milliseconds that profiling adds to one call of a kernel: the time that kernels that do next to nothing are said
 * to take, less what each of them takes in runs without profiling. 0 where a profile lists no kernels.
 * @throws NetstatError when the runtime cannot run the probe
 */
export async function profilingCost(
  runtime: Runtime,
  { runnable, kernels }: ProfilingProbe,
  options: Omit<SessionOptions, 'profiled'>,
): Promise<number> {
  const pace = { warmup: WARMUP, warmupMs: Infinity };
  const plain = await openSeries(runtime, runnable, { ...options, profiled: false }, pace);
  try {
    await plain.addRound(Infinity, RUNS);
  } finally {
    await plain.close();
  }
  const profiled = await openSeries(runtime, runnable, { ...options, profiled: true }, pace);
  try {
    await profiled.addRound(Infinity, RUNS);
  } catch (error) {
    await profiled.close().catch(() => undefined);
    throw error;
  }
  const profile = await profiled.close();
  if (profile === undefined || profile.kernels.length === 0) return 0;
  const saidMs = mean(profile.kernels.map(({ durationsMs }) => fasterHalf(durationsMs.slice(WARMUP))));
  const realMs = fasterHalf(plain.rounds.flat().map(({ ms }) => ms)) / kernels;
  return Math.max(0, saidMs - realMs);
}

/**
 * Kernels that run one after the other cannot take longer together than the run. Where the profile says that they take
 * this many times as long as a run without profiling, timing a kernel costs more here than in the probe.
 */
const TOO_LONG = 1.1;

/** The most that timing one call may cost, in milliseconds. A larger difference has another cause. */
const MOST_PROFILING_MS = 0.005;

/** A kernel's time stops at 0, so a cost that is taken off every call is found in a few steps. */
const STEPS = 5;

/**
 * The split of a profile whose kernels fit into a run of `runMs`. The time beyond it is the cost of timing. The layers
 * that own bodies give it back first, since they last as long as timing their bodies takes; then every call does, where
 * the cost of a call stays credible. `divide` gives the split at both costs.
 */
export function splitWithin(
  divide: (profilingMs: number, bodiesMs: number) => Split,
  { profilingMs, runMs }: { readonly profilingMs: number; readonly runMs: number },
): Split {
  const whole = divide(profilingMs, 0);
  if (whole.kernelsMs <= TOO_LONG * runMs) return whole;
  const bodiesMs = whole.kernelsMs - runMs;
  const withoutBodies = divide(profilingMs, bodiesMs);
  let split = withoutBodies;
  for (let step = 0; step < STEPS && split.kernelsMs > (step === 0 ? TOO_LONG * runMs : runMs); step++) {
    const calls = split.kernels.reduce((sum, kernel) => sum + (kernel.ms > 0 ? kernel.calls : 0), 0);
    const needed = split.profilingMs + (split.kernelsMs - runMs) / calls;
    if (needed > MOST_PROFILING_MS) return withoutBodies;
    split = divide(needed, bodiesMs);
  }
  return split;
}
