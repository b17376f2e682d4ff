import { fusionOf, perInference } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** The bytes that these layers move in one inference after fusion; undefined where they are unknown. */
export function movedBytes(analysis: Analysis, layers: readonly number[]): Dim {
  const { bytes } = fusionOf(analysis);
  const moved: Dim[] = [];
  for (const index of layers) {
    const layer = analysis.layers[index];
    if (layer !== undefined) moved.push(perInference(layer, 'bytes', bytes[index] ?? 0));
  }
  return sum(moved);
}
