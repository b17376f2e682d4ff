import { add, equals, floorDivide, isKnown, maximum, minimum, multiply, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dynamic } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import {
  attentionTerms,
  keysSeen,
  lengthsTold,
  requireHeads,
  seenOperations,
  seenSource,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import type { Context, Memory, Relation } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { keysVisible } from '../families/masks.js';
import { dimension } from '../families/shapes.js';
import { joinedHeads } from './attention-heads.js';

/** The operations of grouped-query attention besides its products. */
export const groupedOperations =
  `${seenOperations} + 3·rotary·N·(Tq·H + added·G)·D + normed·(4·N·(Tq·H + added·G)·D + 2·N·(Tq·H + ` +
  'added·G)) + dequantised·G·seen·(D + Dv)';
/** Where these come from. */
export const groupedSource =
  `${seenSource}; rotary embedding of queries and new keys 3 an element, their normalisation 4 an ` +
  'element and 2 a row, the scale of quantised keys and values 1 an element';

/** Fewer heads of keys and values than of queries, over a cache whose filled length an input tells. */
export interface GroupedAttention {
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

/** The inputs that sizes are read from. */
export interface GroupedOperands {
  readonly query: RankedTensor;
  readonly key: RankedTensor | undefined;
  readonly past_key?: RankedTensor | undefined;
  /** The position of the last key of each sample. */
  readonly seqlens_k?: RankedTensor | undefined;
  readonly attention_bias?: RankedTensor | undefined;
}

/** The settings that sizes are read with. */
export interface GroupedSettings {
  readonly num_heads: number;
  readonly kv_num_heads: number;
  readonly total: Dim | Dynamic | undefined;
  readonly local_window_size?: number;
  readonly sliding_window_cache?: number;
  readonly causal?: number;
}

/**
 * The sizes of a grouped-query attention.
 * @throws NodeError when ranks or heads do not fit
 */
export function readGrouped(
  { query, key, past_key: past, seqlens_k, attention_bias }: GroupedOperands,
  settings: GroupedSettings,
  context: Context,
): GroupedAttention {
  const { num_heads: heads, kv_num_heads: keyValueHeads, local_window_size = -1, causal } = settings;
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
  const widest = keysVisible(attention_bias, total, causal === 1)?.perRow;
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
    seen: keysSeen(sizes, lengths, widest === undefined ? window : minimum(window ?? total, widest)),
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

/** The shapes of the output, of the caches and of the scores. */
export function groupedShapes({ sizes, room }: GroupedAttention, past: RankedTensor | undefined): readonly Shape[] {
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

/** The terms of `groupedOperations`, but for those that tell whether a step is there. */
export function groupedTerms(
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
export function groupedMemory(hasPast: boolean, inPlace: boolean): Memory<Record<string, unknown>> {
  if (!hasPast) return { reads: angleTables };
  const reads = { ...angleTables, past_key: 'G·held·width', past_value: 'G·held·width' };
  return inPlace ? { reads, writes: { present_key: 'N·G·added·width', present_value: 'N·G·added·width' } } : { reads };
}

/**
 * All keys are those of the past and the new ones, unless past and present share a longer buffer; a cache has the
 * heads' size.
 */
export function groupedRelations(
  { past_key: past, seqlens_k }: GroupedOperands,
  {
    local_window_size: window = -1,
    kv_cache_bit_width: bits = 0,
  }: GroupedSettings & { readonly kv_cache_bit_width?: number },
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
