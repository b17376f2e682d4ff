import { multiply, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Layer } from '../analysis.js';

/**
 * N × positions of the output of a convolution, pooling, product or recurrent layer; undefined of anything else and of
 * maps of one position.
 */
export function fragmentSize(layer: Layer | undefined): Dim | undefined {
  if (layer === undefined) return undefined;
  const {
    detail,
    outputs: [output],
  } = layer;
  switch (detail?.kind) {
    case 'convolution':
      return isPoint(detail.outputSpatial) ? undefined : multiply(detail.batch, product(detail.outputSpatial));
    case 'pool': {
      if (!isRanked(output?.type)) return undefined;
      const [batch = 1, , ...spatial] = output.type.shape;
      return isPoint(spatial) ? undefined : multiply(batch, product(spatial));
    }
    case 'matmul':
      return multiply(detail.batch, detail.m);
    case 'recurrent':
      return multiply(detail.batch, detail.steps);
    default:
      return undefined;
  }
}

function isPoint(spatial: readonly Dim[]): boolean {
  return spatial.every((dim) => dim === 1);
}

/** Whether a layer is a convolution, pooling, product or recurrent layer. */
export function isFragment({ detail }: Layer): boolean {
  switch (detail?.kind) {
    case 'convolution':
    case 'pool':
    case 'matmul':
    case 'recurrent':
      return true;
    default:
      return false;
  }
}
