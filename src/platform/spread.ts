import { quantile } from '../measurement/index.js';
import type { Platform } from './platform.js';

/** The fewest networks of a sweep whose slowness says something of other networks. */
const LEAST_NETWORKS = 20;

/** The width of the middle half of normal values, in standard deviations. */
const MIDDLE_HALF = 1.349;

/**
 * The error that all kernels of a network share: the standard deviation of the logarithm of the network's time. It is
 * the largest of three: the noise within a moment; the drift between moments; and the spread of the networks' slowness,
 * without the noise. The slowness of a network of the sweep is how much longer it ran than the others predict. The
 * layers around a kernel can make all kernels of a network slow or quick together.
 */
export function spreadOf({ noise, drift = 0, networks }: Pick<Platform, 'noise' | 'drift' | 'networks'>): number {
  const slowness = networks.map((network) => network.slowness);
  const apart =
    slowness.length < LEAST_NETWORKS ? 0 : (quantile(slowness, 0.75) - quantile(slowness, 0.25)) / MIDDLE_HALF;
  return Math.max(noise, drift, Math.sqrt(Math.max(0, apart ** 2 - noise ** 2)));
}
