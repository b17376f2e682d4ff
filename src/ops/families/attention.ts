import { equals, floorDivide, isKnown, minimum, multiply, product, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Tensor } from '../../ir/index.js';
import { isDim } from '../language/attributes.js';
import type { Relation } from '../language/define.js';
import type { AttentionDetail } from '../language/detail.js';
import type { Terms } from '../language/formula.js';
import { NodeError } from '../language/node-error.js';
import { broadcastRelations } from './shapes.js';

/** Sizes of scaled dot-product attention: queries of all heads against keys and values of as many heads or fewer. */
export type AttentionSizes = Omit<AttentionDetail, 'kind' | 'causal' | 'projections' | 'pages'>;

/** Multiply-adds of queries with keys and of weights with values. A mask, causal or not, leaves no product out. */
export const attentionProducts = 'N·H·Tq·Tk·(D + Dv)';

/**
 * The operations with each score besides the products: scaling, masks, softmax (maximum, difference, exponential, sum,
 * quotient).
 */
export const attentionOperations = 'perScore·N·H·Tq·Tk - 2·rows';

const scoresSource = 'Vaswani et al. 2017, section 3.2.1: both products, scaling, masks added, softmax';

/** Where the two formulas above come from. */
export const attentionSource = `${scoresSource}; a mask discounts nothing`;

/** Attention where queries see some of the keys only: those within a window, or those of a cache that are filled. */
export const seenProducts = 'H·Tq·seen·(D + Dv)';

/** See `attentionOperations`. */
export const seenOperations = 'perScore·H·Tq·seen - 2·rows';

/** Where the two formulas above come from. */
export const seenSource =
  `${scoresSource}; seen: the keys that the last query sees, over the batch, those outside its window, behind a mask ` +
  'that file and graph tell, or beyond the filled part of the cache left out, while the triangle that a causal mask ' +
  'saves is counted';

/** Operations on the scores of attention besides scaling and softmax. */
export interface ScoreOptions {
  /** Tensors added to the scores: masks and biases. */
  readonly addends?: number;
  /** softcap·tanh(score / softcap) */
  readonly softcap?: boolean;
}

/** The terms of `attentionProducts` and `attentionOperations`. */
export function attentionTerms(sizes: AttentionSizes, { addends = 0, softcap = false }: ScoreOptions): Terms {
  const { batch, heads, queryLength, keyLength, headSize, valueHeadSize } = sizes;
  return {
    N: batch,
    H: heads,
    Tq: queryLength,
    Tk: keyLength,
    D: headSize,
    Dv: valueHeadSize,
    perScore: 6 + addends + (softcap ? 3 : 0),
    // Without keys there are no rows to reduce.
    rows: equals(keyLength, 0) ? 0 : product([batch, heads, queryLength]),
  };
}

/**
 * The keys that a query sees, over the batch: the filled ones of each sample where they are told, and no more than a
 * window holds.
 */
export function keysSeen(
  { batch, keyLength }: AttentionSizes,
  filled: readonly Dim[] | undefined,
  window: Dim | undefined,
): Dim {
  const within = (keys: Dim): Dim => (window === undefined ? keys : minimum(keys, window));
  return filled === undefined ? multiply(batch, within(keyLength)) : sum(filled.map(within));
}

/** The elements of a tensor of lengths, when all are known. */
export function lengthsTold(tensor: Tensor | undefined): readonly Dim[] | undefined {
  const lengths = tensor?.elements?.map((element) => (isDim(element) ? element : undefined));
  return lengths?.every((length) => length !== undefined) === true ? lengths : undefined;
}

/** The layer's detail. */
export function attentionDetail(
  sizes: AttentionSizes,
  { causal = false, projections = false }: { readonly causal?: boolean; readonly projections?: boolean },
): AttentionDetail {
  return { kind: 'attention', ...sizes, causal, projections };
}

/**
 * The part of each head in a dimension that holds all heads.
 * @throws NodeError when the number of heads is not positive
 */
export function perHead(hiddenSize: Dim, heads: number): Dim {
  requireHeads(heads);
  return floorDivide(hiddenSize, heads);
}

/**
 * Of `parts` equal parts of heads that lie in one dimension, those of one part: `heads` times the size of each head.
 */
export function headsWidth(headSize: Dim, heads: number): Dim {
  return multiply(headSize, heads);
}

/** @throws NodeError when the number of heads is not positive */
export function requireHeads(heads: number): void {
  if (heads < 1) throw new NodeError(`a number of heads is ${heads}`);
}

/**
 * The relations between sizes that models give as symbols of their own: a mask's, the heads of a past and their size.
 */
export function attentionRelations(
  { queryLength, keyLength, keyValueHeads, headSize }: AttentionSizes,
  {
    masks = [],
    past,
  }: { readonly masks?: readonly (RankedTensor | undefined)[]; readonly past: RankedTensor | undefined },
): readonly Relation[] {
  const ofMasks = masks.flatMap((mask) =>
    mask === undefined ? [] : broadcastRelations([mask.shape.slice(-2), [queryLength, keyLength]]),
  );
  return [
    ...ofMasks,
    ...settled(past?.shape[1], keyValueHeads, 'the second axis of the past is the heads of keys'),
    ...settled(past?.shape[3], headSize, 'the last axis of the past is the size of a head'),
  ];
}

function settled(total: Dim | undefined, part: Dim, meaning: string): readonly Relation[] {
  return total === undefined || !isKnown(part) ? [] : [{ total, parts: [part], meaning }];
}
