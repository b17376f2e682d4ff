import { equals, floorDivide, isKnown, maximum, minimum, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Shape, Value } from '../../ir/index.js';
import { dynamic, float, int, intOrInput, required, text } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import {
  attentionDetail,
  attentionOperations,
  attentionProducts,
  attentionSource,
  attentionTerms,
  requireHeads,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError } from '../language/node-error.js';
import { dimension, printShape } from '../families/shapes.js';
import { joinedHeads } from './attention-heads.js';
import { contribSpec, microsoft } from './specification.js';

const operations = `${attentionOperations} + 3·rotary·N·(Tq·H + added·G)·D + normed·(4·N·(Tq·H + added·G)·D + 2·N·(Tq·H + added·G)) + dequantised·N·G·Tk·(D + Dv)`;
const source = `${attentionSource}, a causal mask included; rotary embedding of queries and new keys 3 an element, their normalisation 4 an element and 2 a row, the scale of quantised keys and values 1 an element`;

/** Fewer heads of keys and values than of queries, over a cache whose filled length an input tells. */
interface GroupedAttention {
  readonly sizes: AttentionSizes;
  /** New keys and values. */
  readonly added: Dim;
  /** Places of the present tensors. */
  readonly room: Dim;
}

interface Settings {
  readonly num_heads: number;
  readonly kv_num_heads: number;
  readonly total: Dim | Dynamic | undefined;
  readonly sliding_window_cache?: number;
}

function read(
  query: RankedTensor,
  key: RankedTensor | undefined,
  past: RankedTensor | undefined,
  settings: Settings,
  context: Context,
): GroupedAttention {
  const { num_heads: heads, kv_num_heads: keyValueHeads } = settings;
  requireHeads(heads);
  requireHeads(keyValueHeads);
  if (query.shape.length !== 3) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 3 axes`);
  }
  if (past !== undefined && past.shape.length !== 4) {
    throw new NodeError(`past_key has the shape ${printShape(past.shape)}, should have 4 axes`);
  }
  const queryLength = dimension(query, 1);
  const added = key === undefined ? queryLength : dimension(key, 1);
  const headSize = floorDivide(dimension(query, 2), key === undefined ? heads + 2 * keyValueHeads : heads);
  const held = past === undefined ? undefined : dimension(past, 2);
  const total = totalOf(settings.total, held, added, context);
  const window = settings.sliding_window_cache === 1 && held !== undefined;
  const room = window ? held : held === undefined ? total : maximum(held, total);
  const keyLength = window ? minimum(total, held) : total;
  const sizes = {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength,
    keyLength,
    headSize,
    valueHeadSize: headSize,
  };
  return { sizes, added, room };
}

/** Without a past and without being told, the new keys are all there are. */
function totalOf(told: Dim | Dynamic | undefined, held: Dim | undefined, added: Dim, context: Context): Dim {
  if (told !== undefined && told !== dynamic) return told;
  return held === undefined ? added : context.fresh('total_length');
}

function shapesOf({ sizes, room }: GroupedAttention, past: RankedTensor | undefined): readonly Shape[] {
  const { batch, heads, keyValueHeads, queryLength, keyLength, headSize } = sizes;
  // A cache of 4-bit numbers holds two in a byte, so its last axis is its own.
  const cache = [batch, keyValueHeads, room, past === undefined ? headSize : dimension(past, 3)];
  return [
    joinedHeads(batch, queryLength, Number(heads), headSize),
    cache,
    cache,
    [batch, heads, queryLength, keyLength],
  ];
}

function termsOf(
  { sizes, added }: GroupedAttention,
  past: RankedTensor | undefined,
  cosines: RankedTensor | undefined,
  options: { readonly addends: number; readonly softcap: number },
): Terms {
  const filled = subtract(sizes.keyLength, added);
  return {
    ...attentionTerms(sizes, { addends: options.addends, softcap: options.softcap !== 0 }),
    G: sizes.keyValueHeads,
    added,
    // A total that was told may be less than what is added.
    filled: isKnown(filled) && filled < 0 ? 0 : filled,
    width: past === undefined ? sizes.headSize : dimension(past, 3),
    angles: cosines === undefined ? 0 : dimension(cosines, 1),
  };
}

/** Only the rows of the positions at hand are read of the tables of cosines and sines. */
const tables = { cos_cache: 'N·Tq·angles', sin_cache: 'N·Tq·angles' } as const;

/** What it holds is read, and only what is new is written where past and present are of one length, as those of one buffer are. */
function memoryOf(
  past: RankedTensor | undefined,
  presentKey: Value | undefined,
): { readonly reads: Readonly<Record<string, string>>; readonly writes?: Readonly<Record<string, string>> } {
  if (past === undefined) return { reads: tables };
  const reads = { ...tables, past_key: 'N·G·filled·width', past_value: 'N·G·filled·width' };
  const inPlace = isRanked(presentKey) && equals(dimension(past, 2), dimension(presentKey, 2));
  return inPlace ? { reads, writes: { present_key: 'N·G·added·width', present_value: 'N·G·added·width' } } : { reads };
}

/** Grouped-query attention over a cache of keys and values, with rotary embedding and normalisation of queries and keys where asked for. */
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
  infer: ({ query, key, past_key }, settings, context) =>
    shapesOf(read(query, key, past_key, settings, context), past_key),
  detail: ({ query, key, past_key }, settings, _, context) =>
    attentionDetail(read(query, key, past_key, settings, context).sizes, { causal: settings.causal === 1 }),
  cost: {
    multiplyAdds: attentionProducts,
    operations,
    source,
    memory: ({ past_key }, _, [, presentKey]) => memoryOf(past_key, presentKey),
    terms: ({ query, key, past_key, cos_cache, attention_bias, k_scale, q_norm_weight }, settings, _, context) => ({
      ...termsOf(read(query, key, past_key, settings, context), past_key, cos_cache, {
        addends: (attention_bias === undefined ? 0 : 1) + settings.causal,
        softcap: settings.softcap,
      }),
      rotary: settings.do_rotary,
      normed: q_norm_weight === undefined ? 0 : 1,
      dequantised: k_scale === undefined ? 0 : 1,
    }),
  },
});

/** Grouped-query attention in which each head leaves out blocks of keys; what it leaves out depends on the lengths and is counted, as a mask is. */
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
  infer({ query, key, past_key, past_value }, settings, context) {
    const [output] = shapesOf(read(query, key, past_key, settings, context), past_key);
    return [output, past_key.shape, past_value.shape];
  },
  detail: ({ query, key, past_key }, settings, _, context) =>
    attentionDetail(read(query, key, past_key, settings, context).sizes, { causal: true }),
  cost: {
    multiplyAdds: attentionProducts,
    operations,
    source,
    memory: ({ past_key }, _, [, presentKey]) => memoryOf(past_key, presentKey),
    terms: ({ query, key, past_key, cos_cache }, settings, _, context) => ({
      ...termsOf(read(query, key, past_key, settings, context), past_key, cos_cache, { addends: 1, softcap: 0 }),
      rotary: settings.do_rotary,
      normed: 0,
      dequantised: 0,
    }),
  },
});

/** Grouped-query attention of packed tokens over a cache in blocks; how many keys a token sees is data, so a symbol stands for their mean. */
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
    do_rotary: int(0),
    rotary_interleaved: int(0),
    v_head_size: int(0),
  },
  infer({ query, key, key_cache, value_cache }, settings, context) {
    const { queryLength, valueHeadSize } = paged(query, key, settings, context);
    return [
      joinedHeads(1, queryLength, settings.num_heads, valueHeadSize).slice(1),
      key_cache.shape,
      (value_cache ?? key_cache).shape,
    ];
  },
  detail: ({ query, key }, settings, _, context) =>
    attentionDetail(paged(query, key, settings, context), { causal: true }),
  cost: {
    multiplyAdds: attentionProducts,
    operations,
    memory: {
      reads: { key_cache: 'B·G·Tk·D', value_cache: 'B·G·Tk·Dv', ...tables },
      writes: { key_cache_out: 'Tq·G·D', value_cache_out: 'Tq·G·Dv' },
    },
    terms({ query, key, past_seqlens, cos_cache, k_scale, q_norm_weight }, settings, _, context) {
      const sizes = paged(query, key, settings, context);
      return {
        ...attentionTerms(sizes, { addends: 1, softcap: settings.softcap !== 0 }),
        G: settings.kv_num_heads,
        B: dimension(past_seqlens, 0),
        added: sizes.queryLength,
        rotary: settings.do_rotary,
        normed: q_norm_weight === undefined ? 0 : 1,
        dequantised: k_scale === undefined ? 0 : dimension(past_seqlens, 0),
        angles: cos_cache === undefined ? 0 : dimension(cos_cache, 1),
      };
    },
    source: `${source}; keys a token sees, blocks read and dequantised: the mean over the batch`,
  },
});

function paged(
  query: RankedTensor,
  key: RankedTensor | undefined,
  settings: { readonly num_heads: number; readonly kv_num_heads: number; readonly v_head_size: number },
  context: Context,
): AttentionSizes {
  const { num_heads: heads, kv_num_heads: keyValueHeads, v_head_size } = settings;
  requireHeads(heads);
  requireHeads(keyValueHeads);
  if (query.shape.length !== 2) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 2 axes`);
  }
  const headSize = floorDivide(dimension(query, 1), key === undefined ? heads + 2 * keyValueHeads : heads);
  return {
    batch: 1,
    heads,
    keyValueHeads,
    queryLength: dimension(query, 0),
    keyLength: context.fresh('key_length'),
    headSize,
    valueHeadSize: v_head_size > 0 ? v_head_size : headSize,
  };
}
