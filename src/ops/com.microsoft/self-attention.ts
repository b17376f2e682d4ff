import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { float, int, intOrInput, ints, required } from '../language/attributes.js';
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
import type { Terms } from '../language/formula.js';
import { NodeError } from '../language/node-error.js';
import { agreed, dimension, printShape } from '../families/shapes.js';
import { cacheLengths, projectionsOf } from './attention-heads.js';
import type { CacheLengths, Projections } from './attention-heads.js';
import { contribSpec, microsoft } from './specification.js';

const multiplyAdds = `N·Tq·I·(Q + K + V) + ${attentionProducts}`;
const operations = `${attentionOperations} + bias·N·Tq·(Q + K + V) + 3·rotary·N·Tq·(Q + K)`;
const projections = 'three projections of the input and their biases';
const source = `${attentionSource}; ${projections}; rotary embedding is two products and an addition an element`;

/** Attention of an input to itself, its projections included; past keys and values may stand before the new ones. */
interface SelfAttention {
  readonly projections: Projections;
  readonly cache: CacheLengths;
  readonly sizes: AttentionSizes;
}

interface Settings {
  readonly num_heads: number;
  readonly past_present_share_buffer?: number;
  readonly filled?: Dim | Dynamic | undefined;
}

function read(
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

function shapesOf({ projections, cache, sizes }: SelfAttention): readonly Shape[] {
  return [
    [sizes.batch, sizes.queryLength, projections.value],
    [2, sizes.batch, sizes.heads, cache.room, sizes.headSize],
  ];
}

/** `causal`, a mask without a tensor, is one more addend. */
function termsOf({ projections, cache, sizes }: SelfAttention, masks: readonly unknown[], causal = 0): Terms {
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

function present(tensors: readonly unknown[]): number {
  return tensors.filter((tensor) => tensor !== undefined).length;
}

/** With one buffer for past and present, what it holds is read and only what is new is written. */
const sharedBuffer = { reads: { past: '2·N·H·filled·D' }, writes: { present: '2·N·H·Tq·D' } } as const;

const attributes = {
  num_heads: required(int()),
  unidirectional: int(0),
  do_rotary: int(0),
  past_present_share_buffer: int(0),
  mask_filter_value: float(),
  scale: float(),
};

/** Self-attention with merged projections, as onnxruntime fuses it from BERT and GPT-2. */
export const attention = defineOp({
  type: 'Attention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('Attention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight?',
    mask_index: 'index?',
    past: 'state?',
    attention_bias: 'activation?',
    past_sequence_length: 'config?',
  },
  outputs: { output: 'input', present: 'input' },
  attributes: {
    ...attributes,
    qkv_hidden_sizes: ints(),
    rotary_embedding_dim: int(0),
    filled: intOrInput({ input: 'past_sequence_length' }),
  },
  infer: ({ input, weights, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context)),
  detail: ({ input, weights, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations,
    source,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms: ({ input, weights, bias, mask_index, past, attention_bias }, settings, _, context) => ({
      ...termsOf(
        read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context),
        [mask_index, attention_bias],
        settings.unidirectional,
      ),
      bias: present([bias]),
      rotary: settings.do_rotary,
    }),
  },
});

/** Self-attention for one token at a time. */
export const decoderMaskedSelfAttention = defineOp({
  type: 'DecoderMaskedSelfAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('DecoderMaskedSelfAttention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight',
    mask_index: 'index?',
    past: 'state',
    attention_bias: 'activation?',
    past_sequence_length: 'config',
    beam_width: 'config?',
    cache_indirection: 'index?',
  },
  outputs: { output: 'input', present: 'input' },
  attributes: { ...attributes, qkv_hidden_sizes: ints(), filled: intOrInput({ input: 'past_sequence_length' }) },
  infer: ({ input, weights, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context)),
  detail: ({ input, weights, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context).sizes, {
      causal: true,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations,
    source,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms: ({ input, weights, past, mask_index, attention_bias }, settings, _, context) => ({
      ...termsOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context), [
        mask_index,
        attention_bias,
      ]),
      bias: 1,
      rotary: settings.do_rotary,
    }),
  },
});

/** Attention whose input and weights are 8-bit integers. */
export const qAttention = defineOp({
  type: 'QAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('QAttention'),
  inputs: {
    input: 'activation',
    weight: 'weight',
    bias: 'weight',
    input_scale: 'scale',
    weight_scale: 'scale',
    mask_index: 'index?',
    input_zero_point: 'scale?',
    weight_zero_point: 'scale?',
    past: 'state?',
  },
  outputs: { output: 'bias', present: 'bias' },
  attributes,
  infer: ({ input, weight, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weight, undefined), past, settings, context)),
  detail: ({ input, weight, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weight, undefined), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations: `${operations} + inputOffset·∏input + weightOffset·∏weight + N·Tq·(Q + K + V)`,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms: ({ input, weight, mask_index, past, input_zero_point, weight_zero_point }, settings, _, context) => ({
      ...termsOf(
        read(input, projectionsOf(weight, undefined), past, settings, context),
        [mask_index],
        settings.unidirectional,
      ),
      bias: 1,
      rotary: settings.do_rotary,
      inputOffset: present([input_zero_point]),
      weightOffset: present([weight_zero_point]),
    }),
    source: `${source}; zero points are subtracted once an element and each projection is scaled`,
  },
});

/** Attention in 8-bit integers laid out for tensor cores, requantised after each product. */
export const qOrderedAttention = defineOp({
  type: 'QOrderedAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('QOrderedAttention'),
  inputs: {
    input: 'activation',
    scale_input: 'scale',
    scale_Q_gemm: 'scale',
    scale_K_gemm: 'scale',
    scale_V_gemm: 'scale',
    Q_weight: 'weight',
    K_weight: 'weight',
    V_weight: 'weight',
    scale_Q_weight: 'scale',
    scale_K_weight: 'scale',
    scale_V_weight: 'scale',
    Q_bias: 'weight',
    K_bias: 'weight',
    V_bias: 'weight',
    scale_QKT_gemm: 'scale?',
    scale_QKT_softmax: 'scale?',
    scale_values_gemm: 'scale',
    mask_index: 'index?',
    past: 'state?',
    attention_bias: 'activation?',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), unidirectional: int(0), qkv_hidden_sizes: ints() },
  infer: ({ input, Q_weight, K_weight, V_weight, past }, settings, context) =>
    shapesOf(read(input, separate(Q_weight, K_weight, V_weight), past, settings, context)).slice(0, 1),
  detail: ({ input, Q_weight, K_weight, V_weight, past }, settings, _, context) =>
    attentionDetail(read(input, separate(Q_weight, K_weight, V_weight), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations: `${operations} + 4·(N·Tq·(Q + K + V) + 2·N·H·Tq·Tk + ∏output)`,
    memory: 'stream',
    terms: ({ input, Q_weight, K_weight, V_weight, past, mask_index, attention_bias }, settings, _, context) => ({
      ...termsOf(
        read(input, separate(Q_weight, K_weight, V_weight), past, settings, context),
        [mask_index, attention_bias],
        settings.unidirectional,
      ),
      bias: 1,
      rotary: 0,
    }),
    source: `${source}; projections, scores, weights and the output are scaled, rounded and clamped (1 + 1 + 2)`,
  },
});

function separate(query: RankedTensor, key: RankedTensor, value: RankedTensor): Projections {
  const inputs = [dimension(query, 0), dimension(key, 0), dimension(value, 0)];
  return {
    input: agreed(inputs) ?? dimension(query, 0),
    query: dimension(query, 1),
    key: dimension(key, 1),
    value: dimension(value, 1),
  };
}

/**
 * Attention over sequences whose padding was taken out: all tokens in one axis, each attending to a sequence of at most
 * the padded length.
 */
export const packedAttention = defineOp({
  type: 'PackedAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('PackedAttention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight',
    token_offset: 'index',
    cumulative_sequence_length: 'index',
    attention_bias: 'activation?',
  },
  outputs: { output: 'input' },
  attributes: { num_heads: required(int()), qkv_hidden_sizes: ints(), scale: float() },
  infer({ input, weights }, { qkv_hidden_sizes }) {
    if (input.shape.length !== 2) {
      throw new NodeError(`input has the shape ${printShape(input.shape)}, should have 2 axes`);
    }
    return [[dimension(input, 0), projectionsOf(weights, qkv_hidden_sizes).value]];
  },
  detail: ({ input, weights, token_offset }, settings) =>
    attentionDetail(
      packed(input, token_offset, projectionsOf(weights, settings.qkv_hidden_sizes), settings.num_heads),
      { projections: true },
    ),
  cost: {
    multiplyAdds,
    operations,
    memory: 'stream',
    terms({ input, weights, token_offset, attention_bias }, { num_heads, qkv_hidden_sizes }) {
      const { input: width, query, key, value } = projectionsOf(weights, qkv_hidden_sizes);
      const sizes = packed(input, token_offset, projectionsOf(weights, qkv_hidden_sizes), num_heads);
      return {
        ...attentionTerms(sizes, { addends: present([attention_bias]) }),
        I: width,
        Q: query,
        K: key,
        V: value,
        bias: 1,
        rotary: 0,
      };
    },
    source: `${source}; every token is taken to attend to a sequence of the padded length, the most there can be`,
  },
});

function packed(
  input: RankedTensor,
  tokenOffset: RankedTensor,
  { query, value }: Projections,
  heads: number,
): AttentionSizes {
  return {
    batch: 1,
    heads,
    keyValueHeads: heads,
    queryLength: dimension(input, 0),
    keyLength: dimension(tokenOffset, 1),
    headSize: perHead(query, heads),
    valueHeadSize: perHead(value, heads),
  };
}
