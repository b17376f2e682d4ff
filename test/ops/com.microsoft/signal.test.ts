import { symbol } from '../../../src/dim/index.js';
import {
  cDist,
  complexProducts,
  dynamicTimeWarping,
  inverse,
  irfft,
  rfft,
} from '../../../src/ops/com.microsoft/signal.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// A real transform of n = 16 points: 5·n·log2 n / 2 operations.
testOp(rfft, [
  {
    name: 'one axis',
    inputs: { X: f32(3, 16) },
    attributes: { signal_ndim: 1 },
    outputs: [f32(3, 9, 2)],
    flops: (3 * 5 * 16 * 4) / 2,
    pin: [16],
  },
  {
    name: 'two axes',
    inputs: { X: f32(3, 8, 16) },
    attributes: { signal_ndim: 2 },
    outputs: [f32(3, 8, 9, 2)],
    flops: (3 * 5 * 128 * 7) / 2,
    pin: [8, 16],
  },
]);
testOp(irfft, [
  {
    name: 'back',
    inputs: { X: f32(3, 9, 2) },
    attributes: { signal_ndim: 1 },
    outputs: [f32(3, 16)],
    flops: (3 * 5 * 16 * 4) / 2,
    pin: [9, 2],
  },
]);

for (const operator of complexProducts) {
  testOp(operator, [
    {
      name: '6 operations a number',
      inputs: { A: f32(3, 5, 2), B: f32(5, 2) },
      outputs: [f32(3, 5, 2)],
      flops: 6 * 3 * 5,
      pin: [2],
    },
  ]);
}

testOp(inverse, [
  { name: '2·n³ a matrix', inputs: { X: f32(3, 4, 4) }, outputs: [f32(3, 4, 4)], flops: 3 * 2 * 4 ** 3 },
]);
testOp(cDist, [
  { name: 'squares', inputs: { A: f32(5, 3), B: f32(7, 3) }, outputs: [f32(5, 7)], flops: 3 * 5 * 7 * 3 },
  {
    name: 'roots',
    inputs: { A: f32(5, 3), B: f32(7, 3) },
    attributes: { metric: 'euclidean' },
    outputs: [f32(5, 7)],
    flops: 5 * 7 * (3 * 3 + 1),
  },
]);
testOp(dynamicTimeWarping, [
  {
    name: 'its steps are data',
    inputs: { input: f32(5, 7) },
    outputs: [tensor('int32', 2, symbol('fresh_steps'))],
    flops: 3 * 5 * 7,
  },
]);
