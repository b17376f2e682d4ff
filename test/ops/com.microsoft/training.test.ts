import {
  broadcastGradientArgs,
  crossEntropies,
  crossEntropyGradients,
  gatherElementsGrad,
  gatherGrad,
  gatherNDGrad,
  inPlaceAccumulator,
  inPlaceAccumulatorV2,
  passThroughs,
  reduceSumTraining,
  sliceGrad,
} from '../../../src/ops/com.microsoft/training.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

testOp(gatherGrad, [
  {
    name: 'a table of the shape that is told',
    inputs: { shape: known('int64', 100, 16), indices: i64(2, 5), dY: f32(2, 5, 16) },
    outputs: [f32(100, 16)],
    flops: 2 * 5 * 16,
    pin: 'all',
  },
  {
    name: 'a shape that is data',
    inputs: { shape: i64(2), indices: i64(2, 5), dY: f32(2, 5, 16) },
    outputs: [undefined],
  },
]);
testOp(gatherNDGrad, [
  {
    name: 'a tensor of the shape that is told',
    inputs: { shape: known('int64', 7, 16), indices: i64(3, 1), update: f32(3, 16) },
    outputs: [f32(7, 16)],
    flops: 3 * 16,
    pin: 'all',
  },
]);
testOp(gatherElementsGrad, [
  {
    name: 'a tensor of the shape that is told',
    inputs: { dY: f32(3, 4), shape: known('int64', 7, 4), indices: i64(3, 4) },
    outputs: [f32(7, 4)],
    flops: 3 * 4,
    pin: 'all',
  },
]);
testOp(sliceGrad, [
  {
    name: 'moves',
    inputs: { dY: f32(3, 4), shape: known('int64', 7, 4), starts: i64(1), ends: i64(1) },
    outputs: [f32(7, 4)],
    flops: 0,
    pin: 'all',
  },
]);

for (const operator of crossEntropies) {
  testOp(operator, [
    {
      name: 'one loss, and the logarithms of all probabilities',
      inputs: { scores: f32(6, 10), labels: i64(6) },
      outputs: [f32(), f32(6, 10)],
      flops: 5 * 6 * 10 + 6,
    },
  ]);
}
for (const operator of crossEntropyGradients) {
  testOp(operator, [
    {
      name: 'of the scores',
      inputs: { dY: f32(), log_prob: f32(6, 10), label: i64(6) },
      outputs: [f32(6, 10)],
      flops: 3 * 6 * 10,
    },
  ]);
}

testOp(reduceSumTraining, [
  {
    name: 'over the axes that are told',
    inputs: { data: f32(6, 10, 4), axes: known('int64', 0, 2) },
    attributes: { keepdims: 0 },
    outputs: [f32(10)],
    flops: 6 * 10 * 4 - 10,
  },
  {
    name: 'keeping them as 1',
    inputs: { data: f32(6, 10), axes: known('int64', -1) },
    outputs: [f32(6, 1)],
    flops: 6 * 10 - 6,
  },
]);

passThroughs.forEach((operator) => {
  testOp(operator, [
    {
      name: 'the shape of its input',
      inputs: { input: f32(6, 10) },
      outputs: [f32(6, 10)],
      flops: operator.type === 'Scale' ? 6 * 10 : 0,
    },
  ]);
});

testOp(inPlaceAccumulator, [
  { name: 'an addition', inputs: { old_sum: f32(6, 10), value: f32(6, 10) }, outputs: [f32(6, 10)], flops: 6 * 10 },
]);
testOp(inPlaceAccumulatorV2, [
  {
    name: 'an addition, and that it was done',
    inputs: { accumulation_buffer: f32(6, 10), gradient: f32(6, 10) },
    outputs: [tensor('bool', 1), f32(6, 10)],
    flops: 6 * 10,
  },
]);

testOp(broadcastGradientArgs, [
  {
    name: 'the axes that were stretched',
    inputs: { a_shape: known('int64', 5, 1, 4), b_shape: known('int64', 3, 1) },
    outputs: [known('int64', 1), known('int64', 2, 0)],
  },
]);
