import { fitCovariance, GaussianProcess, spreadOut } from './gaussian-process.js';
import type { Covariance, Observation } from './gaussian-process.js';
import { LEAST_SAMPLES } from './fit.js';
import type { Description } from './kernel-description.js';
import { featuresOf, observationsOf } from './observations.js';
import { baseMs } from './physical-base.js';
import { amountsOf } from './platform.js';
import type { Platform, Sample } from './platform.js';

/**
 * How well the samples cover a kernel: `within` what was sampled; `beyond` it, but near, or of a class that only its
 * relatives tell of; `unknown`, of which nothing is said but the least time.
 */
export type Coverage = 'within' | 'beyond' | 'unknown';

/** The time of one kernel. */
export interface KernelEstimate {
  readonly coverage: Coverage;
  /** The class whose samples it comes from. */
  readonly source: string | undefined;
  /** The time of one run, with profiling; for unknown kernels the least that the best rates allow. */
  readonly ms: number;
  /** The standard deviation of the time's logarithm in one measurement; what a whole network shares is part of it. */
  readonly sigma: number | undefined;
  /** The errors that the kernel shares with others of its class; undefined for unknown kernels. */
  readonly errors: SharedErrors | undefined;
}

/** The part of an estimate's error that others of its class share. */
export interface SharedErrors {
  readonly fit: ClassFit;
  readonly features: readonly number[];
  /** The variance beyond what the fit says, of kernels beyond the samples. */
  readonly extra: number;
}

/** How far beyond the sampled range a feature may lie, in octaves. */
const MARGIN = 0.25;
const BEYOND = 4;

/** The share of a class's spread that its fit must explain at a place that counts as sampled. */
const EXPLAINED = 0.4;

/** The sigma that an octave beyond the samples adds. */
const SIGMA_PER_OCTAVE = 0.15;

/** Work that takes less than this share of the least time of a kernel: calling it is what takes time. */
const SMALL = 0.25;

/**
 * The mean of times lies above their median by half the variance of their logarithms. Of that variance, the part that
 * the fit leaves open counts, up to this.
 */
const MOST_OPEN = 0.16;

/** The class of small kernels, whatever they compute. */
const SMALL_CLASS = 'small';

/** Observations of a class that stands in for another. */
const FAMILY_SAMPLES = 100;

/** A class, fitted. */
export interface ClassFit {
  readonly name: string;
  readonly process: GaussianProcess;
  readonly covariance: Covariance;
  /** By feature, the least and the most that was sampled. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Estimates kernels on a platform. Classes are prepared when they are first needed. */
export class Estimator {
  readonly #platform: Platform;
  readonly #slowness: readonly number[];
  readonly #fits = new Map<string, ClassFit | undefined>();
  readonly #known = new Map<string, KernelEstimate>();

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#slowness = platform.networks.map(({ slowness }) => slowness);
  }

  /** The time of a kernel. */
  estimate(description: Description): KernelEstimate {
    const key = [
      description.class,
      ...Object.values(description.features),
      ...Object.values(description.amounts),
    ].join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { sigma, ...estimate } = this.#estimate(description);
    const { drift = 0 } = this.#platform;
    const made = { ...estimate, sigma: sigma === undefined ? undefined : Math.hypot(sigma, drift) };
    this.#known.set(key, made);
    return made;
  }

  #estimate(description: Description): KernelEstimate {
    const base = baseMs(description.amounts, this.#platform.rates);
    const features = featuresOf(Object.values(description.features), base);
    const own = this.#ownFit(description);
    const excess = own === undefined ? Number.POSITIVE_INFINITY : excessOf(own, features.slice(0, -1));
    if (own !== undefined && excess === 0) return estimateBy(own, features, base, 0);
    if (base < (1 + SMALL) * this.#platform.rates.kernelMs) {
      const small = this.#smallFit();
      if (small !== undefined) {
        const coverage = own === undefined ? 'beyond' : 'within';
        return { ...estimateBy(small, [Math.log2(base)], base, 0), coverage };
      }
    }
    if (own !== undefined && excess <= BEYOND) return estimateBy(own, features, base, excess);
    const family = this.#familyFit(description);
    if (family !== undefined && own === undefined) {
      const shared = [Math.log2(base)];
      const beyond = excessOf(family, shared);
      if (beyond <= BEYOND) return { ...estimateBy(family, shared, base, beyond), coverage: 'beyond' };
    }
    return { coverage: 'unknown', source: undefined, ms: base, sigma: undefined, errors: undefined };
  }

  #ownFit({ class: name, features }: Description): ClassFit | undefined {
    return this.#fit(name, () => {
      const sampled = this.#platform.classes[name];
      if (sampled === undefined || sampled.samples.length < LEAST_SAMPLES) return undefined;
      if (sampled.features.join() !== Object.keys(features).join()) return undefined;
      return [this.#observations(sampled.samples), sampled.covariance];
    });
  }

  /** Small kernels of all classes, by their physical base alone. */
  #smallFit(): ClassFit | undefined {
    const { classes, rates } = this.#platform;
    return this.#fit(SMALL_CLASS, () =>
      this.#pooled(
        Object.values(classes)
          .flatMap(({ samples }) => samples)
          .filter((sample) => baseMs(amountsOf(sample), rates) < (1 + SMALL) * rates.kernelMs),
      ),
    );
  }

  #familyFit({ family }: Description): ClassFit | undefined {
    if (family === undefined) return undefined;
    const classes = Object.values(this.#platform.classes);
    return this.#fit(family, () => this.#pooled(classes.flatMap((one) => (one.family === family ? one.samples : []))));
  }

  #pooled(samples: readonly Sample[]): readonly [readonly Observation[], Covariance | undefined] | undefined {
    if (samples.length < LEAST_SAMPLES) return undefined;
    return [
      this.#observations(spreadOut(samples, FAMILY_SAMPLES).map((sample) => ({ ...sample, features: [] }))),
      undefined,
    ];
  }

  #observations(samples: readonly Sample[]): readonly Observation[] {
    return observationsOf(samples, this.#platform.rates, this.#slowness);
  }

  #fit(
    name: string,
    make: () => readonly [readonly Observation[], Covariance | undefined] | undefined,
  ): ClassFit | undefined {
    if (!this.#fits.has(name)) {
      const made = make();
      this.#fits.set(name, made === undefined ? undefined : classFit(name, made[0], made[1] ?? fitCovariance(made[0])));
    }
    return this.#fits.get(name);
  }
}

function classFit(name: string, observations: readonly Observation[], covariance: Covariance): ClassFit {
  const width = observations[0]?.features.length ?? 0;
  return {
    name,
    covariance,
    process: new GaussianProcess(observations, covariance),
    ranges: Array.from({ length: width }, (_, axis) => {
      const values = observations.map(({ features }) => features[axis] ?? 0);
      return [Math.min(...values), Math.max(...values)];
    }),
  };
}

/** How far outside the sampled ranges features lie: the most octaves of any; 0 within. */
function excessOf({ ranges }: ClassFit, features: readonly number[]): number {
  return features.reduce((most, value, axis) => {
    const [low, high] = ranges[axis] ?? [value, value];
    const outside = Math.max(low - value, value - high);
    return outside <= MARGIN ? most : Math.max(most, outside);
  }, 0);
}

function estimateBy(fit: ClassFit, features: readonly number[], base: number, excess: number): KernelEstimate {
  const { value, sigma } = fit.process.at(features);
  const { signal, noise } = fit.covariance;
  const open = sigma ** 2 - noise ** 2;
  const isNear = open <= (1 - EXPLAINED) * signal ** 2;
  const extra = (SIGMA_PER_OCTAVE * excess) ** 2;
  return {
    coverage: excess === 0 && isNear ? 'within' : 'beyond',
    source: fit.name,
    ms: base * Math.exp(value + Math.min(open, MOST_OPEN) / 2),
    sigma: Math.sqrt(sigma ** 2 + extra),
    errors: { fit, features, extra },
  };
}
