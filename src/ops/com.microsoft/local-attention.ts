import { add } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { dynamic, float, int, numbersOrInput, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import {
  attentionDetail,
  attentionOperations,
  attentionProducts,
  attentionSource,
  attentionTerms,
  perHead,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/**
 * Each token sees a window before and after it and the tokens that attend globally, which see all; how many those are
 * is data.
 */
function windowed(
  input: RankedTensor,
  { num_heads: heads, window }: { readonly num_heads: number; readonly window: number },
  context: Context,
): AttentionSizes & { readonly globals: Dim } {
  if (input.shape.length !== 3) {
    throw new NodeError(`input has the shape ${printShape(input.shape)}, should have 3 axes`);
  }
  const globals = context.fresh('global_tokens');
  const headSize = perHead(dimension(input, 2), heads);
  return {
    batch: dimension(input, 0),
    heads,
    keyValueHeads: heads,
    queryLength: dimension(input, 1),
    keyLength: add(2 * window + 1, globals),
    headSize,
    valueHeadSize: headSize,
    globals,
  };
}

// Both sets of projections are of all tokens; a global query is another row of scores over all keys.
const multiplyAdds = `2·N·Tq·Q·3·Q + ${attentionProducts} + N·H·globals·Tq·(D + Dv)`;
const operations = `2·N·Tq·3·Q + ${attentionOperations} + perScore·N·H·globals·Tq`;
const source =
  `${attentionSource}; three projections for local and three for global attention with their biases; ` +
  '2·W + 1 keys of the window and the global ones, of which a symbol is the mean number';

/** Attention within windows and to a few global tokens, with its projections. */
export const longformerAttention = defineOp({
  type: 'LongformerAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('LongformerAttention'),
  inputs: {
    input: 'activation',
    weight: 'weight',
    bias: 'weight',
    mask: 'activation',
    global_weight: 'weight',
    global_bias: 'weight',
    global: 'index',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), window: required(int()) },
  infer: ({ input }) => [input.shape],
  detail({ input }, settings, _, context) {
    const { globals: __, ...sizes } = windowed(input, settings, context);
    return attentionDetail(sizes, { projections: true });
  },
  cost: {
    multiplyAdds,
    operations,
    source,
    memory: 'stream',
    terms({ input }, settings, _, context) {
      const { globals, ...sizes } = windowed(input, settings, context);
      return { ...attentionTerms(sizes, { addends: 1 }), Q: dimension(input, 2), globals };
    },
  },
});

/** Attention in 8-bit integers laid out for tensor cores. */
export const qOrderedLongformerAttention = defineOp({
  type: 'QOrderedLongformerAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('QOrderedLongformerAttention'),
  inputs: {
    input: 'activation',
    scale_input: 'scale',
    weight: 'weight',
    scale_weight: 'scale',
    bias: 'weight',
    scale_bias: 'scale',
    scale_qkv_gemm: 'scale',
    mask: 'activation',
    global_weight: 'weight',
    scale_global_weight: 'scale',
    global_bias: 'weight',
    scale_global_gemm: 'scale',
    global: 'index',
    scale_output: 'scale',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), window: required(int()) },
  infer: ({ input }) => [input.shape],
  detail({ input }, settings, _, context) {
    const { globals: __, ...sizes } = windowed(input, settings, context);
    return attentionDetail(sizes, { projections: true });
  },
  cost: {
    multiplyAdds,
    operations: `${operations} + 4·(2·N·Tq·3·Q + ∏output)`,
    memory: 'stream',
    terms({ input }, settings, _, context) {
      const { globals, ...sizes } = windowed(input, settings, context);
      return { ...attentionTerms(sizes, { addends: 1 }), Q: dimension(input, 2), globals };
    },
    source: `${source}; projections and output are scaled, rounded and clamped (1 + 1 + 2)`,
  },
});

/** The facts that the truth values of a DecoderAttention tell of its keys. */
interface DecoderSettings {
  readonly num_heads: number;
  readonly static_kv: readonly (Element | undefined)[] | Dynamic | undefined;
  readonly use_past: readonly (Element | undefined)[] | Dynamic | undefined;
}

interface DecoderSizes extends AttentionSizes {
  /** Keys and values that are projected here. */
  readonly projected: Dim;
}

/**
 * Keys are those of the query or of another sequence, come from a cache, or are put behind one, as two truth values
 * say.
 */
function decoded(
  query: RankedTensor,
  key: RankedTensor,
  cache: RankedTensor | undefined,
  settings: DecoderSettings,
  context: Context,
): DecoderSizes {
  if (query.shape.length !== 3) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 3 axes`);
  }
  const [length, batch] = [dimension(query, 0), dimension(query, 1)];
  const headSize = perHead(dimension(query, 2), settings.num_heads);
  const [crossed, cached] = [firstOf(settings.static_kv), firstOf(settings.use_past)];
  const held = cache === undefined ? undefined : dimension(cache, 2);
  const lengths = lengthsOf(crossed, cached, length, dimension(key, 0), held, context);
  return {
    batch,
    heads: settings.num_heads,
    keyValueHeads: settings.num_heads,
    queryLength: length,
    ...lengths,
    headSize,
    valueHeadSize: headSize,
  };
}

function lengthsOf(
  crossed: Element | undefined,
  cached: Element | undefined,
  own: Dim,
  others: Dim,
  held: Dim | undefined,
  context: Context,
): { readonly keyLength: Dim; readonly projected: Dim } {
  if (typeof crossed !== 'boolean' || typeof cached !== 'boolean') {
    return { keyLength: context.fresh('key_length'), projected: context.fresh('projected_keys') };
  }
  const fresh = crossed ? others : own;
  if (!cached) return { keyLength: fresh, projected: fresh };
  if (held === undefined) throw new NodeError('a past is to be used and not given');
  return crossed ? { keyLength: held, projected: 0 } : { keyLength: add(held, own), projected: own };
}

function firstOf(elements: readonly (Element | undefined)[] | Dynamic | undefined): Element | undefined {
  return elements === undefined || elements === dynamic ? undefined : elements[0];
}

/**
 * Attention of a decoder, to itself or to an encoder, with its projections and a cache; its sequences stand in the
 * first axis.
 */
export const decoderAttention = defineOp({
  type: 'DecoderAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('DecoderAttention'),
  inputs: {
    query: 'activation',
    key: 'activation',
    q_weight: 'weight',
    kv_weight: 'weight',
    bias: 'weight',
    key_padding_mask: 'activation?',
    key_cache: 'state?',
    value_cache: 'state?',
    static_kv: 'config',
    use_past: 'config',
    has_layer_state: 'config',
    has_key_padding_mask: 'config',
  },
  outputs: { output: 'query', new_key_cache: 'query', new_value_cache: 'query' },
  attributes: {
    num_heads: required(int()),
    mask_filter_value: float(),
    static_kv: numbersOrInput({ input: 'static_kv' }),
    use_past: numbersOrInput({ input: 'use_past' }),
  },
  infer({ query, key, key_cache }, settings, context) {
    const { batch, heads, keyLength, headSize } = decoded(query, key, key_cache, settings, context);
    const cache = [batch, heads, keyLength, headSize];
    return [query.shape, cache, cache];
  },
  detail({ query, key, key_cache }, settings, _, context) {
    const { projected: __, ...sizes } = decoded(query, key, key_cache, settings, context);
    return attentionDetail(sizes, { projections: true });
  },
  cost: {
    multiplyAdds: `N·Q·Q·(Tq + 2·projected) + ${attentionProducts}`,
    operations: `N·Q·(Tq + 2·projected) + ${attentionOperations}`,
    memory: 'stream',
    terms({ query, key, key_padding_mask, key_cache }, settings, _, context) {
      const { projected, ...sizes } = decoded(query, key, key_cache, settings, context);
      return {
        ...attentionTerms(sizes, { addends: key_padding_mask === undefined ? 0 : 1 }),
        Q: dimension(query, 2),
        projected,
      };
    },
    source: `${attentionSource}; projections of the queries and of keys and values that are new, with their biases`,
  },
});
