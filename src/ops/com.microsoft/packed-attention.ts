import { projectionsOf } from './attention-heads.js';
import { multiplyAdds, operations, present, source } from './projected-attention.js';
import { float, int, ints, required } from '../language/attributes.js';
import { dimension } from '../families/shapes.js';
import { defineOp } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';
import { attentionDetail, attentionTerms, perHead } from '../families/attention.js';
import type { RankedTensor } from '../../ir/index.js';
import type { Projections } from './attention-heads.js';
import { NodeError, printShape } from '../language/node-error.js';
import type { AttentionSizes } from '../families/attention.js';

/**
 * Attention over sequences whose padding was taken out: all tokens in one axis, each attending to a sequence of at most
 * the padded length.
 */
export const packedAttention = defineOp({
  type: 'PackedAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('PackedAttention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight',
    token_offset: 'index',
    cumulative_sequence_length: 'index',
    attention_bias: 'activation?',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), qkv_hidden_sizes: ints(), scale: float() },
  infer({ input, weights }, { qkv_hidden_sizes }) {
    if (input.shape.length !== 2) {
      throw new NodeError(`input has the shape ${printShape(input.shape)}, should have 2 axes`);
    }
    return [[dimension(input, 0), projectionsOf(weights, qkv_hidden_sizes).value]];
  },
  detail: ({ input, weights, token_offset }, settings) =>
    attentionDetail(
      packed(input, token_offset, projectionsOf(weights, settings.qkv_hidden_sizes), settings.num_heads),
      { projections: true },
    ),
  cost: {
    multiplyAdds,
    operations,
    memory: 'stream',
    terms({ input, weights, token_offset, attention_bias }, { num_heads, qkv_hidden_sizes }) {
      const { input: width, query, key, value } = projectionsOf(weights, qkv_hidden_sizes);
      const sizes = packed(input, token_offset, projectionsOf(weights, qkv_hidden_sizes), num_heads);
      return {
        ...attentionTerms(sizes, { addends: present([attention_bias]) }),
        I: width,
        Q: query,
        K: key,
        V: value,
        bias: 1,
        rotary: 0,
      };
    },
    source: `${source}; every token is taken to attend to a sequence of the padded length, the most there can be`,
  },
});

function packed(
  input: RankedTensor,
  tokenOffset: RankedTensor,
  { query, value }: Projections,
  heads: number,
): AttentionSizes {
  return {
    batch: 1,
    heads,
    keyValueHeads: heads,
    queryLength: dimension(input, 0),
    keyLength: dimension(tokenOffset, 1),
    headSize: perHead(query, heads),
    valueHeadSize: perHead(value, heads),
  };
}
