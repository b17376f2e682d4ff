import { projectionsOf } from './attention-heads.js';
import { int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';
import {
  attributes,
  multiplyAdds,
  operations,
  present,
  read,
  shapesOf,
  sharedBuffer,
  source,
  termsOf,
} from './projected-attention.js';
import { attentionDetail } from '../families/attention.js';
import { agreed, dimension } from '../families/shapes.js';
import type { RankedTensor } from '../../ir/index.js';
import type { Projections } from './attention-heads.js';

/** Attention whose input and weights are 8-bit integers. */
export const qAttention = defineOp({
  type: 'QAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('QAttention'),
  inputs: {
    input: 'activation',
    weight: 'weight',
    bias: 'weight',
    input_scale: 'scale',
    weight_scale: 'scale',
    mask_index: 'index?',
    input_zero_point: 'scale?',
    weight_zero_point: 'scale?',
    past: 'state?',
  },
  outputs: { output: 'bias', present: 'bias' },
  attributes,
  infer: ({ input, weight, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weight, undefined), past, settings, context)),
  detail: ({ input, weight, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weight, undefined), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations: `${operations} + inputOffset·∏input + weightOffset·∏weight + N·Tq·(Q + K + V)`,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms: ({ input, weight, mask_index, past, input_zero_point, weight_zero_point }, settings, _, context) => ({
      ...termsOf(
        read(input, projectionsOf(weight, undefined), past, settings, context),
        [mask_index],
        settings.unidirectional,
      ),
      bias: 1,
      rotary: settings.do_rotary,
      inputOffset: present([input_zero_point]),
      weightOffset: present([weight_zero_point]),
    }),
    source: `${source}; zero points are subtracted once an element and each projection is scaled`,
  },
});

/** Attention in 8-bit integers laid out for tensor cores, requantised after each product. */
export const qOrderedAttention = defineOp({
  type: 'QOrderedAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('QOrderedAttention'),
  inputs: {
    input: 'activation',
    scale_input: 'scale',
    scale_Q_gemm: 'scale',
    scale_K_gemm: 'scale',
    scale_V_gemm: 'scale',
    Q_weight: 'weight',
    K_weight: 'weight',
    V_weight: 'weight',
    scale_Q_weight: 'scale',
    scale_K_weight: 'scale',
    scale_V_weight: 'scale',
    Q_bias: 'weight',
    K_bias: 'weight',
    V_bias: 'weight',
    scale_QKT_gemm: 'scale?',
    scale_QKT_softmax: 'scale?',
    scale_values_gemm: 'scale',
    mask_index: 'index?',
    past: 'state?',
    attention_bias: 'activation?',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), unidirectional: int(0), qkv_hidden_sizes: ints() },
  infer: ({ input, Q_weight, K_weight, V_weight, past }, settings, context) =>
    shapesOf(read(input, separate(Q_weight, K_weight, V_weight), past, settings, context)).slice(0, 1),
  detail: ({ input, Q_weight, K_weight, V_weight, past }, settings, _, context) =>
    attentionDetail(read(input, separate(Q_weight, K_weight, V_weight), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations: `${operations} + 4·(N·Tq·(Q + K + V) + 2·N·H·Tq·Tk + ∏output)`,
    memory: 'stream',
    terms: ({ input, Q_weight, K_weight, V_weight, past, mask_index, attention_bias }, settings, _, context) => ({
      ...termsOf(
        read(input, separate(Q_weight, K_weight, V_weight), past, settings, context),
        [mask_index, attention_bias],
        settings.unidirectional,
      ),
      bias: 1,
      rotary: 0,
    }),
    source: `${source}; projections, scores, weights and the output are scaled, rounded and clamped (1 + 1 + 2)`,
  },
});

function separate(query: RankedTensor, key: RankedTensor, value: RankedTensor): Projections {
  const inputs = [dimension(query, 0), dimension(key, 0), dimension(value, 0)];
  return {
    input: agreed(inputs) ?? dimension(query, 0),
    query: dimension(query, 1),
    key: dimension(key, 1),
    value: dimension(value, 1),
  };
}
