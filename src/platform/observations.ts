import { spreadOut } from './gaussian-process.js';
import type { Observation } from './gaussian-process.js';
import { baseMs } from './physical-base.js';
import type { Rates } from './physical-base.js';
import { amountsOf } from './platform.js';
import type { Sample } from './platform.js';

/**
 * Observations of a class that predictions use: solving for more takes the cube of their number and tells little more.
 */
const MOST = 500;

/** How far a clock of microseconds is off, and how far a median of a few runs is. */
const CLOCK_MS = 0.0006;
const RELATIVE = 0.01;

/**
 * The share of a network's slowness by which each of its kernels may be off once the slowness is taken off: what slows
 * a network does not slow all of its kernels alike.
 */
const UNEVEN = 0.5;

/** The features of a kernel in the fit: its features and the logarithm of its physical base. */
export function featuresOf(features: readonly number[], base: number): readonly number[] {
  return [...features, Math.log2(base)];
}

/** An observation, and the network that it was made in; of equal kernels of several networks, the first. */
export interface SampledObservation extends Observation {
  readonly network: number;
  /** Samples of which it is the mean. */
  readonly count: number;
}

/**
 * The observations of samples: the logarithm of the time over the physical base, times of noisy networks set back to
 * those of quiet ones by `slowness`. Samples of equal features are one; `apart` keeps those of different networks
 * apart.
 */
export function observationsOf(
  samples: readonly Sample[],
  rates: Rates,
  slowness: readonly number[],
  apart: boolean = false,
): readonly SampledObservation[] {
  const equal = new Map<
    string,
    { features: readonly number[]; network: number; value: number; variance: number; count: number }
  >();
  for (const sample of samples) {
    const base = baseMs(amountsOf(sample), rates);
    const features = featuresOf(sample.features, base);
    const key = [apart ? sample.network : '', ...features].join();
    const known = equal.get(key) ?? { features, network: sample.network, value: 0, variance: 0, count: 0 };
    equal.set(key, known);
    const slow = slowness[sample.network] ?? 0;
    known.value += Math.log(sample.ms / base) - slow;
    known.variance +=
      (CLOCK_MS / sample.ms) ** 2 + RELATIVE ** 2 + (UNEVEN * Math.max(0, slow)) ** 2 + (sample.doubt ?? 0);
    known.count += 1;
  }
  const all = [...equal.values()].map(({ features, network, value, variance, count }): SampledObservation => ({
    features,
    network,
    value: value / count,
    variance: variance / count ** 2,
    count,
  }));
  return spreadOut(all, MOST);
}
