import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { headsWidth } from '../families/attention.js';
import { dimension } from '../families/shapes.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';

/** Rotation of each pair of a head's elements by the angle of the token's position. */
export const rotaryEmbedding = defineOp({
  type: 'RotaryEmbedding',
  since: 23,
  category: 'elementwise',
  spec: 'https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html',
  inputs: { X: 'activation', cos_cache: 'table', sin_cache: 'table', position_ids: 'index?' },
  outputs: { Y: 'X' },
  attributes: { interleaved: int(0), num_heads: int(0), rotary_embedding_dim: int(0) },
  infer({ X }, settings) {
    rotatedShape(X, settings);
    return [X.shape];
  },
  detail: () => ({ kind: 'elementwise', function: 'rotaryembedding' }),
  cost: {
    operations: '3·∏rotated',
    // Positions pick rows of the tables.
    memory: ({ position_ids }) =>
      position_ids === undefined
        ? 'stream'
        : { reads: { cos_cache: '∏position_ids·angles', sin_cache: '∏position_ids·angles' } },
    terms: ({ X, cos_cache }, settings) => ({
      rotated: rotatedShape(X, settings),
      angles: dimension(cos_cache, cos_cache.shape.length - 1),
    }),
    source: 'Su et al. 2021: for each pair of elements four products, a subtraction and an addition',
  },
});

/** Batch, positions, heads and the elements of each head that turn. */
function rotatedShape(
  input: RankedTensor,
  { num_heads, rotary_embedding_dim }: { readonly num_heads: number; readonly rotary_embedding_dim: number },
): readonly Dim[] {
  const { shape } = input;
  if (shape.length === 4) {
    return [...shape.slice(0, 3), rotary_embedding_dim > 0 ? rotary_embedding_dim : dimension(input, 3)];
  }
  if (shape.length !== 3) throw new NodeError(`X has the shape ${printShape(shape)}, should have 3 or 4 axes`);
  if (rotary_embedding_dim <= 0) return shape;
  return [dimension(input, 0), dimension(input, 1), headsWidth(rotary_embedding_dim, num_heads)];
}
