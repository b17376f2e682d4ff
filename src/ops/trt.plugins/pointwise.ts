import { floorDivide, multiply } from '../../dim/index.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { scaledLength } from '../families/scaling.js';
import { inTensorRt, pluginPage } from './domains.js';

/** Negative elements times a slope. */
export const leakyRelu = inTensorRt(
  defineOp({
    type: 'LReLU_TRT',
    since: 1,
    category: 'activation',
    spec: pluginPage('leakyReluPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { negSlope: float(0) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    detail: (_, { negSlope }) => ({ kind: 'elementwise', function: 'leakyrelu', parameters: { alpha: negSlope } }),
    cost: { operations: '2·∏output', memory: 'stream', source: 'a comparison and a product, as LeakyRelu' },
  }),
);

/** Elements kept between two bounds. */
export const clip = inTensorRt(
  defineOp({
    type: 'Clip_TRT',
    since: 1,
    category: 'activation',
    spec: pluginPage('clipPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { clipMin: float(0), clipMax: float(0) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    detail: (_, { clipMin, clipMax }) => ({
      kind: 'elementwise',
      function: 'clip',
      parameters: { min: clipMin, max: clipMax },
    }),
    cost: { operations: '2·∏output', memory: 'stream', source: 'two comparisons, as Clip' },
  }),
);

/** Gelu by the tanh of a cubic, with a bias before it where the node holds one. */
export const gelu = inTensorRt(
  defineOp({
    type: 'CustomGeluPluginDynamic',
    since: 1,
    category: 'activation',
    spec: pluginPage('geluPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { type_id: int(0), has_bias: int(0) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    detail: () => ({ kind: 'elementwise', function: 'gelu' }),
    cost: {
      operations: '(8 + biased)·∏output',
      memory: 'stream',
      terms: (_, { has_bias }) => ({ biased: has_bias === 0 ? 0 : 1 }),
      source: 'the cubic 4, a tanh, a sum, two products, as FastGelu; one more for a bias',
    },
  }),
);

/** Division by the Euclidean length of the channels, or of all elements of an image, and a scale. */
export const normalize = inTensorRt(
  defineOp({
    type: 'Normalize_TRT',
    since: 1,
    category: 'normalization',
    spec: pluginPage('normalizePlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { acrossSpatial: int(0), channelShared: int(0), eps: float(1e-10) },
    infer: ({ input }) => [input.shape],
    detail: () => ({ kind: 'normalization', function: 'lp', affine: true }),
    cost: { operations: '4·∏input', memory: 'stream', source: 'an element: square, sum, quotient, scale' },
  }),
);

/** Blocks of pixels moved into channels. */
export const reorg = inTensorRt(
  defineOp({
    type: 'Reorg_TRT',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('reorgPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { stride: int(1) },
    infer: ({ input }, { stride }) => {
      if (stride < 1) throw new NodeError(`stride is ${stride}`);
      return [
        [
          dimension(input, 0),
          multiply(dimension(input, 1), stride * stride),
          floorDivide(dimension(input, 2), stride),
          floorDivide(dimension(input, 3), stride),
        ],
      ];
    },
    detail: () => ({ kind: 'movement', function: 'reorg' }),
    cost: { operations: '0', memory: 'stream', source: 'moves data' },
  }),
);

/** Pixels repeated by a scale of both sides. */
export const resizeNearest = inTensorRt(
  defineOp({
    type: 'ResizeNearest_TRT',
    since: 1,
    category: 'resize',
    spec: pluginPage('resizeNearestPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { scale: float(1) },
    infer: ({ input }, { scale }, context) => [
      input.shape.map((dim, axis) => (axis < 2 ? dim : (scaledLength(dim, scale) ?? context.fresh(`axis_${axis}`)))),
    ],
    detail: () => ({ kind: 'resize', mode: 'nearest' }),
    cost: { operations: '0', memory: 'stream', source: 'nearest only copies' },
  }),
);
