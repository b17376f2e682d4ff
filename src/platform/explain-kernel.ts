import type { Coverage, Estimator } from './estimator.js';
import { groupLayers } from './fusion.js';
import type { FusionTable } from './fusion.js';
import { describeKernel } from './kernel-class.js';
import type { Amounts } from './kernel-description.js';
import { workKernelsOf } from './kernel.js';
import type { Network } from './network.js';
import { featuresOf } from './observations.js';
import { baseMs } from './physical-base.js';
import { amountsOf } from './platform.js';
import type { Platform, Sample, SampledClass } from './platform.js';

/** Where the predicted time of a layer comes from. */
export interface KernelExplanation {
  /** Positions of the layers that its kernel computes. */
  readonly layers: readonly number[];
  readonly class: string;
  /** By name: sizes as they are, counts and yes (1) or no (0). */
  readonly features: Readonly<Record<string, number>>;
  readonly amounts: Amounts;
  /** The time that the work takes at the best rates of the platform. */
  readonly baseMs: number;
  /** The time of one run; undefined where the samples say nothing of such a kernel. */
  readonly ms: number | undefined;
  /** The relative uncertainty. */
  readonly sigma: number | undefined;
  readonly range: Coverage;
  /** The class whose samples it comes from: its own, or a wider one. */
  readonly source: string | undefined;
  /** The samples of its class that are most like it, the nearest first. */
  readonly nearest: readonly NearSample[];
}

/** A sample beside a kernel. */
export interface NearSample {
  /** The network of the sweep that it ran in. */
  readonly network: string;
  readonly features: Readonly<Record<string, number>>;
  readonly ms: number;
  /** In lengths over which times of the class change. */
  readonly distance: number;
}

/** The number of samples that are shown. */
const SHOWN = 3;

/** Features that are no sizes: counts, and yes or no. The others are logarithms. */
const plain = new Set([
  'strided',
  'added',
  'slow',
  'rectified',
  'clipped',
  'dilated',
  'fused',
  'plain',
  'innermost',
  'rank',
]);

/** Where the time of the kernel that computes a layer comes from; undefined where none does, or its sizes are open. */
export function explainKernel(
  network: Network,
  layer: number,
  { platform, estimator, fusion }: { platform: Platform; estimator: Estimator; fusion: FusionTable },
): KernelExplanation | undefined {
  const kernel = workKernelsOf(network, groupLayers(network, fusion)).find((each) =>
    each?.layers.some(({ index }) => index === layer),
  );
  const description = kernel === undefined ? undefined : describeKernel(kernel);
  if (kernel === undefined || description === undefined) return undefined;
  const { features, amounts } = description;
  const { ms, sigma, coverage, source } = estimator.estimate(description);
  const base = baseMs(amounts, platform.rates);
  const sampled = platform.classes[description.class];
  const isKnown = coverage !== 'unknown';
  return {
    layers: kernel.layers.map(({ index }) => index),
    class: description.class,
    features: readable(Object.keys(features), Object.values(features)),
    amounts,
    baseMs: base,
    ms: isKnown ? Math.max(0, ms - platform.session.profilingMs) : undefined,
    sigma: isKnown ? sigma : undefined,
    range: coverage,
    source,
    nearest: sampled === undefined ? [] : nearestOf(sampled, Object.values(features), base, platform),
  };
}

function nearestOf(
  { samples, covariance, features: names }: SampledClass,
  features: readonly number[],
  base: number,
  platform: Platform,
): readonly NearSample[] {
  const here = featuresOf(features, base);
  const distanceTo = (sample: Sample): number => {
    const there = featuresOf(sample.features, baseMs(amountsOf(sample), platform.rates));
    return Math.hypot(
      ...here.map((value, axis) => {
        const length = covariance.lengths[axis];
        if (length === null || length === undefined) return 0;
        return (value - (there[axis] ?? 0)) / ((covariance.scale[axis] ?? 1) * length);
      }),
    );
  };
  return samples
    .map((sample): NearSample => ({
      network: platform.networks[sample.network]?.name ?? '',
      features: readable(names, sample.features),
      ms: sample.ms,
      distance: distanceTo(sample),
    }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, SHOWN);
}

function readable(names: readonly string[], values: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names.map((name, axis) => {
      const value = values[axis] ?? 0;
      return [name, plain.has(name) ? value : Number((2 ** value).toPrecision(4))];
    }),
  );
}
