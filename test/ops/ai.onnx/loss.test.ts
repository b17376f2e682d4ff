import { describe, expect, it } from 'vitest';
import { negativeLogLikelihoodLoss, softmaxCrossEntropyLoss } from '../../../src/ops/ai.onnx/loss.js';
import { f32, i64, testOp } from '../../testers/test-op.js';

// 3 samples of 5 classes at 2×7 places
const labels = 3 * 2 * 7;
const logSoftmax = labels * (4 + 5 + 5 + 4 + 1 + 5);

testOp(negativeLogLikelihoodLoss, [
  {
    name: 'mean',
    inputs: { input: f32(3, 5, 2, 7), target: i64(3, 2, 7) },
    outputs: [f32()],
    flops: labels + (labels - 1) + 1,
    reads: { 0: labels },
  },
  {
    name: 'weighted mean, which sums the weights, too',
    inputs: { input: f32(3, 5, 2, 7), target: i64(3, 2, 7), weight: f32(5) },
    outputs: [f32()],
    flops: 2 * labels + 2 * (labels - 1) + 1,
  },
  {
    name: 'sum',
    inputs: { input: f32(3, 5), target: i64(3) },
    attributes: { reduction: 'sum' },
    outputs: [f32()],
    flops: 3 + 2,
  },
  {
    name: 'a class to ignore is compared with',
    inputs: { input: f32(3, 5), target: i64(3) },
    attributes: { reduction: 'none', ignore_index: -1 },
    outputs: [f32(3)],
    flops: 3 + 3,
  },
  {
    name: 'no reduction',
    inputs: { input: f32(3, 5, 2, 7), target: i64(3, 2, 7) },
    attributes: { reduction: 'none' },
    outputs: [f32(3, 2, 7)],
    flops: labels,
  },
]);

testOp(softmaxCrossEntropyLoss, [
  {
    name: 'mean, with the logarithms',
    inputs: { scores: f32(3, 5, 2, 7), labels: i64(3, 2, 7) },
    outputs: [f32(), f32(3, 5, 2, 7)],
    flops: logSoftmax + labels + (labels - 1) + 1,
  },
  {
    name: 'no reduction, weights',
    inputs: { scores: f32(3, 5, 2, 7), labels: i64(3, 2, 7), weights: f32(5) },
    attributes: { reduction: 'none' },
    outputs: [f32(3, 2, 7)],
    flops: logSoftmax + 2 * labels,
  },
]);

describe('losses of labels that do not fit', () => {
  const context = { opset: 13, outputCount: 1, fresh: () => 1, warn: () => undefined };
  it('are refused', () => {
    expect(() => softmaxCrossEntropyLoss.apply([f32(3, 5), i64(3, 5)], new Map(), context).infer()).toThrow(
      /do not fit labels/,
    );
    expect(() =>
      negativeLogLikelihoodLoss
        .apply([f32(3, 5), i64(3)], new Map([['reduction', { kind: 'string', value: 'max' }]]), context)
        .infer(),
    ).toThrow(/reduction is max/);
  });
});
