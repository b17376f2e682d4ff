import { quantile } from '../measurement/index.js';
import type { Platform } from './platform.js';

/** Networks of a sweep below which their slowness says nothing of others. */
const LEAST_NETWORKS = 20;

/** The middle half of normal values is so many standard deviations wide. */
const MIDDLE_HALF = 1.349;

/**
 * The standard deviation of the logarithm of a network's time that all its kernels share. It is the most of three: the
 * noise within a moment; the drift between moments; and how far the networks of the sweep ran slower or quicker, as a
 * whole, than all others say of their kernels, that noise taken off. What stands around kernels makes them slow or
 * quick together.
 */
export function spreadOf({ noise, drift = 0, networks }: Pick<Platform, 'noise' | 'drift' | 'networks'>): number {
  const slowness = networks.map((network) => network.slowness);
  const apart =
    slowness.length < LEAST_NETWORKS ? 0 : (quantile(slowness, 0.75) - quantile(slowness, 0.25)) / MIDDLE_HALF;
  return Math.max(noise, drift, Math.sqrt(Math.max(0, apart ** 2 - noise ** 2)));
}
