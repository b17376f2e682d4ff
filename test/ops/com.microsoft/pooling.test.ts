import {
  maxpoolWithMask,
  nhwcMaxPool,
  qLinearAveragePool,
  qLinearGlobalAveragePool,
} from '../../../src/ops/com.microsoft/pooling.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

const kernel = { kernel_shape: [2, 2], strides: [2, 2] } as const;

testOp(nhwcMaxPool, [
  {
    name: 'k − 1 comparisons a window',
    inputs: { X: tensor('int8', 1, 8, 10, 3) },
    attributes: kernel,
    outputs: [tensor('int8', 1, 4, 5, 3)],
    flops: 3 * 4 * 5 * 3,
  },
]);

testOp(maxpoolWithMask, [
  {
    name: 'k masks and k − 1 values a window',
    inputs: { X: f32(1, 3, 8, 10), M: tensor('int32', 1, 3, 8, 10) },
    attributes: kernel,
    outputs: [f32(1, 3, 4, 5)],
    flops: (4 + 3) * 3 * 4 * 5,
  },
]);

const scales = { x_scale: f32(), x_zero_point: tensor('uint8'), y_scale: f32(), y_zero_point: tensor('uint8') };

testOp(qLinearAveragePool, [
  {
    name: 'channels first',
    inputs: { X: tensor('uint8', 1, 3, 8, 10), ...scales },
    attributes: kernel,
    outputs: [tensor('uint8', 1, 3, 4, 5)],
    flops: 3 * 8 * 10 + (4 + 5) * 3 * 4 * 5,
  },
  {
    name: 'channels last',
    inputs: { X: tensor('uint8', 1, 8, 10, 3), ...scales },
    attributes: { ...kernel, channels_last: 1 },
    outputs: [tensor('uint8', 1, 4, 5, 3)],
  },
]);

testOp(qLinearGlobalAveragePool, [
  {
    name: 'channels first',
    inputs: { X: tensor('uint8', 2, 3, 8, 10), ...scales },
    outputs: [tensor('uint8', 2, 3, 1, 1)],
    flops: 2 * 2 * 3 * 8 * 10 + 5 * 2 * 3,
  },
  {
    name: 'channels last',
    inputs: { X: tensor('uint8', 2, 8, 10, 3), ...scales },
    attributes: { channels_last: 1 },
    outputs: [tensor('uint8', 2, 1, 1, 3)],
  },
]);
