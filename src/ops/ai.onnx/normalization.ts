import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { dtypeOfCode } from '../../ir/index.js';
import type { DType, RankedTensor, Shape } from '../../ir/index.js';
import { float, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';

const batchAttributes = { epsilon: float(1e-5), momentum: float(0.9) };
const batchInputs = { X: 'activation', scale: 'weight', B: 'weight', mean: 'statistic', var: 'statistic' } as const;
const batchOperations = 'perElement·∏X + perChannel·∏scale';
const batchSource =
  'Ioffe and Szegedy 2015: scale/√(var + ε) and B − mean·that once a channel (5), then a product and ' +
  'an addition an element (2). In training an element has its share in mean and variance, is centred, ' +
  'squared, scaled and shifted (6); a channel has scale/√(var + ε) and two running statistics (3 ' +
  'each: 9)';

function batchTerms(training: boolean): Terms {
  return training ? { perElement: 6, perChannel: 9 } : { perElement: 2, perChannel: 5 };
}

/** Normalisation by stored statistics, or by those of the batch where the node asks for them by its outputs. */
export const batchNormalization = defineOp({
  type: 'BatchNormalization',
  since: 1,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__BatchNormalization.html',
  inputs: batchInputs,
  outputs: { Y: 'X', mean: 'mean', var: 'var', saved_mean: 'mean', saved_var: 'var' },
  attributes: batchAttributes,
  infer({ X, scale, mean, var: variance }) {
    requireChannels(X, scale);
    return [X.shape, mean.shape, variance.shape, mean.shape, variance.shape];
  },
  inferUnranked: ({ X, mean, var: variance }) => [X.shape, mean.shape, variance.shape, mean.shape, variance.shape],
  detail: () => ({ kind: 'normalization', function: 'batch', affine: true }),
  cost: {
    operations: batchOperations,
    memory: 'stream',
    terms: (_inputs, _settings, outputs) => batchTerms(outputs.length > 1),
    source: batchSource,
  },
});

/** Normalisation by stored statistics, or by those of the batch where an attribute asks for them. */
export const batchNormalization14 = defineOp({
  type: 'BatchNormalization',
  since: 14,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__BatchNormalization.html',
  inputs: { X: 'activation', scale: 'weight', B: 'weight', input_mean: 'statistic', input_var: 'statistic' },
  outputs: { Y: 'X', running_mean: 'input_mean', running_var: 'input_var' },
  attributes: { ...batchAttributes, training_mode: int(0) },
  infer({ X, scale, input_mean, input_var }) {
    requireChannels(X, scale);
    return [X.shape, input_mean.shape, input_var.shape];
  },
  inferUnranked: ({ X, input_mean, input_var }) => [X.shape, input_mean.shape, input_var.shape],
  detail: () => ({ kind: 'normalization', function: 'batch', affine: true }),
  cost: {
    operations: batchOperations,
    memory: 'stream',
    terms: (_, { training_mode }) => batchTerms(training_mode !== 0),
    source: batchSource,
  },
});

/** Normalisation of each map of each instance. */
export const instanceNormalization = defineOp({
  type: 'InstanceNormalization',
  since: 1,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html',
  inputs: { input: 'activation', scale: 'weight', B: 'weight' },
  outputs: { output: 'input' },
  attributes: { epsilon: float(1e-5) },
  infer({ input, scale }) {
    if (input.shape.length < 2) throw new NodeError(`input needs batch and channels, not ${printShape(input.shape)}`);
    requireChannels(input, scale);
    return [input.shape];
  },
  inferUnranked: ({ input }) => [input.shape],
  detail: () => ({ kind: 'normalization', function: 'instance', affine: true }),
  cost: {
    operations: '7·∏input + 3·N·C',
    memory: 'stream',
    terms: ({ input }) => ({ N: dimension(input, 0), C: dimension(input, 1) }),
    source: 'an element: mean 1, centring 1, square 1, variance 1, normalising 1, scale 1, shift 1; a map: + ε, √, 1/x',
  },
});

/** Normalisation of the trailing axes. */
export const layerNormalization = defineOp({
  type: 'LayerNormalization',
  since: 17,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__LayerNormalization.html',
  inputs: { X: 'activation', Scale: 'weight', B: 'weight?' },
  outputs: {
    Y: 'X',
    Mean: (_, { stash_type }) => stashedType(stash_type),
    InvStdDev: (_, { stash_type }) => stashedType(stash_type),
  },
  attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
  infer: ({ X }, { axis }) => layerShapes(X.shape, axis),
  inferUnranked: ({ X }, { axis }) => (X.shape === undefined ? [] : layerShapes(X.shape, axis)),
  detail: () => ({ kind: 'normalization', function: 'layer', affine: true }),
  cost: {
    operations: '(6 + shifted)·∏X + 3·∏rows',
    memory: 'stream',
    terms: ({ X, B }, { axis }) => ({
      rows: X.shape.slice(0, frontAxis(axis, X.shape.length)),
      shifted: B === undefined ? 0 : 1,
    }),
    source:
      'an element: mean 1, centring 1, square 1, variance 1, normalising 1, scale 1, shift 1 with B; ' +
      'a row: + ε, √, 1/x',
  },
});

/** Normalisation of groups of channels. */
export const groupNormalization = defineOp({
  type: 'GroupNormalization',
  since: 18,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__GroupNormalization.html',
  inputs: { X: 'activation', scale: 'weight', bias: 'weight' },
  outputs: { Y: 'X' },
  attributes: { epsilon: float(1e-5), num_groups: required(int()), stash_type: int(1) },
  infer({ X, scale, bias }, { num_groups }, context) {
    const channels = dimension(X, 1);
    if (num_groups < 1) throw new NodeError(`num_groups is ${num_groups}`);
    if (isKnown(channels) && BigInt(channels) % BigInt(num_groups) !== 0n) {
      throw new NodeError(`${channels} channels do not fall into ${num_groups} groups`);
    }
    // Up to opset 20 scale and bias have an element a group, later one a channel.
    const [wanted, what] = context.opset < 21 ? [num_groups, 'groups'] : [channels, 'channels'];
    for (const [name, { shape }] of Object.entries({ scale, bias })) {
      const [length] = shape;
      if (length !== undefined && isKnown(length) && isKnown(wanted) && length !== wanted) {
        context.warn(`${name} has ${length} elements for ${wanted} ${what}`);
      }
    }
    return [X.shape];
  },
  inferUnranked: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'group', affine: true }),
  cost: {
    operations: '7·∏X + 3·N·groups',
    memory: 'stream',
    terms: ({ X }, { num_groups }) => ({ N: dimension(X, 0), groups: num_groups }),
    source:
      'an element: mean 1, centring 1, square 1, variance 1, normalising 1, scale 1, shift 1; a group: + ε, √, 1/x',
  },
});

/** Division of the trailing axes by their root mean square. */
export const rmsNormalization = defineOp({
  type: 'RMSNormalization',
  since: 23,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__RMSNormalization.html',
  inputs: { X: 'activation', scale: 'weight' },
  // V in the specification: the type of the scale.
  outputs: { Y: 'scale' },
  attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
  infer({ X }, { axis }) {
    frontAxis(axis, X.shape.length);
    return [X.shape];
  },
  inferUnranked: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'rms', affine: true }),
  cost: {
    operations: '4·∏X + 2·∏rows',
    memory: 'stream',
    terms: ({ X }, { axis }) => ({ rows: X.shape.slice(0, frontAxis(axis, X.shape.length)) }),
    source: 'an element: square 1, mean 1, division 1, scale 1; a row: + ε, √',
  },
});

/** Division of each element by a power of the squares of its neighbours in the channel axis. */
export const lrn = defineOp({
  type: 'LRN',
  since: 1,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__LRN.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { size: required(int()), alpha: float(1e-4), beta: float(0.75), bias: float(1) },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'normalization', function: 'local-response', affine: false }),
  cost: {
    operations: '(size + 4)·∏X',
    memory: 'stream',
    terms: (_, { size }) => ({ size }),
    source: 'an element: its square, size − 1 additions, · α/size, + bias, power, division',
  },
});

/** Division of an axis by its p-norm. */
export const lpNormalization = defineOp({
  type: 'LpNormalization',
  since: 1,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__LpNormalization.html',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { axis: int(-1), p: int(2) },
  infer({ input }, { axis }) {
    frontAxis(axis, input.shape.length);
    return [input.shape];
  },
  detail: () => ({ kind: 'normalization', function: 'lp', affine: false }),
  cost: {
    operations: '3·∏input - rootless·∏rows',
    memory: 'stream',
    terms: ({ input }, { axis, p }) => ({
      rows: input.shape.toSpliced(frontAxis(axis, input.shape.length), 1),
      rootless: p === 1 ? 1 : 0,
    }),
    source: 'for n elements along the axis: n magnitudes or squares, n − 1 additions, a root for p = 2, n divisions',
  },
});

/**
 * Centring and division by the standard deviation over some axes. Opset 1 knows it as experimental, with axes told by
 * `across_channels`.
 */
export const meanVarianceNormalization = defineOp({
  type: 'MeanVarianceNormalization',
  since: 1,
  category: 'normalization',
  spec: 'https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { axes: ints(), across_channels: int(0) },
  infer({ X }, settings) {
    keptAxes(X.shape, settings);
    return [X.shape];
  },
  detail: () => ({ kind: 'normalization', function: 'mean-variance', affine: false }),
  cost: {
    operations: '5·∏X + 4·∏rows',
    memory: 'stream',
    terms: ({ X }, settings) => ({ rows: keptAxes(X.shape, settings) }),
    source:
      'an element: mean 1, square 1, mean of squares 1, centring 1, division 1; a mean: its square, ' +
      'the difference, √, + ε',
  },
});

/** The output's shape and twice that of the statistics. */
function layerShapes(shape: Shape, axis: number): readonly Shape[] {
  const first = frontAxis(axis, shape.length);
  const statistics = shape.map((dim, index): Dim => (index < first ? dim : 1));
  return [shape, statistics, statistics];
}

function keptAxes(
  shape: Shape,
  { axes, across_channels }: { readonly axes: readonly number[] | undefined; readonly across_channels: number },
): Shape {
  const fallback =
    across_channels === 0 ? shape.map((_, axis) => axis).filter((axis) => axis !== 1) : shape.map((_, axis) => axis);
  const reduced = new Set((axes ?? fallback).map((axis) => frontAxis(axis, shape.length)));
  return shape.filter((_, axis) => !reduced.has(axis));
}

/**
 * `spatial` = 0, up to opset 8, gives every place of a map its own scale, so only ranks of 1 are held against the
 * channels.
 */
function requireChannels(input: RankedTensor, scale: RankedTensor): void {
  if (input.shape.length === 0) throw new NodeError('a normalisation by channels takes no scalar');
  const channels = input.shape.length === 1 ? 1 : dimension(input, 1);
  const [given] = scale.shape;
  if (scale.shape.length === 1 && given !== undefined && isKnown(channels) && isKnown(given) && channels !== given) {
    throw new NodeError(`an input of ${channels} channels meets a scale for ${given}`);
  }
}

/** LayerNormalization's `stash_type`: float32, or bfloat16 as the number 16. */
function stashedType(code: number): DType | undefined {
  return dtypeOfCode(code);
}
