import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { float, int, intOrInput, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import {
  attentionDetail,
  attentionOperations,
  attentionProducts,
  attentionRelations,
  attentionSource,
  attentionTerms,
  seenOperations,
  seenProducts,
  seenSource,
  perHead,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { keysPast } from '../families/masks.js';
import { dimension } from '../families/shapes.js';
import { cacheLengths, headsOf, joinedHeads, sizesOf } from './attention-heads.js';
import type { CacheLengths, Heads } from './attention-heads.js';
import { contribSpec, microsoft } from './specification.js';

const biases = 'bias·N·H·(Tq·D + biasedKeys·(D + Dv))';
const biasSource = 'biases of the projections before it, which ready-made keys and values do not take';
const operations = `${attentionOperations} + ${biases}`;
const source = `${attentionSource}; ${biasSource}`;

interface Settings {
  readonly num_heads: number;
  readonly filled: Dim | Dynamic | undefined;
}

interface Operands {
  readonly query: RankedTensor;
  readonly key: RankedTensor | undefined;
  readonly value: RankedTensor | undefined;
  readonly past_key: RankedTensor | undefined;
}

interface CachedAttention {
  readonly heads: Heads;
  readonly cache: CacheLengths;
  readonly sizes: AttentionSizes;
}

function read(
  { query, key, value, past_key }: Operands,
  { num_heads, filled }: Settings,
  shared: boolean,
  context: Context,
): CachedAttention {
  const heads = headsOf(query, key, value, num_heads);
  if (past_key !== undefined && past_key.shape.length !== 4) {
    throw new NodeError(`past_key has the shape ${printShape(past_key.shape)}, should have 4 axes`);
  }
  const cache = cacheLengths(past_key, 2, heads.keyLength, shared, filled, context);
  return { heads, cache, sizes: sizesOf(heads, num_heads, cache.total) };
}

/** The output, the present keys and values, and the scores. */
function shapesOf({ heads, cache, sizes }: CachedAttention): readonly Shape[] {
  const { batch, queryLength, headSize, valueHeadSize } = heads;
  const count = Number(sizes.heads);
  return [
    joinedHeads(batch, queryLength, count, valueHeadSize),
    [batch, count, cache.room, headSize],
    [batch, count, cache.room, valueHeadSize],
    [batch, count, queryLength, cache.total],
  ];
}

/** `causal`, a mask without a tensor, is one more addend. */
function termsOf(
  { heads, cache, sizes }: CachedAttention,
  masks: readonly unknown[],
  bias: unknown,
  causal = 0,
): Terms {
  return {
    ...attentionTerms(sizes, { addends: masks.filter((mask) => mask !== undefined).length + causal }),
    bias: bias === undefined ? 0 : 1,
    biasedKeys: heads.readyMade ? 0 : heads.keyLength,
    filled: cache.past,
    added: heads.keyLength,
  };
}

/** With one buffer for past and present, what it holds is read and only what is new is written. */
const sharedBuffer = {
  reads: { past_key: 'N·H·filled·D', past_value: 'N·H·filled·Dv' },
  writes: { present_key: 'N·H·added·D', present_value: 'N·H·added·Dv' },
} as const;

/** Attention of projected queries to projected keys and values, of the same or another sequence. */
export const multiHeadAttention = defineOp({
  type: 'MultiHeadAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('MultiHeadAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    bias: 'weight?',
    key_padding_mask: 'index?',
    attention_bias: 'activation?',
    past_key: 'state?',
    past_value: 'state?',
    past_sequence_length: 'config?',
    cache_indirection: 'index?',
  },
  outputs: { output: 'query', present_key: 'query', present_value: 'query', qk: 'query' },
  attributes: {
    num_heads: required(int()),
    mask_filter_value: float(),
    scale: float(),
    unidirectional: int(0),
    filled: intOrInput({ input: 'past_sequence_length' }),
  },
  infer: (inputs, settings, context) =>
    shapesOf(read(inputs, settings, inputs.past_sequence_length !== undefined, context)),
  relations: (inputs, settings, context) =>
    attentionRelations(read(inputs, settings, inputs.past_sequence_length !== undefined, context).sizes, {
      masks: [inputs.attention_bias],
      past: inputs.past_key,
    }),
  detail: (inputs, settings, _, context) =>
    attentionDetail(read(inputs, settings, inputs.past_sequence_length !== undefined, context).sizes, {
      causal: settings.unidirectional === 1,
    }),
  cost: {
    multiplyAdds: seenProducts,
    operations: `${seenOperations} + ${biases}`,
    source: `${seenSource}; ${biasSource}`,
    memory({ key, value, past_key, past_sequence_length }) {
      if (past_key !== undefined) return past_sequence_length === undefined ? 'stream' : sharedBuffer;
      return key === undefined || value === undefined ? 'stream' : { reads: { key: 'H·held·D', value: 'H·held·Dv' } };
    },
    terms(inputs, settings, _, context) {
      const attention = read(inputs, settings, inputs.past_sequence_length !== undefined, context);
      const masks = [inputs.key_padding_mask, inputs.attention_bias];
      return {
        ...termsOf(attention, masks, inputs.bias, settings.unidirectional),
        ...keysPast(attention.sizes, masks, settings.unidirectional === 1),
      };
    },
  },
});

/** Multi-head attention for one token at a time. */
export const decoderMaskedMultiHeadAttention = defineOp({
  type: 'DecoderMaskedMultiHeadAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('DecoderMaskedMultiHeadAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    mask_index: 'index?',
    attention_bias: 'activation?',
    past_key: 'state?',
    past_value: 'state?',
    past_sequence_length: 'config?',
    beam_width: 'config?',
    cache_indirection: 'index?',
    bias: 'weight?',
  },
  outputs: { output: 'query', present_key: 'query', present_value: 'query', qk: 'query' },
  attributes: {
    num_heads: required(int()),
    past_present_share_buffer: int(0),
    scale: float(),
    mask_filter_value: float(),
    output_qk: int(0),
    filled: intOrInput({ input: 'past_sequence_length' }),
  },
  infer: (inputs, settings, context) =>
    shapesOf(read(inputs, settings, settings.past_present_share_buffer === 1, context)),
  detail: (inputs, settings, _, context) =>
    attentionDetail(read(inputs, settings, settings.past_present_share_buffer === 1, context).sizes, { causal: true }),
  cost: {
    multiplyAdds: attentionProducts,
    operations,
    source,
    memory: ({ past_key }, { past_present_share_buffer }) =>
      past_key !== undefined && past_present_share_buffer === 1 ? sharedBuffer : 'stream',
    terms: (inputs, settings, _, context) =>
      termsOf(
        read(inputs, settings, settings.past_present_share_buffer === 1, context),
        [inputs.mask_index, inputs.attention_bias],
        inputs.bias,
      ),
  },
});

/**
 * Attention of projected sequences whose padding was taken out: all tokens in one axis, each attending to a sequence of
 * at most the padded length.
 */
export const packedMultiHeadAttention = defineOp({
  type: 'PackedMultiHeadAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('PackedMultiHeadAttention'),
  inputs: {
    query: 'activation',
    key: 'activation?',
    value: 'activation?',
    bias: 'weight?',
    token_offset: 'index',
    cumulative_sequence_length: 'index',
    attention_bias: 'activation?',
  },
  outputs: { output: 'query' },
  attributes: { num_heads: required(int()), mask_filter_value: float(), scale: float() },
  infer({ query, value, token_offset }, { num_heads }) {
    const { valueHeadSize } = packed(query, value, token_offset, num_heads);
    return [joinedHeads(1, dimension(query, 0), num_heads, valueHeadSize).slice(1)];
  },
  detail: ({ query, value, token_offset }, { num_heads }) =>
    attentionDetail(packed(query, value, token_offset, num_heads), {}),
  cost: {
    multiplyAdds: attentionProducts,
    operations,
    memory: 'stream',
    terms: ({ query, value, bias, token_offset, attention_bias }, { num_heads }) => ({
      ...attentionTerms(packed(query, value, token_offset, num_heads), {
        addends: attention_bias === undefined ? 0 : 1,
      }),
      bias: bias === undefined ? 0 : 1,
      biasedKeys: dimension(query, 0),
    }),
    source: `${source}; every token is taken to attend to a sequence of the padded length, the most there can be`,
  },
});

function packed(
  query: RankedTensor,
  value: RankedTensor | undefined,
  tokenOffset: RankedTensor,
  heads: number,
): AttentionSizes {
  const joined = query.shape.length === 2;
  if (!joined && query.shape.length !== 4) {
    throw new NodeError(`query has the shape ${printShape(query.shape)}, should have 2 or 4 axes`);
  }
  const headSize = joined ? perHead(dimension(query, 1), heads) : dimension(query, 3);
  return {
    batch: 1,
    heads,
    keyValueHeads: heads,
    queryLength: dimension(query, 0),
    keyLength: dimension(tokenOffset, 1),
    headSize,
    valueHeadSize: value === undefined ? headSize : perHead(dimension(value, 1), heads),
  };
}
