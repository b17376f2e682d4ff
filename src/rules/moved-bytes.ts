import { fusionOf, perInference } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** The bytes that these layers move in one inference after fusion; undefined where they are unknown. */
export function movedBytes(analysis: Analysis, layers: readonly number[]): Dim {
  const { bytes } = fusionOf(analysis);
  return sum(
    layers
      .flatMap((index) => analysis.layers[index] ?? [])
      .map((layer) => perInference(layer, 'bytes', bytes[layer.index] ?? 0)),
  );
}
