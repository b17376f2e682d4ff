import { fusedLifetimesOf, remember, storedBytesOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { add, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { arenaBytesOf, mostArenaBytesOf } from './plan.js';

/** Bytes of the model's inputs and outputs; undefined where one is unknown. */
export function inputOutputBytesOf({ inputs, outputs }: Analysis): Dim | undefined {
  const sizes = [...new Set([...inputs, ...outputs])].map(({ bytes }) => bytes);
  return sizes.every((size) => size !== undefined) ? sum(sizes) : undefined;
}

/**
 * Bytes of the weights, as they are stored, and of the arena, while a size is open of the peak in its place: without
 * kernel workspace and what the runtime takes for itself.
 */
export const totalMemoryOf: (analysis: Analysis) => Dim | undefined = remember((analysis) => {
  const activations = arenaBytesOf(analysis) ?? fusedLifetimesOf(analysis).peakBytes;
  return activations === undefined ? undefined : add(storedBytesOf(analysis), activations);
});

/** The most that it can be where data decide sizes: the weights and a block that holds each activation at its most. */
export function mostTotalMemoryOf(analysis: Analysis): Dim | undefined {
  const activations = mostArenaBytesOf(analysis);
  return activations === undefined ? undefined : add(storedBytesOf(analysis), activations);
}
