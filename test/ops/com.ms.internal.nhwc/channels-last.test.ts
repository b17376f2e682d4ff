import { describe, expect, it } from 'vitest';
import { channelsLastOperators, channelsLastResizes } from '../../../src/ops/com.ms.internal.nhwc/channels-last.js';
import type { Operator } from '../../../src/ops/language/define.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

function named(type: string): Operator {
  const operator = channelsLastOperators.find((candidate) => candidate.type === type);
  if (operator === undefined) throw new Error(`no ${type}`);
  return operator;
}

// As Conv over [N, C, H, W], the maps being [N, H, W, C]: N·Cout·∏out·Cin/g·∏k multiply-adds; sigmoid costs 4 an
// element.
testOp(named('Conv'), [
  {
    name: 'weights keep their layout, the maps do not; a fused sigmoid',
    inputs: { X: f32(2, 9, 11, 6), W: f32(8, 3, 3, 3), B: f32(8) },
    attributes: { group: 2, pads: [1, 1, 1, 1], activation: 'Sigmoid' },
    outputs: [f32(2, 9, 11, 8)],
    multiplyAdds: 2 * 8 * 9 * 11 * 3 * 9,
    flops: 2 * 2 * 8 * 9 * 11 * 3 * 9 + (1 + 4) * 2 * 8 * 9 * 11,
    detail: { kind: 'convolution', inputChannels: 6, outputChannels: 8, outputSpatial: [9, 11], activation: 'sigmoid' },
    pin: [3],
  },
]);

testOp(named('ConvTranspose'), [
  {
    name: 'twice the size',
    inputs: { X: f32(1, 4, 5, 6), W: f32(6, 7, 2, 2) },
    attributes: { strides: [2, 2] },
    outputs: [f32(1, 8, 10, 7)],
    multiplyAdds: 6 * 4 * 5 * 7 * 4,
    pin: [2],
  },
]);

testOp(named('MaxPool'), [
  {
    name: 'halves the middle axes',
    inputs: { X: f32(1, 8, 10, 3) },
    attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    outputs: [f32(1, 4, 5, 3)],
    flops: 3 * 4 * 5 * 3,
  },
]);

testOp(named('GlobalAveragePool'), [
  {
    name: 'keeps batch and channels',
    inputs: { X: f32(2, 8, 10, 3) },
    outputs: [f32(2, 1, 1, 3)],
    flops: 2 * 8 * 10 * 3,
  },
]);

testOp(named('BatchNormalization'), [
  {
    name: 'scales by the last axis',
    opset: 9,
    inputs: { X: f32(2, 8, 10, 3), scale: f32(3), B: f32(3), mean: f32(3), var: f32(3) },
    attributes: { activation: 'Relu' },
    outputs: [f32(2, 8, 10, 3)],
    flops: (2 + 1) * 2 * 8 * 10 * 3 + 5 * 3,
  },
]);

testOp(named('SpaceToDepth'), [
  {
    name: 'moves blocks into the last axis',
    inputs: { input: f32(1, 8, 10, 3) },
    attributes: { blocksize: 2 },
    outputs: [f32(1, 4, 5, 12)],
    flops: 0,
    pin: 'all',
  },
]);

testOp(named('GridSample'), [
  {
    name: 'takes the places of its grid',
    opset: 16,
    inputs: { X: f32(2, 8, 10, 3), grid: f32(2, 4, 5, 2) },
    outputs: [f32(2, 4, 5, 3)],
    pin: [2],
  },
]);

const scalar = f32();
testOp(named('QLinearAveragePool'), [
  {
    name: 'requantises',
    inputs: {
      X: tensor('uint8', 1, 8, 10, 3),
      x_scale: scalar,
      x_zero_point: tensor('uint8'),
      y_scale: scalar,
      y_zero_point: tensor('uint8'),
    },
    attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    outputs: [tensor('uint8', 1, 4, 5, 3)],
    flops: 8 * 10 * 3 + (4 + 5) * 4 * 5 * 3,
  },
]);

describe('com.ms.internal.nhwc', () => {
  it('has what onnxruntime lays out', () => {
    expect(channelsLastOperators.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'AveragePool',
        'DepthToSpace',
        'GlobalLpPool',
        'GlobalMaxPool',
        'InstanceNormalization',
        'LRN',
        'LpPool',
        'MaxUnpool',
        'QLinearConv',
        'QLinearConvTranspose',
      ]),
    );
    expect(channelsLastResizes.map(({ type, domain }) => `${domain} ${type}`)).toContain('com.ms.internal.nhwc Resize');
  });
});
