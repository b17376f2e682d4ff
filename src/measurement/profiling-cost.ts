import type { RunnableModel, Runtime, SessionOptions } from './runtime.js';
import { openSeries } from './series.js';
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
