import type { Roof } from '../devices/index.js';
import { amountsOf } from './platform.js';
import type { Platform, Sample } from './platform.js';

/** The kernels of classes on integers of 8 bits, by the end of the class's name. */
const INTEGER_CLASS = / int8$/u;

/** Kernels that read their weights in every step, which a cache then holds: no sign of the bandwidth of memory. */
const STEPWISE_CLASS = /^recurrent/u;

/**
 * The best that the samples of a platform reached: by element type, and by how many bytes a kernel moves, in powers of
 * two.
 */
export function roofOf({ classes, rates }: Pick<Platform, 'classes' | 'rates'>): Roof {
  const [integer, other]: [Sample[], Sample[]] = [[], []];
  for (const [name, { samples }] of Object.entries(classes)) {
    (INTEGER_CLASS.test(name) ? integer : other).push(...samples);
  }
  const float32 = Math.max(rates.flopsPerSecond, bestFlops(other));
  const bandwidths = bandwidthsOf(
    Object.entries(classes).flatMap(([name, { samples }]) => (STEPWISE_CLASS.test(name) ? [] : samples)),
  );
  return {
    peak: { float32, int8: Math.max(float32, bestFlops(integer)) },
    bytesPerSecond: Math.max(rates.bytesPerSecond, ...bandwidths.slice(-1).map(({ bytesPerSecond }) => bytesPerSecond)),
    ...(bandwidths.length === 0 ? {} : { bandwidths }),
  };
}

function bestFlops(samples: readonly Sample[]): number {
  return samples.reduce(
    (best, sample) => (sample.ms > 0 ? Math.max(best, (2000 * amountsOf(sample).macs) / sample.ms) : best),
    0,
  );
}

function bandwidthsOf(samples: readonly Sample[]): NonNullable<Roof['bandwidths']> {
  const best = new Map<number, number>();
  for (const sample of samples) {
    const { bytes, constantBytes } = amountsOf(sample);
    const moved = bytes + constantBytes;
    if (!(sample.ms > 0) || moved < 1) continue;
    const size = 2 ** Math.floor(Math.log2(moved));
    best.set(size, Math.max(best.get(size) ?? 0, (1000 * moved) / sample.ms));
  }
  return [...best]
    .toSorted(([left], [right]) => left - right)
    .map(([workingSetBytes, bytesPerSecond]) => ({ workingSetBytes, bytesPerSecond }));
}
