import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { layerNormalization, rmsNormalization } from '../ai.onnx/normalization.js';
import { float, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const given = (tensor: unknown): number => (tensor === undefined ? 0 : 1);
const layer =
  'an element: mean 1, centring 1, square 1, variance 1, normalising 1, scale 1, shift 1 where there ' +
  'is one; a row: + ε, √, 1/x';
const rootMeanSquare = 'an element: square 1, mean 1, division 1, scale 1; a row: + ε, √';
const residual = 'the addition of the skipped input and of a bias 1 each';

/**
 * onnxruntime has LayerNormalization in the standard's domain for opsets before 17, too, and its root-mean-square kin
 * under a name of its own.
 */
export const normalizationsBefore17: readonly Operator[] = [
  { ...layerNormalization, since: 1, spec: contribSpec('LayerNormalization') },
  ...['ai.onnx', microsoft].map((domain): Operator => ({
    ...rmsNormalization,
    type: 'SimplifiedLayerNormalization',
    domain,
    since: 1,
    spec: contribSpec('SimplifiedLayerNormalization'),
  })),
];

const skipOutputs = { output: 'input', mean: 'float32', inv_std_var: 'float32', input_skip_bias_sum: 'input' } as const;

function skipShapes({ shape }: RankedTensor): readonly (readonly Dim[])[] {
  const statistics = [...shape.slice(0, -1), 1];
  return [shape, statistics, statistics, shape];
}

function rowsOf(input: RankedTensor): readonly Dim[] {
  if (input.shape.length === 0) throw new NodeError('a normalisation of rows takes no scalar');
  return input.shape.slice(0, -1);
}

/** Layer normalisation of the sum of an input, a skipped one and a bias. */
export const skipLayerNormalization = defineOp({
  type: 'SkipLayerNormalization',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('SkipLayerNormalization'),
  inputs: { input: 'activation', skip: 'activation', gamma: 'weight', beta: 'weight?', bias: 'weight?' },
  outputs: skipOutputs,
  attributes: { epsilon: float(1e-12) },
  infer: ({ input }) => skipShapes(input),
  detail: () => ({ kind: 'normalization', function: 'layer', affine: true, residual: true }),
  cost: {
    operations: '(7 + shifted + biased)·∏input + 3·∏rows',
    memory: 'stream',
    terms: ({ input, beta, bias }) => ({ rows: rowsOf(input), shifted: given(beta), biased: given(bias) }),
    source: `${residual}; ${layer}`,
  },
});

/** Root-mean-square normalisation of the sum of an input, a skipped one and a bias. */
export const skipSimplifiedLayerNormalization = defineOp({
  type: 'SkipSimplifiedLayerNormalization',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('SkipSimplifiedLayerNormalization'),
  inputs: { input: 'activation', skip: 'activation', gamma: 'weight', bias: 'weight?' },
  outputs: skipOutputs,
  attributes: { epsilon: float(1e-12) },
  infer: ({ input }) => skipShapes(input),
  detail: () => ({ kind: 'normalization', function: 'rms', affine: true, residual: true }),
  cost: {
    operations: '(5 + biased)·∏input + 2·∏rows',
    memory: 'stream',
    terms: ({ input, bias }) => ({ rows: rowsOf(input), biased: given(bias) }),
    source: `${residual}; ${rootMeanSquare}`,
  },
});

const groupAttributes = { epsilon: float(1e-5), groups: required(int()), activation: int(0), channels_last: int(1) };

/** Normalisation of groups of channels, which stand in the last axis unless told, possibly with SiLU. */
export const groupNorm = defineOp({
  type: 'GroupNorm',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('GroupNorm'),
  inputs: { X: 'activation', gamma: 'weight', beta: 'weight' },
  outputs: { Y: 'X' },
  attributes: groupAttributes,
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'group', affine: true }),
  cost: {
    operations: '(7 + 5·activation)·∏X + 3·N·groups',
    memory: 'stream',
    terms: ({ X }, { groups, activation }) => ({ N: dimension(X, 0), groups, activation }),
    source: `${layer.replace('a row', 'a group')}; SiLU 5`,
  },
});

/** A normalisation of the sum of an input, a skipped one and a bias. */
export const skipGroupNorm = defineOp({
  type: 'SkipGroupNorm',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('SkipGroupNorm'),
  inputs: { X: 'activation', gamma: 'weight', beta: 'weight', skip: 'activation', bias: 'weight?' },
  outputs: { Y: 'X', S: 'X' },
  attributes: groupAttributes,
  infer: ({ X }) => [X.shape, X.shape],
  detail: () => ({ kind: 'normalization', function: 'group', affine: true, residual: true }),
  cost: {
    operations: '(8 + biased + 5·activation)·∏X + 3·N·groups',
    memory: 'stream',
    terms: ({ X, bias }, { groups, activation }) => ({ N: dimension(X, 0), groups, activation, biased: given(bias) }),
    source: `${residual}; ${layer.replace('a row', 'a group')}; SiLU 5`,
  },
});

/** Root-mean-square normalisation of each run of as many elements as there are scales, times the SiLU of a gate. */
export const gatedRmsNorm = defineOp({
  type: 'GatedRMSNorm',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('GatedRMSNorm'),
  inputs: { X: 'activation', scale: 'weight', gate: 'activation' },
  outputs: { Y: 'X' },
  attributes: { epsilon: float(1e-5) },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'rms', affine: true }),
  cost: {
    operations: '10·∏X + 2·(∏X/∏scale)',
    memory: 'stream',
    source: `${rootMeanSquare}; SiLU of the gate 5 and the product with it`,
  },
});

/** Layer normalisation of 8-bit integers. */
export const qOrderedLayerNormalization = defineOp({
  type: 'QOrderedLayerNormalization',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('QOrderedLayerNormalization'),
  inputs: { X: 'activation', scale_X: 'scale', scale: 'weight', B: 'weight?', scale_Y: 'scale' },
  outputs: { Y: 'X' },
  attributes: { axis: int(-1), epsilon: float(1e-5), order_X: int(1), order_Y: int(1) },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'layer', affine: true }),
  cost: {
    operations: '(6 + shifted)·∏X + 3·∏rows + 5·∏X',
    memory: 'stream',
    terms: ({ X, B }, { axis }) => ({ rows: X.shape.slice(0, frontAxis(axis, X.shape.length)), shifted: given(B) }),
    source: `${layer}; scaled on the way in, scaled, rounded and clamped on the way out (1 + 1 + 1 + 2)`,
  },
});

function idsShape({ shape }: RankedTensor): readonly [Dim, Dim] {
  const [batch, length, ...others] = shape;
  if (batch === undefined || length === undefined || others.length > 0) {
    throw new NodeError(`input_ids have the shape ${printShape(shape)}, should have 2 axes`);
  }
  return [batch, length];
}

const embedded = 'the rows of two or three tables added up; the position of the first 0 of each mask';
/** The rows of the tables that are taken. */
const rowsTaken = { segment_embedding: 'segments·N·S·H' } as const;

/** Words, positions and segments looked up, added and normalised. */
export const embedLayerNormalization = defineOp({
  type: 'EmbedLayerNormalization',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('EmbedLayerNormalization'),
  inputs: {
    input_ids: 'index',
    segment_ids: 'index?',
    word_embedding: 'weight',
    position_embedding: 'weight',
    segment_embedding: 'weight?',
    gamma: 'weight',
    beta: 'weight',
    mask: 'index?',
    position_ids: 'index?',
  },
  outputs: { output: 'word_embedding', mask_index: 'input_ids', embedding_sum: 'word_embedding' },
  attributes: { epsilon: float(1e-12), mask_index_type: int(1) },
  infer({ input_ids, word_embedding }) {
    const [batch, length] = idsShape(input_ids);
    const output = [batch, length, dimension(word_embedding, 1)];
    return [output, [batch], output];
  },
  detail: ({ word_embedding }) => ({
    kind: 'embedding',
    rows: dimension(word_embedding, 0),
    width: dimension(word_embedding, 1),
  }),
  cost: {
    operations: '(1 + segments + 7)·N·S·H + 3·N·S + ∏mask',
    memory: { reads: { word_embedding: 'N·S·H', position_embedding: 'positions·H', ...rowsTaken } },
    terms({ input_ids, segment_ids, word_embedding, position_ids }) {
      const [N, S] = idsShape(input_ids);
      return {
        N,
        S,
        H: dimension(word_embedding, 1),
        segments: given(segment_ids),
        positions: position_ids === undefined ? S : position_ids.shape,
      };
    },
    source: `${embedded}; ${layer}`,
  },
});

/** The embedding's normalisation with 8-bit tables. */
export const qEmbedLayerNormalization = defineOp({
  type: 'QEmbedLayerNormalization',
  domain: microsoft,
  since: 1,
  category: 'normalization',
  spec: contribSpec('QEmbedLayerNormalization'),
  inputs: {
    input_ids: 'index',
    segment_ids: 'index?',
    word_embedding_quant: 'weight',
    position_embedding_quant: 'weight',
    segment_embedding: 'weight?',
    gamma_quant: 'weight',
    beta_quant: 'weight',
    mask: 'index?',
    word_embedding_scale: 'scale',
    position_embedding_scale: 'scale',
    segment_embedding_scale: 'scale?',
    gamma_scale: 'scale',
    beta_scale: 'scale',
    word_embedding_zero_point: 'scale',
    position_embedding_zero_point: 'scale',
    segment_embedding_zero_point: 'scale?',
    gamma_zero_point: 'scale',
    beta_zero_point: 'scale',
  },
  outputs: { layernorm_out: 'float32', mask_index_out: 'input_ids' },
  attributes: { epsilon: float(1e-12) },
  infer({ input_ids, word_embedding_quant }) {
    const [batch, length] = idsShape(input_ids);
    return [[batch, length, dimension(word_embedding_quant, 1)], [batch]];
  },
  detail: ({ word_embedding_quant }) => ({
    kind: 'embedding',
    rows: dimension(word_embedding_quant, 0),
    width: dimension(word_embedding_quant, 1),
  }),
  cost: {
    operations: '(1 + segments + 7 + 2·(2 + segments))·N·S·H + 3·N·S + 4·H + ∏mask',
    memory: { reads: { word_embedding_quant: 'N·S·H', position_embedding_quant: 'S·H', ...rowsTaken } },
    terms({ input_ids, segment_ids, word_embedding_quant }) {
      const [N, S] = idsShape(input_ids);
      return { N, S, H: dimension(word_embedding_quant, 1), segments: given(segment_ids) };
    },
    source: `${embedded}, each less its zero point and times its scale; ${layer}`,
  },
});
