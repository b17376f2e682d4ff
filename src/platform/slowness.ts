import { quantile } from '../measurement/index.js';
import { fitCovariance, GaussianProcess, rounded } from './gaussian-process.js';
import { observationsOf } from './observations.js';
import type { Rates } from './physical-base.js';
import type { Sample } from './platform.js';

/** The standard deviation of slowness before anything is known. */
const DEVIATION = 0.2;

/** Below this a time is mostly that of the clock and the call. */
const LEAST_MS = 0.015;

/** Observations of a class that its covariance is fitted to here, where a rough one will do. */
const FITTED = 64;

/** The share of networks that are quicker than what counts as quiet: some seem so by chance. */
const QUIET = 0.4;

/** The number of looks: the second one compares each network with others whose slowness is taken off already. */
const LOOKS = 2;

/**
 * How much slower each network of a sweep ran than its kernels do elsewhere in the sweep, as logarithms, those of quiet
 * ones about 0. Each network is set beside what all others say of its kernels, class by class.
 */
export function slownessOf(classes: readonly (readonly Sample[])[], rates: Rates, networks: number): readonly number[] {
  let slowness: readonly number[] = Array.from({ length: networks }, () => 0);
  for (let look = 0; look < LOOKS; look += 1) {
    const left = leftSlowness(classes, rates, slowness);
    slowness = slowness.map((value, network) => value + (left[network] ?? 0));
  }
  const quiet = quantile(slowness, QUIET);
  return slowness.map((value) => rounded(value - quiet));
}

/** The slowness that is left once the known part of it is taken off. */
function leftSlowness(
  classes: readonly (readonly Sample[])[],
  rates: Rates,
  known: readonly number[],
): readonly number[] {
  const shifts = known.map(() => ({ errors: 0, weight: 0 }));
  for (const samples of classes) {
    const long = samples.filter(({ ms }) => ms >= LEAST_MS);
    if (new Set(long.map(({ network }) => network)).size < 8) continue;
    const observations = observationsOf(long, rates, known, true);
    const process = new GaussianProcess(observations, fitCovariance(observations, FITTED));
    for (const [network, { errors, weight }] of process.shiftsOf(observations.map((one) => one.network))) {
      const shift = shifts[network];
      if (shift === undefined) continue;
      shift.errors += errors;
      shift.weight += weight;
    }
  }
  return shifts.map(({ errors, weight }) => errors / (weight + 1 / DEVIATION ** 2));
}
