import { float, int, intOrInput, required, text } from '../language/attributes.js';
import { attentionDetail, seenProducts } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import {
  groupedMemory,
  groupedOperations,
  groupedRelations,
  groupedShapes,
  groupedSource,
  groupedTerms,
  readGrouped,
} from './grouped-sizes.js';
import { contribSpec, microsoft } from './specification.js';

/**
 * Grouped-query attention over a cache of keys and values, with rotary embedding and normalisation of queries and keys
 * where asked for.
 */
export const groupQueryAttention = defineOp({
  type: 'GroupQueryAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('GroupQueryAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    past_key: 'state?',
    past_value: 'state?',
    seqlens_k: 'index',
    total_sequence_length: 'config',
    cos_cache: 'table?',
    sin_cache: 'table?',
    position_ids: 'index?',
    attention_bias: 'activation?',
    head_sink: 'weight?',
    k_scale: 'scale?',
    v_scale: 'scale?',
    q_norm_weight: 'weight?',
    k_norm_weight: 'weight?',
  },
  outputs: {
    output: 'query',
    present_key: ({ query, past_key }) => past_key?.dtype ?? query.dtype,
    present_value: ({ query, past_value }) => past_value?.dtype ?? query.dtype,
    output_qk: 'query',
  },
  attributes: {
    num_heads: required(int()),
    kv_num_heads: required(int()),
    scale: float(),
    softcap: float(0),
    local_window_size: int(-1),
    do_rotary: int(0),
    rotary_interleaved: int(0),
    smooth_softmax: int(-1),
    qk_output: int(0),
    causal: int(1),
    sliding_window_cache: int(0),
    k_quant_type: text('NONE'),
    v_quant_type: text('NONE'),
    kv_cache_bit_width: int(0),
    qk_norm_epsilon: float(1e-6),
    total: intOrInput({ input: 'total_sequence_length' }),
  },
  infer: (inputs, settings, context) => groupedShapes(readGrouped(inputs, settings, context), inputs.past_key),
  relations: (inputs, settings, context) => groupedRelations(inputs, settings, readGrouped(inputs, settings, context)),
  detail: (inputs, settings, _, context) =>
    attentionDetail(readGrouped(inputs, settings, context).sizes, { causal: settings.causal === 1 }),
  cost: {
    multiplyAdds: seenProducts,
    operations: groupedOperations,
    source: groupedSource,
    memory: (inputs, settings, _, context) =>
      groupedMemory(inputs.past_key !== undefined, readGrouped(inputs, settings, context).inPlace),
    terms: (inputs, settings, _, context) => ({
      ...groupedTerms(readGrouped(inputs, settings, context), inputs.past_key, inputs.cos_cache, {
        addends: (inputs.attention_bias === undefined ? 0 : 1) + settings.causal,
        softcap: settings.softcap,
      }),
      rotary: settings.do_rotary,
      normed: inputs.q_norm_weight === undefined ? 0 : 1,
      dequantised: inputs.k_scale === undefined ? 0 : 1,
    }),
  },
});

/**
 * Grouped-query attention in which each head leaves out blocks of keys; what it leaves out depends on the lengths and
 * is counted, as a mask is.
 */
export const sparseAttention = defineOp({
  type: 'SparseAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('SparseAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    past_key: 'state',
    past_value: 'state',
    block_row_indices: 'index',
    block_col_indices: 'index',
    total_sequence_length: 'config',
    key_total_sequence_lengths: 'index',
    cos_cache: 'table?',
    sin_cache: 'table?',
  },
  outputs: { output: 'query', present_key: 'past_key', present_value: 'past_value' },
  attributes: {
    num_heads: required(int()),
    kv_num_heads: required(int()),
    scale: float(),
    sparse_block_size: required(int()),
    do_rotary: int(0),
    rotary_interleaved: int(0),
    total: intOrInput({ input: 'total_sequence_length' }),
  },
  infer(inputs, settings, context) {
    const [output] = groupedShapes(readGrouped(inputs, settings, context), inputs.past_key);
    return [output, inputs.past_key.shape, inputs.past_value.shape];
  },
  detail: (inputs, settings, _, context) =>
    attentionDetail(readGrouped(inputs, settings, context).sizes, { causal: true }),
  cost: {
    multiplyAdds: seenProducts,
    operations: groupedOperations,
    source: groupedSource,
    // Past and present are one buffer always.
    memory: groupedMemory(true, true),
    terms: (inputs, settings, _, context) => ({
      ...groupedTerms(readGrouped(inputs, settings, context), inputs.past_key, inputs.cos_cache, {
        addends: 1,
        softcap: 0,
      }),
      rotary: settings.do_rotary,
      normed: 0,
      dequantised: 0,
    }),
  },
});
