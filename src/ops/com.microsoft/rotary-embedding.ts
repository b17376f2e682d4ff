import { product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { float, int, ints } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

interface Settings {
  readonly num_heads: number;
  readonly rotary_embedding_dim: number;
  readonly scale: number;
}

const attributes = {
  scale: float(1),
  interleaved: int(0),
  rotary_embedding_dim: int(0),
  num_heads: int(0),
  is_packed_batching: int(0),
};

/** The part of an input that turns, `[N, T, H·D]` or `[N, H, T, D]`, and how many positions it has. */
function turned(
  { shape }: RankedTensor,
  { num_heads, rotary_embedding_dim: width }: Settings,
): { readonly elements: Shape; readonly positions: Dim } {
  const [batch, second, third, fourth] = shape;
  if (batch === undefined || second === undefined || third === undefined || shape.length > 4) {
    throw new NodeError(`input has the shape ${printShape(shape)}, should have 3 or 4 axes`);
  }
  const positions = product([batch, fourth === undefined ? second : third]);
  if (width <= 0) return { elements: shape, positions };
  return {
    elements: fourth === undefined ? [batch, second, num_heads, width] : [batch, second, third, width],
    positions,
  };
}

function termsOf(input: RankedTensor, cosines: RankedTensor, settings: Settings): Terms {
  const { elements, positions } = turned(input, settings);
  return { turned: elements, positions, angles: dimension(cosines, 1), scaled: settings.scale === 1 ? 0 : 1 };
}

const operations = '(3 + scaled)·∏turned';
const memory = { reads: { cos_cache: 'positions·angles', sin_cache: 'positions·angles' } } as const;
const source =
  'Su et al. 2021: two products and an addition an element, another product with a scale; the rows of ' +
  'the positions are read of the tables';

/** Rotation of each pair of a head's elements by the angle of the token's position. */
export const rotaryEmbedding = defineOp({
  type: 'RotaryEmbedding',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('RotaryEmbedding'),
  inputs: { input: 'activation', position_ids: 'index', cos_cache: 'table', sin_cache: 'table' },
  outputs: { output: 'input' },
  attributes,
  infer: ({ input }) => [input.shape],
  detail: () => ({ kind: 'elementwise', function: 'rotaryembedding' }),
  cost: { operations, memory, source, terms: ({ input, cos_cache }, settings) => termsOf(input, cos_cache, settings) },
});

/** A rotary embedding with three positions a token, of which each turns its section of a head. */
export const mRotaryEmbedding = defineOp({
  type: 'MRotaryEmbedding',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('MRotaryEmbedding'),
  inputs: { input: 'activation', position_ids: 'index', cos_cache: 'table', sin_cache: 'table' },
  outputs: { output: 'input' },
  attributes: { ...attributes, mrope_section: ints(), mrope_layout: int(0) },
  infer: ({ input }) => [input.shape],
  detail: () => ({ kind: 'elementwise', function: 'mrotaryembedding' }),
  cost: { operations, memory, source, terms: ({ input, cos_cache }, settings) => termsOf(input, cos_cache, settings) },
});

/**
 * Queries and keys turned by angles whose sines and cosines are computed here; their halves come swapped as inputs of
 * their own.
 */
export const gemmaRotaryEmbedding = defineOp({
  type: 'GemmaRotaryEmbedding',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('GemmaRotaryEmbedding'),
  inputs: { emb: 'activation', q: 'activation', q_rot: 'activation', k: 'activation', k_rot: 'activation' },
  outputs: { output1: 'q', output2: 'k' },
  infer: ({ q, k }) => [q.shape, k.shape],
  detail: () => ({ kind: 'elementwise', function: 'gemmarotaryembedding' }),
  cost: {
    operations: '2·∏emb + 3·(∏q + ∏k)',
    memory: 'stream',
    source: 'a sine and a cosine an angle; two products and an addition an element',
  },
});
