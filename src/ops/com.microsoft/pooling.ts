import { maxPool } from '../ai.onnx/pooling.js';
import { defineOp } from '../language/define.js';
import { channelsLastTwin, isSet } from '../families/layout.js';
import { NodeError, printShape } from '../language/node-error.js';
import { poolDetail, pooledShape, poolKernel } from '../families/pooling.js';
import { poolAttributes } from '../families/window.js';
import { contribSpec, microsoft } from './specification.js';

/** Maximum pooling with the channels of its maps in the last axis. */
export const nhwcMaxPool = channelsLastTwin(maxPool, {
  type: 'NhwcMaxPool',
  domain: microsoft,
  spec: contribSpec('NhwcMaxPool'),
});

/** Maximum pooling of the places that a mask lets through. */
export const maxpoolWithMask = defineOp({
  type: 'MaxpoolWithMask',
  domain: microsoft,
  since: 1,
  category: 'pooling',
  spec: contribSpec('MaxpoolWithMask'),
  inputs: { X: 'activation', M: 'activation' },
  outputs: { Y: 'X' },
  attributes: poolAttributes,
  infer: ({ X }, settings) => [pooledShape(X, settings)],
  detail: ({ X }, settings) => poolDetail('max', X, settings),
  cost: {
    operations: '(2·∏k - 1)·∏Y',
    memory: 'stream',
    terms: ({ X }, settings) => ({ k: poolKernel(X, settings) }),
    source: 'for each place of a window, padding included, a comparison of its mask and, for all but one, of its value',
  },
});

const requantised =
  'zero points are subtracted once an element, the result is scaled, rounded, offset and clamped (1 + 1 + 1 + 2)';

const averagePool = defineOp({
  type: 'QLinearAveragePool',
  domain: microsoft,
  since: 1,
  category: 'pooling',
  spec: contribSpec('QLinearAveragePool'),
  inputs: { X: 'activation', x_scale: 'scale', x_zero_point: 'scale?', y_scale: 'scale', y_zero_point: 'scale?' },
  outputs: { Y: 'X' },
  attributes: poolAttributes,
  infer: ({ X }, settings) => [pooledShape(X, settings)],
  detail: ({ X }, settings) => poolDetail('average', X, settings),
  cost: {
    operations: '∏X + ∏k·∏Y + 5·∏Y',
    memory: 'stream',
    terms: ({ X }, settings) => ({ k: poolKernel(X, settings) }),
    source: `∏k − 1 additions and a division a window, padding included; ${requantised}`,
  },
});

/** The mean of each window of quantised maps whose channels may stand in the last axis. */
export const qLinearAveragePool = channelsLastTwin(averagePool, { domain: microsoft }, isSet('channels_last'));

const globalAveragePool = defineOp({
  type: 'QLinearGlobalAveragePool',
  domain: microsoft,
  since: 1,
  category: 'pooling',
  spec: contribSpec('QLinearGlobalAveragePool'),
  inputs: { X: 'activation', x_scale: 'scale', x_zero_point: 'scale', y_scale: 'scale', y_zero_point: 'scale' },
  outputs: { Y: 'X' },
  infer({ X }) {
    if (X.shape.length < 2) {
      throw new NodeError(`a pooling's input needs batch and channels, not ${printShape(X.shape)}`);
    }
    return [X.shape.map((dim, axis) => (axis < 2 ? dim : 1))];
  },
  detail: ({ X }) => ({ kind: 'pool', function: 'average', global: true, kernel: X.shape.slice(2), strides: [] }),
  cost: {
    operations: '2·∏X + 5·∏Y',
    memory: 'stream',
    source: `for each map of n elements, n − 1 additions and a division; ${requantised}`,
  },
});

/** The mean of each quantised map; channels may stand in the last axis. */
export const qLinearGlobalAveragePool = channelsLastTwin(
  globalAveragePool,
  { domain: microsoft },
  isSet('channels_last'),
);
