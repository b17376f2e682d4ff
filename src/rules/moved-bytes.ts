import { fusionOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { multiply, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** What these layers move in one inference after fusion; nothing where it is unknown. */
export function movedBytes(analysis: Analysis, layers: readonly number[]): Dim {
  const { bytes } = fusionOf(analysis);
  return sum(layers.map((index) => multiply(analysis.layers[index]?.times ?? 0, bytes[index] ?? 0)));
}
