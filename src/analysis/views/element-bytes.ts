import { bitsOf } from '../../ir/index.js';
import type { Analysis, Layer } from '../analysis.js';
import { dtypeInMemory } from '../sizes.js';
import { fusionOf } from './fusion.js';

/** The width that elements of a layer's first input or output move in, after fusion; undefined when unknown. */
export function elementBytes(analysis: Analysis, { index }: Layer, direction: 'read' | 'write'): number | undefined {
  const part = fusionOf(analysis)
    .trafficOf(index)
    .find((each) => each.direction === direction);
  const dtype = part === undefined ? undefined : dtypeInMemory(part.edge);
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  return bits === undefined ? undefined : bits / 8;
}
