import { describe, expect, it } from 'vitest';
import { GaussianProcess } from '../../src/platform/gaussian-process.js';
import { featuresOf, observationsOf } from '../../src/platform/observations.js';
import { settleClass } from '../../src/platform/outliers.js';
import { baseMs } from '../../src/platform/physical-base.js';
import { amountsOf, sampledAmounts } from '../../src/platform/platform.js';
import type { Sample } from '../../src/platform/platform.js';

const rates = { flopsPerSecond: 1e11, bytesPerSecond: 1e10, weightBytesPerSecond: 1e10, kernelMs: 0.002 };

/** Kernels of sizes 2⁴ to 2¹² in one class, which take `factor(size)` times their physical base. */
function samplesBy(factor: (size: number) => number, network: (index: number) => number = () => 0): Sample[] {
  return Array.from({ length: 33 }, (_, index) => {
    const size = 4 + index / 4;
    const amounts = { macs: Math.round(2 ** size * 1e5), bytes: Math.round(2 ** size * 1e4), constantBytes: 0 };
    return {
      network: network(index),
      features: [size],
      ...sampledAmounts(amounts),
      ms: baseMs(amounts, rates) * factor(size),
    };
  });
}

/** How much longer than its base a kernel of a size is said to take. */
function factorAt(size: number, samples: Sample[], slowness: readonly number[] = [0]): number {
  const settled = settleClass(samples, rates, slowness);
  const process = new GaussianProcess(observationsOf(settled.samples, rates, slowness), settled.covariance);
  const near = samplesBy(() => 1).find(({ features: [at] }) => at === size);
  return Math.exp(process.at(featuresOf([size], baseMs(amountsOf(near!), rates))).value);
}

describe('a time that was disturbed', () => {
  it('does not move what is said of kernels like it', () => {
    const smooth = (size: number): number => 1.2 + 0.05 * size;
    const disturbed = samplesBy((size) => smooth(size) * (size === 8 ? 4.5 : 1));
    expect(factorAt(8, disturbed) / smooth(8)).toBeCloseTo(1, 1);
    expect(factorAt(8.25, disturbed) / smooth(8.25)).toBeCloseTo(1, 1);
    expect(settleClass(disturbed, rates, [0]).samples.filter(({ doubt }) => doubt !== undefined)).toHaveLength(1);
  });

  it('is one that is too long: one far shorter than the others say was not disturbed', () => {
    const quick = samplesBy((size) => (size === 8 ? 0.3 : 1.5));
    expect(settleClass(quick, rates, [0]).samples.every(({ doubt }) => doubt === undefined)).toBe(true);
  });

  it('is not made of a slow region: neighbours that are as slow say that it is so', () => {
    const slow = samplesBy((size) => (size > 9 ? 4.5 : 1.2));
    expect(factorAt(11, slow)).toBeCloseTo(4.5, 1);
  });

  it('counts for less in a network that ran slowly as a whole than in a quiet one', () => {
    // Of each pair of neighbours one is of a network twice as slow, whose kernels are off by up to half of that.
    const uneven = (size: number): number => (Number.isInteger(size * 2) ? 1 : 2 * (Number.isInteger(size) ? 1 : 1.4));
    const samples = samplesBy(uneven, (index) => index % 2);
    expect(factorAt(8, samples, [0, Math.log(2)])).toBeCloseTo(1, 1);
  });
});
