import { expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import { symbol } from '../../../src/dim/index.js';
import {
  blockedConv,
  blockedPools,
  blockedUpsample,
  reorderInput,
  reorderOutput,
} from '../../../src/ops/com.microsoft.nchwc/blocked.js';
import { analyseModel, layerOf, shapeOf } from '../../testers/analyse-model.js';
import { f32, testOp } from '../../testers/test-op.js';

testOp(blockedConv, [
  {
    name: 'over stored channels, with an addend and a ReLU',
    inputs: { X: f32(1, 16, 9, 9), W: f32(32, 16, 3, 3), B: f32(32), Sum: f32(1, 32, 7, 7) },
    attributes: { activation: 'Relu' },
    outputs: [f32(1, 32, 7, 7)],
    multiplyAdds: 32 * 7 * 7 * 16 * 9,
    flops: 2 * 32 * 7 * 7 * 16 * 9 + 3 * 32 * 7 * 7,
    detail: { inputChannels: 16, outputChannels: 32, activation: 'relu' },
    pin: [3],
  },
  {
    name: 'the weight tells how many channels its input has',
    inputs: { X: f32(1, symbol('blocks'), 9, 9), W: f32(32, 24, 1, 1) },
    outputs: [f32(1, 32, 9, 9)],
    multiplyAdds: 32 * 9 * 9 * 24,
    pin: 'all',
  },
]);

testOp(reorderInput, [
  { name: 'whole blocks stay', inputs: { X: f32(2, 32, 5, 7) }, outputs: [f32(2, 32, 5, 7)], flops: 0, pin: [32] },
  {
    name: '28 channels fill 32 in blocks of 8 and of 16, from the last axis',
    inputs: { X: f32(2, 5, 7, 28) },
    attributes: { channels_last: 1 },
    outputs: [f32(2, 32, 5, 7)],
    pin: [28],
  },
  {
    name: '20 channels fill 24 or 32',
    inputs: { X: f32(2, 20, 5, 7) },
    outputs: [f32(2, symbol('fresh_channels'), 5, 7)],
    pin: [20],
  },
]);

testOp(reorderOutput, [
  {
    name: 'leaves padding behind',
    inputs: { X: f32(2, 32, 5, 7) },
    attributes: { channels: 28 },
    outputs: [f32(2, 28, 5, 7)],
    reads: { 0: 2 * 28 * 5 * 7 },
  },
  {
    name: 'into the last axis',
    inputs: { X: f32(2, 32, 5, 7) },
    attributes: { channels: 28, channels_last: 1 },
    outputs: [f32(2, 5, 7, 28)],
  },
]);

testOp(blockedUpsample, [
  {
    name: 'nearest copies',
    inputs: { X: f32(1, 16, 5, 7) },
    attributes: { scales: [1, 1, 2, 3] },
    outputs: [f32(1, 16, 10, 21)],
    flops: 0,
  },
  {
    name: 'linear weighs 4 corners',
    inputs: { X: f32(1, 16, 5, 7) },
    attributes: { scales: [1, 1, 2, 2], mode: 'linear' },
    outputs: [f32(1, 16, 10, 14)],
    flops: 7 * 16 * 10 * 14,
  },
]);

for (const pool of blockedPools) {
  const isGlobal = pool.type.startsWith('Global');
  testOp(pool, [
    {
      name: 'pools each channel',
      inputs: { X: f32(1, 16, 4, 6) },
      attributes: isGlobal ? {} : { kernel_shape: [2, 2], strides: [2, 2] },
      outputs: [isGlobal ? f32(1, 16, 1, 1) : f32(1, 16, 2, 3)],
    },
  ]);
}

it('packs so many channels as the weights of the convolution behind it have', () => {
  // 20 channels fill 24 in blocks of 8, 32 in blocks of 16: the machine that saved the file had blocks of 8.
  const analysis = analyseModel({
    opset: 17,
    domains: { 'com.microsoft.nchwc': 1 },
    inputs: [value('x', 'float32', [1, 20, 9, 9])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, 24, 1, 1])],
    nodes: [
      node('ReorderInput', ['x'], ['blocks'], {}, { domain: 'com.microsoft.nchwc', name: 'reorder' }),
      node('Conv', ['blocks', 'w'], ['y'], {}, { domain: 'com.microsoft.nchwc' }),
    ],
  });
  expect(shapeOf(layerOf(analysis, 'reorder').outputs[0])).toEqual([1, 24, 9, 9]);
});

it('packs at most so many channels as the wider blocks hold where only poolings read them', () => {
  const blocked = { domain: 'com.microsoft.nchwc' };
  const { symbols } = analyseModel({
    opset: 17,
    domains: { 'com.microsoft.nchwc': 1 },
    inputs: [value('x', 'float32', [1, 20, 9, 9])],
    outputs: ['y'],
    nodes: [
      node('ReorderInput', ['x'], ['blocks'], {}, { ...blocked, name: 'reorder' }),
      node('MaxPool', ['blocks'], ['pooled'], { kernel_shape: [2, 2] }, blocked),
      node('ReorderOutput', ['pooled'], ['y'], { channels: 20 }, blocked),
    ],
  });
  expect(symbols).toMatchObject([{ symbol: 'reorder_channels', atMost: 32 }]);
});
