import { describe, expect, it } from 'vitest';
import {
  batchNormalization,
  batchNormalization14,
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  lpNormalization,
  lrn,
  meanVarianceNormalization,
  rmsNormalization,
} from '../../../src/ops/ai.onnx/normalization.js';
import { f32, tensor, testOp, unranked } from '../../testers/test-op.js';

const channels = (count: number): ReturnType<typeof f32> => f32(count);

testOp(batchNormalization, [
  {
    name: 'inference: a product and an addition an element',
    opset: 9,
    inputs: { X: f32(2, 8, 5, 6), scale: channels(8), B: channels(8), mean: channels(8), var: channels(8) },
    outputs: [f32(2, 8, 5, 6)],
    multiplyAdds: 0,
    flops: 2 * 2 * 8 * 30 + 5 * 8,
    detail: { kind: 'normalization', function: 'batch', affine: true },
  },
  {
    name: 'training shows in the outputs',
    opset: 7,
    inputs: { X: f32(2, 8, 5, 6), scale: channels(8), B: channels(8), mean: channels(8), var: channels(8) },
    outputs: [f32(2, 8, 5, 6), channels(8), channels(8), channels(8), channels(8)],
    flops: 6 * 2 * 8 * 30 + 9 * 8,
  },
  {
    name: 'a scale for every place of a map',
    opset: 7,
    inputs: { X: f32(2, 8, 5), scale: f32(8, 5), B: f32(8, 5), mean: f32(8, 5), var: f32(8, 5) },
    attributes: { spatial: 0 },
    outputs: [f32(2, 8, 5)],
  },
]);

testOp(batchNormalization14, [
  {
    name: 'inference',
    inputs: {
      X: tensor('float16', 2, 8),
      scale: channels(8),
      B: channels(8),
      input_mean: channels(8),
      input_var: channels(8),
    },
    outputs: [tensor('float16', 2, 8)],
    flops: 2 * 16 + 5 * 8,
  },
  {
    name: 'training gives the running statistics in their own type',
    opset: 15,
    inputs: {
      X: tensor('float16', 2, 8, 5),
      scale: channels(8),
      B: channels(8),
      input_mean: f32(8),
      input_var: f32(8),
    },
    attributes: { training_mode: 1 },
    outputs: [tensor('float16', 2, 8, 5), f32(8), f32(8)],
    flops: 6 * 80 + 9 * 8,
  },
]);

testOp(instanceNormalization, [
  {
    name: 'each map by itself',
    inputs: { input: f32(2, 8, 5, 6), scale: channels(8), B: channels(8) },
    outputs: [f32(2, 8, 5, 6)],
    flops: 7 * 2 * 8 * 30 + 3 * 16,
  },
]);

testOp(layerNormalization, [
  {
    name: 'the last axis',
    inputs: { X: f32(2, 7, 16), Scale: f32(16), B: f32(16) },
    outputs: [f32(2, 7, 16), f32(2, 7, 1), f32(2, 7, 1)],
    flops: 7 * 2 * 7 * 16 + 3 * 14,
    detail: { function: 'layer' },
  },
  {
    name: 'several axes, no bias; statistics of the type they are stashed in',
    inputs: { X: tensor('float16', 2, 7, 16), Scale: tensor('float16', 7, 16) },
    attributes: { axis: -2 },
    outputs: [tensor('float16', 2, 7, 16), f32(2, 1, 1), f32(2, 1, 1)],
    flops: 6 * 2 * 7 * 16 + 3 * 2,
  },
]);

testOp(groupNormalization, [
  {
    name: 'a scale a group',
    inputs: { X: f32(2, 8, 5), scale: f32(4), bias: f32(4) },
    attributes: { num_groups: 4 },
    outputs: [f32(2, 8, 5)],
    flops: 7 * 80 + 3 * 8,
    pin: [8],
  },
  {
    name: 'a scale a channel',
    opset: 21,
    inputs: { X: f32(2, 8, 5), scale: f32(8), bias: f32(8) },
    attributes: { num_groups: 4 },
    outputs: [f32(2, 8, 5)],
    flops: 7 * 80 + 3 * 8,
  },
]);

testOp(rmsNormalization, [
  {
    name: 'no centring; the type of the scale',
    inputs: { X: tensor('float16', 2, 7, 16), scale: f32(16) },
    outputs: [f32(2, 7, 16)],
    flops: 4 * 2 * 7 * 16 + 2 * 14,
  },
]);

testOp(lrn, [
  {
    name: 'five neighbours',
    inputs: { X: f32(1, 96, 55, 55) },
    attributes: { size: 5 },
    outputs: [f32(1, 96, 55, 55)],
    flops: (1 + 4 + 1 + 1 + 1 + 1) * 96 * 55 * 55,
  },
]);

testOp(lpNormalization, [
  { name: 'squares and a root', inputs: { input: f32(3, 8) }, outputs: [f32(3, 8)], flops: 3 * (8 + 7 + 1 + 8) },
  {
    name: 'magnitudes',
    inputs: { input: f32(3, 8) },
    attributes: { p: 1, axis: 0 },
    outputs: [f32(3, 8)],
    flops: 8 * (3 + 2 + 3),
  },
]);

testOp(meanVarianceNormalization, [
  {
    name: 'every axis but the channels',
    opset: 9,
    inputs: { X: f32(2, 8, 5, 6) },
    outputs: [f32(2, 8, 5, 6)],
    flops: 5 * 480 + 4 * 8,
  },
  {
    name: 'axes told',
    opset: 13,
    inputs: { X: f32(2, 8, 5) },
    attributes: { axes: [-1] },
    outputs: [f32(2, 8, 5)],
    flops: 5 * 80 + 4 * 16,
  },
]);

describe('weights of unknown rank', () => {
  const context = { opset: 21, outputCount: 1, fresh: () => 1, warn: () => undefined };
  const weight = unranked('float32');
  it('leave the output’s shape known', () => {
    expect(
      batchNormalization14.apply([f32(1, 8, 5), weight, weight, weight, weight], new Map(), context).infer(),
    ).toEqual([f32(1, 8, 5)]);
    expect(layerNormalization.apply([f32(1, 8, 5), weight], new Map(), { ...context, outputCount: 2 }).infer()).toEqual(
      [f32(1, 8, 5), f32(1, 8, 1)],
    );
  });
});

describe('normalisation of inputs that do not fit', () => {
  const context = { opset: 21, outputCount: 1, fresh: () => 1, warn: () => undefined };
  it('is refused', () => {
    expect(() =>
      batchNormalization14.apply([f32(1, 8, 5), f32(4), f32(4), f32(4), f32(4)], new Map(), context).infer(),
    ).toThrow(/8 channels.*4/);
    expect(() =>
      layerNormalization.apply([f32(2, 3), f32(3)], new Map([['axis', { kind: 'int', value: 2 }]]), context).infer(),
    ).toThrow(/axis 2/);
    expect(() =>
      groupNormalization
        .apply([f32(1, 8, 5), f32(8), f32(8)], new Map([['num_groups', { kind: 'int', value: 3 }]]), context)
        .infer(),
    ).toThrow(/8 channels.*3 groups/);
    expect(() => lrn.apply([f32(1, 8, 5)], new Map(), context)).toThrow(/size is missing/);
  });
});
