import { isKnown } from '../../dim/index.js';
import { float, int, required } from '../language/attributes.js';
import { dimension } from '../families/shapes.js';
import { cacheLengths } from './attention-heads.js';
import {
  attentionOperations,
  attentionProducts,
  attentionSource,
  attentionTerms,
  perHead,
  seenOperations,
  seenProducts,
  seenSource,
} from '../families/attention.js';
import type { Terms } from '../language/formula.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { NodeError, printShape } from '../language/node-error.js';
import type { Dynamic } from '../language/attributes.js';
import type { Dim } from '../../dim/index.js';
import type { Context } from '../language/define.js';
import type { CacheLengths, Projections } from './attention-heads.js';
import type { AttentionSizes } from '../families/attention.js';

/** The products of attention and of the projections of its input. */
export const multiplyAdds = `N·Tq·I·(Q + K + V) + ${attentionProducts}`;
const projected = 'bias·N·Tq·(Q + K + V) + 3·rotary·N·Tq·(Q + K)';
/** The other operations of attention and of the projections of its input. */
export const operations = `${attentionOperations} + ${projected}`;
const projections =
  'three projections of the input and their biases; rotary embedding is two products and an addition an element';
/** Where these formulas come from. */
export const source = `${attentionSource}; ${projections}`;
/** The same where queries see some of the keys only. */
export const seen = {
  multiplyAdds: `N·Tq·I·(Q + K + V) + ${seenProducts}`,
  operations: `${seenOperations} + ${projected}`,
  source: `${seenSource}; ${projections}`,
} as const;

/** Attention of an input to itself, its projections included; past keys and values may stand before the new ones. */
export interface SelfAttention {
  readonly projections: Projections;
  readonly cache: CacheLengths;
  readonly sizes: AttentionSizes;
}

interface Settings {
  readonly num_heads: number;
  readonly past_present_share_buffer?: number;
  readonly filled?: Dim | Dynamic | undefined;
}

/**
 * Reads a node whose weights are merged.
 * @throws NodeError when ranks or widths do not fit
 */
export function read(
  input: RankedTensor,
  projections: Projections,
  past: RankedTensor | undefined,
  settings: Settings,
  context: Context,
): SelfAttention {
  if (input.shape.length !== 3) {
    throw new NodeError(`input has the shape ${printShape(input.shape)}, should have 3 axes`);
  }
  const heads = settings.num_heads;
  requireWidth(dimension(input, 2), projections.input);
  const queryLength = dimension(input, 1);
  if (past !== undefined && past.shape.length !== 5) {
    throw new NodeError(`past has the shape ${printShape(past.shape)}, should have 5 axes`);
  }
  const cache = cacheLengths(past, 3, queryLength, settings.past_present_share_buffer === 1, settings.filled, context);
  const headSize = perHead(projections.query, heads);
  const valueHeadSize = perHead(projections.value, heads);
  const sizes = {
    batch: dimension(input, 0),
    heads,
    keyValueHeads: heads,
    queryLength,
    keyLength: cache.total,
    headSize,
    valueHeadSize,
  };
  return { projections, cache, sizes };
}

function requireWidth(given: Dim, wanted: Dim): void {
  if (isKnown(given) && isKnown(wanted) && given !== wanted) {
    throw new NodeError(`an input of width ${given} meets weights for ${wanted}`);
  }
}

/** The shapes of the output and of the present keys and values. */
export function shapesOf({ projections, cache, sizes }: SelfAttention): readonly Shape[] {
  return [
    [sizes.batch, sizes.queryLength, projections.value],
    [2, sizes.batch, sizes.heads, cache.room, sizes.headSize],
  ];
}

/** The terms of the formulas; `causal`, a mask without a tensor, is one more addend. */
export function termsOf({ projections, cache, sizes }: SelfAttention, masks: readonly unknown[], causal = 0): Terms {
  const { input, query, key, value } = projections;
  return {
    ...attentionTerms(sizes, { addends: present(masks) + causal }),
    I: input,
    Q: query,
    K: key,
    V: value,
    filled: cache.past,
  };
}

/** How many of some tensors are there. */
export function present(tensors: readonly unknown[]): number {
  return tensors.filter((tensor) => tensor !== undefined).length;
}

/** With one buffer for past and present, what it holds is read and only what is new is written. */
export const sharedBuffer = { reads: { past: '2·N·H·filled·D' }, writes: { present: '2·N·H·Tq·D' } } as const;

/** The attributes that these operators share. */
export const attributes = {
  num_heads: required(int()),
  unidirectional: int(0),
  do_rotary: int(0),
  past_present_share_buffer: int(0),
  mask_filter_value: float(),
  scale: float(),
};
