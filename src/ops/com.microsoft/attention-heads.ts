import { add, floorDivide, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dynamic } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { perHead } from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import type { Context } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';

/** Queries, keys and values as the unpacked layouts hold them, before a past is put in front. */
export interface Heads {
  readonly batch: Dim;
  readonly queryLength: Dim;
  readonly keyLength: Dim;
  readonly headSize: Dim;
  readonly valueHeadSize: Dim;
  /** Keys and values come with an axis of heads and no bias, as those of cross-attention computed once. */
  readonly readyMade: boolean;
}

/**
 * Reads the layouts of MultiHeadAttention: `[N, Tq, H·D]` three times; keys and values packed in `[N, Tk, H, 2, D]`;
 * all three in `[N, T, H, 3, D]` or `[N, T, 3·H·D]`; keys and values ready-made in `[N, H, Tk, D]`.
 * @throws NodeError on any other
 */
export function headsOf(
  query: RankedTensor,
  key: RankedTensor | undefined,
  value: RankedTensor | undefined,
  heads: number,
): Heads {
  const batch = dimension(query, 0);
  const queryLength = dimension(query, 1);
  if (query.shape.length === 5) {
    const headSize = dimension(query, 4);
    return { batch, queryLength, keyLength: queryLength, headSize, valueHeadSize: headSize, readyMade: false };
  }
  if (query.shape.length !== 3) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 3 or 5 axes`);
  }
  if (key === undefined) {
    const headSize = floorDivide(perHead(dimension(query, 2), heads), 3);
    return { batch, queryLength, keyLength: queryLength, headSize, valueHeadSize: headSize, readyMade: false };
  }
  const headSize = perHead(dimension(query, 2), heads);
  switch (key.shape.length) {
    case 3:
      return {
        batch,
        queryLength,
        keyLength: dimension(key, 1),
        headSize,
        valueHeadSize: value === undefined ? headSize : perHead(dimension(value, 2), heads),
        readyMade: false,
      };
    case 4:
      return {
        batch,
        queryLength,
        keyLength: dimension(key, 2),
        headSize,
        valueHeadSize: value === undefined ? headSize : dimension(value, 3),
        readyMade: true,
      };
    case 5:
      return { batch, queryLength, keyLength: dimension(key, 1), headSize, valueHeadSize: headSize, readyMade: false };
    default:
      throw new NodeError(`key has the shape ${printShape(key.shape)}, should have 3, 4 or 5 axes`);
  }
}

/**
 * Lengths of a cache of keys and values: what it held, what attention sees, and what the present tensor has room for.
 */
export interface CacheLengths {
  readonly past: Dim;
  readonly total: Dim;
  readonly room: Dim;
  /** Past and present are one buffer, in which only new keys and values are written. */
  readonly shared: boolean;
}

/**
 * The lengths where past and present are tensors of their own, or one buffer of the greatest length of which `told` is
 * filled. `axis` is that of the keys in `past`.
 */
export function cacheLengths(
  past: RankedTensor | undefined,
  axis: number,
  added: Dim,
  shared: boolean,
  told: Dim | Dynamic | undefined,
  context: Context,
): CacheLengths {
  if (past === undefined) return { past: 0, total: added, room: added, shared: false };
  const held = dimension(past, axis);
  if (!shared) return { past: held, total: add(held, added), room: add(held, added), shared: false };
  const filled = told === undefined || told === dynamic ? context.fresh('past_length') : told;
  return { past: filled, total: add(filled, added), room: held, shared: true };
}

/** The sizes of attention over a cache. */
export function sizesOf(
  { batch, queryLength, headSize, valueHeadSize }: Heads,
  heads: number,
  keyLength: Dim,
  keyValueHeads = heads,
): AttentionSizes {
  return { batch, heads, keyValueHeads, queryLength, keyLength, headSize, valueHeadSize };
}

/** `[N, T, H·D]` */
export function joinedHeads(batch: Dim, length: Dim, heads: number, headSize: Dim): Shape {
  return [batch, length, multiply(headSize, heads)];
}

/** The sizes of the merged projection of attention with weights of its own. */
export interface Projections {
  readonly input: Dim;
  readonly query: Dim;
  readonly key: Dim;
  readonly value: Dim;
}

/**
 * Reads merged weights `[I, Q + K + V]`, three equal parts unless `qkv_hidden_sizes` says otherwise.
 * @throws NodeError when that does not list three
 */
export function projectionsOf(weights: RankedTensor, sizes: readonly number[] | undefined): Projections {
  if (weights.shape.length !== 2) {
    throw new NodeError(`weights have the shape ${printShape(weights.shape)}, should have 2 axes`);
  }
  const input = dimension(weights, 0);
  if (sizes === undefined || sizes.length === 0) {
    const third = floorDivide(dimension(weights, 1), 3);
    return { input, query: third, key: third, value: third };
  }
  const [query, key, value] = sizes;
  if (sizes.length !== 3 || query === undefined || key === undefined || value === undefined) {
    throw new NodeError(`qkv_hidden_sizes has ${sizes.length} sizes, should have 3`);
  }
  return { input, query, key, value };
}
