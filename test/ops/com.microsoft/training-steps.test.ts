import { symbol } from '../../../src/dim/index.js';
import {
  concatTraining,
  divGrad,
  finiteness,
  poolGradients,
  reduceAllL2,
  scaledSum,
  sgdOptimizer,
  splitTraining,
} from '../../../src/ops/com.microsoft/training-steps.js';
import { bool, f32, i64, known, testOp } from '../../testers/test-op.js';

for (const operator of poolGradients) {
  testOp(operator, [
    {
      name: 'the batch and channels of its gradient; what a stride leaves open is a symbol',
      inputs: { dY: f32(2, 8, 4, 4) },
      attributes: { kernel_shape: [2, 3], strides: [2, 2] },
      outputs: [f32(2, 8, symbol('fresh_axis_2'), symbol('fresh_axis_3'))],
      flops: (operator.type === 'MaxPoolGrad' ? 1 : 6) * 2 * 8 * 16,
    },
  ]);
}
testOp(concatTraining, [
  {
    name: 'one after the other, and how long each is',
    inputs: { inputs: [f32(2, 3), f32(2, 5)] },
    attributes: { axis: 1 },
    outputs: [f32(2, 8), i64(2)],
    pin: [2],
  },
]);
testOp(splitTraining, [
  {
    name: 'parts of given lengths',
    inputs: { input: f32(2, 8), split: known('int64', 3, 5) },
    attributes: { axis: 1 },
    outputs: [f32(2, 3), f32(2, 5)],
    pin: [3, 5],
  },
]);
testOp(divGrad, [
  {
    name: 'each of the shape of its operand',
    inputs: { dY: f32(2, 8), A: f32(2, 8), B: f32(8) },
    outputs: [f32(2, 8), f32(8)],
    flops: 4 * 16,
  },
]);
testOp(scaledSum, [
  {
    name: 'three products and two additions',
    inputs: { input_0: f32(2, 8), input_1: f32(2, 8), input_2: f32(2, 8) },
    outputs: [f32(2, 8)],
    flops: 5 * 16,
  },
]);
testOp(finiteness, [{ name: 'a truth an element', inputs: { X: f32(2, 8) }, outputs: [bool(2, 8)], flops: 16 }]);
testOp(reduceAllL2, [{ name: 'one number', inputs: { X: [f32(2, 8), f32(3)] }, outputs: [f32()], flops: 2 * 19 }]);
testOp(sgdOptimizer, [
  {
    name: 'a product and a difference a weight',
    inputs: { ETA: f32(1), W: f32(8, 4), G: f32(8, 4) },
    outputs: [f32(8, 4), f32(8, 4)],
    flops: 2 * 32,
  },
]);
