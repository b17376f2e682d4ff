import type { RankedTensor } from '../../ir/index.js';
import { float, int, required } from '../language/attributes.js';
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
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

/** DeBERTa's sum of three scores, two of which are looked up by distance. */
export const disentangledAttention = inTensorRt(
  defineOp({
    type: 'DisentangledAttention_TRT',
    since: 1,
    category: 'attention',
    spec: pluginPage('disentangledAttentionPlugin'),
    inputs: { c2c_attention: 'activation', c2p_attention: 'activation', p2c_attention: 'activation' },
    outputs: { disentangled_attention: 'c2c_attention' },
    attributes: { span: int(0), factor: float(1) },
    infer: ({ c2c_attention }) => [c2c_attention.shape],
    cost: { operations: '3·∏disentangled_attention', memory: 'stream', source: 'two additions and a product' },
  }),
);

/** Self-attention over queries, keys and values packed in `[S, B, 3·E, 1, 1]`. */
export const qkvToContext = inTensorRt(
  defineOp({
    type: 'CustomQKVToContextPluginDynamic',
    since: 1,
    category: 'attention',
    spec: pluginPage('bertQKVToContextPlugin'),
    inputs: { input: 'activation', input_mask: 'index?', cu_seqlens: 'index?', max_seqlen: 'index?' },
    outputs: { output: 'input' },
    attributes: {
      type_id: int(0),
      hidden_size: required(int()),
      num_heads: required(int()),
      has_mask: int(0),
      dq_probs: float(1 / 127),
      var_seqlen: int(0),
      use_int8_scale_max: int(1),
    },
    infer: ({ input }, { hidden_size }) => [input.shape.with(packedAxis(input), hidden_size)],
    detail: ({ input }, settings) => attentionDetail(packedSizes(input, settings), {}),
    cost: {
      multiplyAdds: attentionProducts,
      operations: attentionOperations,
      memory: 'stream',
      terms: ({ input, input_mask }, settings) =>
        attentionTerms(packedSizes(input, settings), { addends: input_mask === undefined ? 0 : 1 }),
      source: attentionSource,
    },
  }),
);

function packedAxis({ shape }: RankedTensor): number {
  if (shape.length < 3) throw new NodeError(`input has the shape ${printShape(shape)}, should have 3 axes or more`);
  return 2;
}

function packedSizes(
  input: RankedTensor,
  { hidden_size, num_heads }: { readonly hidden_size: number; readonly num_heads: number },
): AttentionSizes {
  packedAxis(input);
  const length = dimension(input, 0);
  const headSize = perHead(hidden_size, num_heads);
  return {
    batch: dimension(input, 1),
    heads: num_heads,
    keyValueHeads: num_heads,
    queryLength: length,
    keyLength: length,
    headSize,
    valueHeadSize: headSize,
  };
}

/**
 * Stable Diffusion's attention over packed `[N, T, H, 3, D]`, or queries `[N, T, H, D]` over packed keys and values
 * `[N, Tk, H, 2, D]`.
 */
export const flashAttention = ['fMHA_V2', 'fMHCA'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'attention',
      spec: pluginPage('multiHeadFlashAttentionPlugin'),
      inputs: { qkv: 'activation', kv: 'activation?' },
      outputs: { output: 'qkv' },
      infer({ qkv, kv }) {
        const { batch, queryLength, heads, headSize } = separateSizes(qkv, kv);
        return [[batch, queryLength, heads, headSize]];
      },
      detail: ({ qkv, kv }) => attentionDetail(separateSizes(qkv, kv), {}),
      cost: {
        multiplyAdds: attentionProducts,
        operations: attentionOperations,
        memory: 'stream',
        terms: ({ qkv, kv }) => attentionTerms(separateSizes(qkv, kv), {}),
        source: attentionSource,
      },
    }),
  ),
);

function separateSizes(query: RankedTensor, packed: RankedTensor | undefined): AttentionSizes {
  const heads = dimension(query, 2);
  const headSize = dimension(query, query.shape.length - 1);
  const queryLength = dimension(query, 1);
  const keyLength = packed === undefined ? queryLength : dimension(packed, 1);
  return {
    batch: dimension(query, 0),
    heads,
    keyValueHeads: heads,
    queryLength,
    keyLength,
    headSize,
    valueHeadSize: headSize,
  };
}

/** Deformable attention: each query takes points of every level's map, interpolates and weighs them. */
export const deformableAttention = ['MultiscaleDeformableAttnPlugin_TRT', 'MMCVMultiScaleDeformableAttention'].flatMap(
  (type) =>
    inTensorRt(
      defineOp({
        type,
        since: 1,
        category: 'attention',
        spec: pluginPage('multiscaleDeformableAttnPlugin'),
        inputs: {
          value: 'activation',
          spatial_shapes: 'config',
          level_start_index: 'config',
          sampling_locations: 'activation',
          attention_weights: 'activation',
        },
        outputs: { output: 'value' },
        infer({ value, attention_weights }) {
          if (value.shape.length !== 4 || attention_weights.shape.length !== 5) {
            throw new NodeError(
              `value and weights have ${value.shape.length} and ${attention_weights.shape.length} ` +
                'axes, should have 4 and 5',
            );
          }
          const [batch, , heads, size] = value.shape;
          return [
            batch === undefined || heads === undefined || size === undefined
              ? undefined
              : [batch, dimension(attention_weights, 1), heads, size],
          ];
        },
        cost: {
          multiplyAdds: '∏attention_weights·D',
          operations: '7·∏attention_weights·D + 4·∏attention_weights',
          memory: { reads: { value: 'min(∏value, 4·∏attention_weights·D)' } },
          terms: ({ value }) => ({ D: dimension(value, 3) }),
          source:
            'Zhu et al. 2021, equation 3: a product with its weight an element of each point, which ' +
            'is interpolated of 4 corners (4 + 3); a place has 2 coordinates, scaled and shifted',
        },
      }),
    ),
);
