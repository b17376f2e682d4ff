import { add, equals, floorDivide, isKnown, maximum, minimum, multiply, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dynamic, float, int, intOrInput, required, text } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import {
  attentionDetail,
  attentionTerms,
  keysSeen,
  lengthsTold,
  requireHeads,
  seenOperations,
  seenProducts,
  seenSource,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Context, Memory, Relation } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { joinedHeads } from './attention-heads.js';
import { contribSpec, microsoft } from './specification.js';

/** The operations of grouped-query attention besides its products. */
export const groupedOperations =
  `${seenOperations} + 3·rotary·N·(Tq·H + added·G)·D + normed·(4·N·(Tq·H + added·G)·D + 2·N·(Tq·H + ` +
  'added·G)) + dequantised·G·seen·(D + Dv)';
/** Where these come from. */
export const groupedSource =
  `${seenSource}; rotary embedding of queries and new keys 3 an element, their normalisation 4 an ` +
  'element and 2 a row, the scale of quantised keys and values 1 an element';

/** Fewer heads of keys and values than of queries, over a cache whose filled length an input tells. */
interface GroupedAttention {
  /** Its length of keys is that of all keys, within a window or not. */
  readonly sizes: AttentionSizes;
  /** New keys and values. */
  readonly added: Dim;
  /** Places of the present tensors. */
  readonly room: Dim;
  /** Keys that a query sees, over the batch. */
  readonly seen: Dim;
  /** Keys and values that are read of the past, over the batch. */
  readonly held: Dim;
  /** Whether past and present are one buffer, in which only new keys and values are written. */
  readonly inPlace: boolean;
}

interface Operands {
  readonly query: RankedTensor;
  readonly key: RankedTensor | undefined;
  readonly past_key?: RankedTensor | undefined;
  /** The position of the last key of each sample. */
  readonly seqlens_k?: RankedTensor | undefined;
}

interface Settings {
  readonly num_heads: number;
  readonly kv_num_heads: number;
  readonly total: Dim | Dynamic | undefined;
  readonly local_window_size?: number;
  readonly sliding_window_cache?: number;
}

function read(
  { query, key, past_key: past, seqlens_k }: Operands,
  settings: Settings,
  context: Context,
): GroupedAttention {
  const { num_heads: heads, kv_num_heads: keyValueHeads, local_window_size = -1 } = settings;
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
  const places = past === undefined ? undefined : dimension(past, 2);
  const lengths = lengthsTold(seqlens_k)?.map((last) => add(last, 1));
  const total = totalOf(settings.total, lengths, places, added, context);
  const window = local_window_size > 0 ? local_window_size : undefined;
  const slides = settings.sliding_window_cache === 1 && places !== undefined;
  const room = slides
    ? maximum(places, window === undefined ? total : minimum(total, window))
    : places === undefined
      ? total
      : maximum(places, total);
  const sizes = {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength,
    keyLength: total,
    headSize,
    valueHeadSize: headSize,
  };
  // The first new query sees itself and what else its window holds.
  const before = (length: Dim): Dim => {
    const earlier = subtract(length, added);
    // A length that was told may be less than what is added.
    return isKnown(earlier) && earlier < 0 ? 0 : earlier;
  };
  const filled = (lengths ?? [total]).map(before);
  const inWindow = window === undefined ? filled : filled.map((length) => minimum(length, window - 1));
  return {
    sizes,
    added,
    room,
    seen: keysSeen(sizes, lengths, window),
    held: lengths === undefined ? multiply(sizes.batch, sum(inWindow)) : sum(inWindow),
    inPlace: slides || (places !== undefined && equals(places, room)),
  };
}

/** Without a past and without being told, the new keys are all there are. */
function totalOf(
  told: Dim | Dynamic | undefined,
  lengths: readonly Dim[] | undefined,
  places: Dim | undefined,
  added: Dim,
  context: Context,
): Dim {
  if (told !== undefined && told !== dynamic) return told;
  if (lengths !== undefined && lengths.length > 0) return maximum(...lengths);
  return places === undefined ? added : context.fresh('total_length');
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
  { sizes, added, seen, held }: GroupedAttention,
  past: RankedTensor | undefined,
  cosines: RankedTensor | undefined,
  options: { readonly addends: number; readonly softcap: number },
): Terms {
  return {
    ...attentionTerms(sizes, { addends: options.addends, softcap: options.softcap !== 0 }),
    G: sizes.keyValueHeads,
    added,
    seen,
    held,
    width: past === undefined ? sizes.headSize : dimension(past, 3),
    angles: cosines === undefined ? 0 : dimension(cosines, 1),
  };
}

/** Only the rows of the positions at hand are read of the tables of cosines and sines. */
export const angleTables = { cos_cache: 'N·Tq·angles', sin_cache: 'N·Tq·angles' } as const;

/**
 * Keys and values of the past are read as far as a query sees them; of a buffer that past and present share, only what
 * is new is written.
 */
function memoryOf(hasPast: boolean, inPlace: boolean): Memory<Record<string, unknown>> {
  if (!hasPast) return { reads: angleTables };
  const reads = { ...angleTables, past_key: 'G·held·width', past_value: 'G·held·width' };
  return inPlace ? { reads, writes: { present_key: 'N·G·added·width', present_value: 'N·G·added·width' } } : { reads };
}

/**
 * All keys are those of the past and the new ones, unless past and present share a longer buffer; a cache has the
 * heads' size.
 */
function relationsOf(
  { past_key: past, seqlens_k }: Operands,
  { local_window_size: window = -1, kv_cache_bit_width: bits = 0 }: Settings & { readonly kv_cache_bit_width?: number },
  { sizes, added }: GroupedAttention,
): readonly Relation[] {
  if (past === undefined) return [];
  const places = dimension(past, 2);
  const lengths: Relation = {
    total: sizes.keyLength,
    parts: [places, added],
    room: places,
    meaning: 'the lengths of the past and of the new keys come to the total length',
  };
  const width: Relation = {
    total: dimension(past, 3),
    parts: [sizes.headSize],
    meaning: 'the last axis of the past is the size of a head',
  };
  return [
    ...(window > 0 || lengthsTold(seqlens_k) !== undefined ? [] : [lengths]),
    ...(bits === 0 || bits === 8 ? [width] : []),
  ];
}

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
  infer: (inputs, settings, context) => shapesOf(read(inputs, settings, context), inputs.past_key),
  relations: (inputs, settings, context) => relationsOf(inputs, settings, read(inputs, settings, context)),
  detail: (inputs, settings, _, context) =>
    attentionDetail(read(inputs, settings, context).sizes, { causal: settings.causal === 1 }),
  cost: {
    multiplyAdds: seenProducts,
    operations: groupedOperations,
    source: groupedSource,
    memory: (inputs, settings, _, context) =>
      memoryOf(inputs.past_key !== undefined, read(inputs, settings, context).inPlace),
    terms: (inputs, settings, _, context) => ({
      ...termsOf(read(inputs, settings, context), inputs.past_key, inputs.cos_cache, {
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
    const [output] = shapesOf(read(inputs, settings, context), inputs.past_key);
    return [output, inputs.past_key.shape, inputs.past_value.shape];
  },
  detail: (inputs, settings, _, context) => attentionDetail(read(inputs, settings, context).sizes, { causal: true }),
  cost: {
    multiplyAdds: seenProducts,
    operations: groupedOperations,
    source: groupedSource,
    // Past and present are one buffer always.
    memory: memoryOf(true, true),
    terms: (inputs, settings, _, context) => ({
      ...termsOf(read(inputs, settings, context), inputs.past_key, inputs.cos_cache, { addends: 1, softcap: 0 }),
      rotary: settings.do_rotary,
      normed: 0,
      dequantised: 0,
    }),
  },
});
