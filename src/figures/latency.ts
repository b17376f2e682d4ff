import type { Study } from './figure.js';

/** The time of the kernels that compute some of these layers. A kernel counts whole: the time of one layer in it is not known. */
export function latencyOfLayers(indices: readonly number[], { measurement }: Study): number | undefined {
  if (measurement === undefined) return undefined;
  const wanted = new Set(indices);
  return measurement.kernels
    .filter((kernel) => kernel.layers.some((index) => wanted.has(index)))
    .reduce((total, { ms }) => total + ms, 0);
}
