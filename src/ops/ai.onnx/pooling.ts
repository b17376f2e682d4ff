import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { dynamic, dimsOrInput, float, int, ints, required, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import type { PoolDetail } from '../language/detail.js';
import { NodeError, printShape } from '../language/node-error.js';
import { poolDetail, pooledShape, poolKernel } from '../families/pooling.js';
import { dimension } from '../families/shapes.js';
import { poolAttributes, spread, windowAttributes, windowOf } from '../families/window.js';

/** The greatest of each window, with its place in the input where a second output asks for it. */
export const maxPool = defineOp({
  type: 'MaxPool',
  since: 1,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__MaxPool.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X', Indices: 'int64' },
  attributes: poolAttributes,
  infer({ X }, settings) {
    const shape = pooledShape(X, settings);
    return [shape, shape];
  },
  detail: ({ X }, settings) => poolDetail('max', X, settings),
  cost: {
    operations: '(∏k - 1)·∏Y',
    memory: 'stream',
    terms: ({ X }, settings) => ({ k: poolKernel(X, settings) }),
    source: 'comparisons of a whole window, padding included',
  },
});

/** The mean of each window. */
export const averagePool = defineOp({
  type: 'AveragePool',
  since: 1,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__AveragePool.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: poolAttributes,
  infer: ({ X }, settings) => [pooledShape(X, settings)],
  detail: ({ X }, settings) => poolDetail('average', X, settings),
  cost: {
    operations: '∏k·∏Y',
    memory: 'stream',
    terms: ({ X }, settings) => ({ k: poolKernel(X, settings) }),
    source: '∏k − 1 additions and a division a window, padding included',
  },
});

/** The p-norm of each window. */
export const lpPool = defineOp({
  type: 'LpPool',
  since: 1,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__LpPool.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: poolAttributes,
  infer: ({ X }, settings) => [pooledShape(X, settings)],
  detail: ({ X }, settings) => poolDetail('lp', X, settings),
  cost: {
    operations: '3·∏k·∏Y',
    memory: 'stream',
    terms: ({ X }, settings) => ({ k: poolKernel(X, settings) }),
    source: '∏k absolute values, ∏k powers, ∏k − 1 additions and a root a window, padding included',
  },
});

/** Poolings over all spatial axes at once. */
export const globalPools: readonly Operator[] = [
  globalPool('GlobalMaxPool', 'max', '∏X - ∏maps', 'a comparison for every element but one of each map'),
  globalPool('GlobalAveragePool', 'average', '∏X', 'for each map of n elements, n − 1 additions and a division'),
  globalPool(
    'GlobalLpPool',
    'lp',
    '3·∏X',
    'for each map of n elements, n absolute values, n powers, n − 1 additions and a root',
  ),
];

/** The greatest of each cell of a grid laid over regions of interest. */
export const maxRoiPool = defineOp({
  type: 'MaxRoiPool',
  since: 1,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__MaxRoiPool.html',
  inputs: { X: 'activation', rois: 'index' },
  outputs: { Y: 'X' },
  attributes: { pooled_shape: required(ints()), spatial_scale: float(1) },
  infer({ X, rois }, { pooled_shape }) {
    requireRank('X', X, 4);
    requireRank('rois', rois, 2);
    if (pooled_shape.length !== 2) throw new NodeError(`pooled_shape has ${pooled_shape.length} sizes, should have 2`);
    return [[dimension(rois, 0), dimension(X, 1), ...pooled_shape]];
  },
  detail: (_, { pooled_shape }) => ({
    kind: 'pool',
    function: 'roi',
    global: false,
    kernel: pooled_shape,
    strides: [],
  }),
  cost: {
    operations: '(cell - 1)·∏Y',
    memory: 'stream',
    terms: (_inputs, _settings, _outputs, context) => ({ cell: context.fresh('cell') }),
    source: 'comparisons of a whole cell, whose size is data',
  },
});

/** Regions of interest sampled by bilinear interpolation at the points of a grid. */
export const roiAlign = defineOp({
  type: 'RoiAlign',
  since: 10,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__RoiAlign.html',
  inputs: { X: 'activation', rois: 'index', batch_indices: 'index' },
  outputs: { Y: 'X' },
  attributes: {
    mode: text('avg'),
    output_height: int(1),
    output_width: int(1),
    sampling_ratio: int(0),
    spatial_scale: float(1),
  },
  infer({ X, rois, batch_indices }, { output_height, output_width }) {
    requireRank('X', X, 4);
    requireRank('rois', rois, 2);
    requireRank('batch_indices', batch_indices, 1);
    return [[dimension(rois, 0), dimension(X, 1), output_height, output_width]];
  },
  detail: (_, { output_height, output_width }) => ({
    kind: 'pool',
    function: 'roi',
    global: false,
    kernel: [output_height, output_width],
    strides: [],
  }),
  cost: {
    operations: '8·samples·∏Y',
    memory: 'stream',
    // With no ratio a region's size decides how many points are taken.
    terms: (_, { sampling_ratio }, _outputs, context) => ({
      samples: sampling_ratio > 0 ? sampling_ratio ** 2 : context.fresh('samples'),
    }),
    source:
      'at each point 4 products and 3 additions, then one operation to pool it; weights are shared by ' +
      'the channels and not counted',
  },
});

/** Puts each value back where a MaxPool found it. */
export const maxUnpool = defineOp({
  type: 'MaxUnpool',
  since: 9,
  category: 'pooling',
  spec: 'https://onnx.ai/onnx/operators/onnx__MaxUnpool.html',
  inputs: { X: 'activation', I: 'index', output_shape: 'config?' },
  outputs: { output: 'X' },
  attributes: {
    kernel_shape: windowAttributes.kernel_shape,
    strides: windowAttributes.strides,
    pads: windowAttributes.pads,
    sizes: dimsOrInput({ input: 'output_shape' }),
  },
  infer({ X }, { sizes, ...settings }, context) {
    if (X.shape.length < 3) {
      throw new NodeError(`X needs batch, channels and a spatial axis, not ${printShape(X.shape)}`);
    }
    if (sizes === dynamic) return [X.shape.map((_, axis) => context.fresh(`axis_${axis}`))];
    if (sizes !== undefined) {
      if (sizes.length !== X.shape.length) {
        throw new NodeError(`output_shape has ${sizes.length} sizes, X the rank ${X.shape.length}`);
      }
      return [sizes.map((size, axis) => size ?? context.fresh(`axis_${axis}`))];
    }
    const kernel = poolKernel(X, settings);
    const window = windowOf({ ...settings, auto_pad: 'NOTSET', dilations: undefined }, kernel);
    return [[dimension(X, 0), dimension(X, 1), ...spread(X.shape.slice(2), window, undefined, undefined)]];
  },
  detail: () => ({ kind: 'movement', function: 'maxunpool' }),
  cost: { operations: '0', memory: 'stream', source: 'moves data only' },
});

function globalPool(type: string, what: PoolDetail['function'], operations: string, source: string): Operator {
  return defineOp({
    type,
    since: 1,
    category: 'pooling',
    spec: `https://onnx.ai/onnx/operators/onnx__${type}.html`,
    inputs: { X: 'activation' },
    outputs: { Y: 'X' },
    infer({ X }) {
      if (X.shape.length < 2) {
        throw new NodeError(`a pooling's input needs batch and channels, not ${printShape(X.shape)}`);
      }
      return [X.shape.map((dim, axis): Dim => (axis < 2 ? dim : 1))];
    },
    detail: ({ X }) => ({ kind: 'pool', function: what, global: true, kernel: X.shape.slice(2), strides: [] }),
    cost: {
      operations,
      memory: 'stream',
      // A map without elements is compared with nothing.
      terms: ({ X }) => ({ maps: X.shape.includes(0) ? 0 : X.shape.slice(0, 2) }),
      source,
    },
  });
}

function requireRank(name: string, { shape }: RankedTensor, rank: number): void {
  if (shape.length !== rank) {
    throw new NodeError(`${name} has the shape ${printShape(shape)}, should have ${rank} axes`);
  }
}
