import { fitCovariance, GaussianProcess, rounded } from './gaussian-process.js';
import type { Covariance } from './gaussian-process.js';
import { featuresOf, observationsOf } from './observations.js';
import { baseMs } from './physical-base.js';
import type { Rates } from './physical-base.js';
import { amountsOf } from './platform.js';
import type { Sample } from './platform.js';

/** Standard deviations above what all others say, beyond which a time is that of a disturbed run. */
const FAR = 3;

/**
 * The number of looks: the second one judges all anew, by a covariance for which the disturbed ones count for little.
 */
const LOOKS = 2;

/** Samples of a class, the disturbed ones marked by their doubt, and the covariance that they have. */
export interface SettledClass {
  readonly samples: Sample[];
  readonly covariance: Covariance;
}

/**
 * Fits the covariance of a class. Noise only adds time: a kernel far slower than all others say was disturbed, and is
 * given so much doubt that it counts for little. One far quicker was not disturbed, and counts.
 */
export function settleClass(samples: Sample[], rates: Rates, slowness: readonly number[]): SettledClass {
  const observations = observationsOf(samples, rates, slowness);
  let settled: SettledClass = { samples, covariance: fitCovariance(observations) };
  let known = '';
  for (let look = 0; look < LOOKS; look += 1) {
    const leftOut = new GaussianProcess(observations, settled.covariance).leftOut();
    const doubts = new Map<string, number>();
    observations.forEach(({ features, count }, index) => {
      const { residual = 0, deviation = 1 } = leftOut[index] ?? {};
      // The mean of equal samples has their variance over their number.
      if (residual > FAR * deviation) doubts.set(features.join(), count * residual ** 2);
    });
    const found = [...doubts.keys()].join(';');
    if (found === known) break;
    known = found;
    const doubted = samples.map((sample): Sample => {
      const doubt = doubts.get(featuresOf(sample.features, baseMs(amountsOf(sample), rates)).join());
      return doubt === undefined ? sample : { ...sample, doubt: rounded(doubt) };
    });
    settled = { samples: doubted, covariance: fitCovariance(observationsOf(doubted, rates, slowness)) };
  }
  return settled;
}
