import { add, floorDivide, minimum } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { float, int, required } from '../language/attributes.js';
import { attentionDetail, attentionTerms, lengthsTold, requireHeads, seenProducts } from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { joinedHeads } from './attention-heads.js';
import { angleTables, groupedOperations, groupedSource } from './grouped-sizes.js';
import { contribSpec, microsoft } from './specification.js';

/**
 * Grouped-query attention of packed tokens over a cache in blocks; how many keys a token sees is data, so a symbol
 * stands for their mean. Of one sample whose past is told, it is the past and the new tokens.
 */
export const pagedAttention = defineOp({
  type: 'PagedAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('PagedAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    key_cache: 'state',
    value_cache: 'state?',
    cumulative_sequence_length: 'index',
    past_seqlens: 'index',
    block_table: 'index',
    cos_cache: 'table?',
    sin_cache: 'table?',
    slot_mapping: 'index?',
    head_sink: 'weight?',
    q_norm_weight: 'weight?',
    k_norm_weight: 'weight?',
    k_scale: 'scale?',
    v_scale: 'scale?',
    attention_metadata: 'index?',
  },
  outputs: {
    output: 'query',
    key_cache_out: 'key_cache',
    value_cache_out: ({ key_cache, value_cache }) => value_cache?.dtype ?? key_cache.dtype,
  },
  attributes: {
    num_heads: required(int()),
    kv_num_heads: required(int()),
    scale: float(),
    softcap: float(0),
    local_window_size: int(-1),
    is_causal: int(1),
    do_rotary: int(0),
    rotary_interleaved: int(0),
    v_head_size: int(0),
  },
  infer({ query, key, key_cache, value_cache, past_seqlens }, settings, context) {
    const { queryLength, valueHeadSize } = paged({ query, key, past_seqlens }, settings, context);
    return [
      joinedHeads(1, queryLength, settings.num_heads, valueHeadSize).slice(1),
      key_cache.shape,
      (value_cache ?? key_cache).shape,
    ];
  },
  detail: ({ query, key, key_cache, block_table, past_seqlens }, settings, _, context) => ({
    ...attentionDetail(paged({ query, key, past_seqlens }, settings, context), { causal: settings.is_causal === 1 }),
    pages: {
      count: dimension(key_cache, 0),
      size: dimension(key_cache, 1),
      sequences: dimension(block_table, 0),
      each: dimension(block_table, 1),
    },
  }),
  cost: {
    multiplyAdds: seenProducts,
    operations: groupedOperations,
    memory: {
      reads: { key_cache: 'B·G·Tk·D', value_cache: 'B·G·Tk·Dv', ...angleTables },
      writes: { key_cache_out: 'Tq·G·D', value_cache_out: 'Tq·G·Dv' },
    },
    terms({ query, key, past_seqlens, cos_cache, k_scale, q_norm_weight }, settings, _, context) {
      const sizes = paged({ query, key, past_seqlens }, settings, context);
      return {
        ...attentionTerms(sizes, { addends: settings.is_causal, softcap: settings.softcap !== 0 }),
        G: settings.kv_num_heads,
        seen: sizes.keyLength,
        B: dimension(past_seqlens, 0),
        added: sizes.queryLength,
        rotary: settings.do_rotary,
        normed: q_norm_weight === undefined ? 0 : 1,
        dequantised: k_scale === undefined ? 0 : dimension(past_seqlens, 0),
        angles: cos_cache === undefined ? 0 : dimension(cos_cache, 1),
      };
    },
    source: `${groupedSource}; keys a token sees, blocks read and dequantised: the mean over the batch`,
  },
});

function paged(
  {
    query,
    key,
    past_seqlens,
  }: {
    readonly query: RankedTensor;
    readonly key: RankedTensor | undefined;
    readonly past_seqlens: RankedTensor;
  },
  settings: {
    readonly num_heads: number;
    readonly kv_num_heads: number;
    readonly v_head_size: number;
    readonly local_window_size: number;
  },
  context: Context,
): AttentionSizes {
  const { num_heads: heads, kv_num_heads: keyValueHeads, v_head_size } = settings;
  requireHeads(heads);
  requireHeads(keyValueHeads);
  if (query.shape.length !== 2) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 2 axes`);
  }
  const headSize = floorDivide(dimension(query, 1), key === undefined ? heads + 2 * keyValueHeads : heads);
  const queryLength = dimension(query, 0);
  const [past, another] = lengthsTold(past_seqlens) ?? [];
  const keys =
    past === undefined || another !== undefined
      ? context.fresh('key_length', undefined, 'past_seqlens')
      : add(past, queryLength);
  return {
    batch: 1,
    heads,
    keyValueHeads,
    queryLength,
    keyLength: settings.local_window_size > 0 ? minimum(keys, settings.local_window_size) : keys,
    headSize,
    valueHeadSize: v_head_size > 0 ? v_head_size : headSize,
  };
}
