import { int, intOrInput, dynamic, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import type { Dim } from '../../dim/index.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** T5's bias of each score by the distance between query and key, which falls into one of a table's buckets. */
export const relativePositionBias = defineOp({
  type: 'RelativePositionBias',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('RelativePositionBias'),
  inputs: { bias_table: 'weight', query_length: 'config', key_length: 'config' },
  outputs: { output: 'bias_table' },
  attributes: {
    max_distance: int(),
    is_bidirectional: int(0),
    queries: intOrInput({ input: 'query_length' }),
    keys: intOrInput({ input: 'key_length' }),
  },
  infer({ bias_table }, { queries, keys }, context) {
    const told = (length: Dim | Dynamic | undefined, what: string): Dim =>
      length === undefined || length === dynamic ? context.fresh(what) : length;
    return [[1, dimension(bias_table, 1), told(queries, 'query_length'), told(keys, 'key_length')]];
  },
  cost: {
    operations: '6·(∏output/heads)',
    memory: 'stream',
    terms: ({ bias_table }) => ({ heads: dimension(bias_table, 1) }),
    source:
      'the bucket of each pair of positions: a difference, a comparison, a logarithm with its ' +
      'quotient and product, an addition; the heads share it',
  },
});

/** WavLM's bias of each score by distance, gated by the query. */
export const gatedRelativePositionBias = defineOp({
  type: 'GatedRelativePositionBias',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('GatedRelativePositionBias'),
  inputs: {
    query_layer: 'activation',
    query_bias: 'weight',
    rel_pos: 'activation',
    weight: 'weight',
    bias: 'weight',
    eco_a: 'weight',
    token_offset: 'index?',
  },
  outputs: { output: 'query_layer' },
  attributes: { num_heads: required(int()) },
  infer({ query_layer, token_offset }, { num_heads }) {
    const lengths = token_offset ?? query_layer;
    if (token_offset === undefined && query_layer.shape.length !== 3) {
      throw new NodeError(`query_layer has the shape ${printShape(query_layer.shape)}, should have 3 axes`);
    }
    const [batch, length] = [dimension(lengths, 0), dimension(lengths, 1)];
    return [[batch, num_heads, length, length]];
  },
  cost: {
    multiplyAdds: '∏query_layer·W',
    operations: '∏query_layer + 2·rows·W + 4·2·rows + 4·rows + ∏output',
    memory: 'stream',
    // A row is one head of one token; its width is that of a head.
    terms: ({ query_layer, weight }, { num_heads }) => ({
      W: dimension(weight, 1),
      rows: [...query_layer.shape.slice(0, -1), num_heads],
    }),
    source:
      'per head and token a product with the weight, its biases and a sum of each half, two sigmoids ' +
      '(4 each), u·(r·a − 1) + 2 (4); a product with each bias',
  },
});
