import { describe, expect, it } from 'vitest';
import { multiply, symbol } from '../../../src/dim/index.js';
import { resize, resizeByScales, upsample, upsampleImage } from '../../../src/ops/ai.onnx/resize.js';
import type { Context } from '../../../src/ops/language/define.js';
import { elements, f32, float, floats, known, tensor, testOp, unranked } from '../../testers/test-op.js';

const batch = 1;

testOp(upsampleImage, [
  {
    name: 'by a scale for rows and one for columns',
    inputs: { X: f32(batch, 3, 10, 20) },
    attributes: { height_scale: float(2), width_scale: 1.5 },
    outputs: [f32(batch, 3, 20, 30)],
    flops: 0,
    detail: { kind: 'resize', mode: 'nearest' },
  },
  {
    name: 'bilinear',
    inputs: { X: f32(batch, 3, 10, 20) },
    attributes: { height_scale: float(2), width_scale: float(2), mode: 'bilinear' },
    outputs: [f32(batch, 3, 20, 40)],
    flops: (4 + 3) * elements(3, 20, 40),
    detail: { mode: 'linear' },
  },
]);

testOp(upsample, [
  {
    name: 'scales in an attribute',
    inputs: { X: f32(batch, 3, 10, 20) },
    attributes: { scales: floats(1, 1, 2, 2) },
    outputs: [f32(batch, 3, 20, 40)],
    flops: 0,
  },
  {
    name: 'scales as an input since opset 9',
    opset: 9,
    inputs: { X: f32(batch, 3, 10, 20), scales: known('float32', 1, 1, 2, 2) },
    attributes: { mode: 'linear' },
    outputs: [f32(batch, 3, 20, 40)],
    flops: (4 + 3) * elements(3, 20, 40),
  },
  {
    name: 'scales that only a run tells leave the rank',
    opset: 9,
    inputs: { X: f32(2, 3), scales: unranked('float32') },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
  },
]);

testOp(resizeByScales, [
  {
    name: 'down, rounded down',
    inputs: { X: f32(batch, 3, 5, 7), scales: known('float32', 1, 1, 0.5, 0.5) },
    outputs: [f32(batch, 3, 2, 3)],
    flops: 0,
  },
  {
    name: 'one axis, linearly: two neighbours',
    inputs: { X: f32(batch, 3, 5, 7), scales: known('float32', 1, 1, 1, 2) },
    attributes: { mode: 'linear' },
    outputs: [f32(batch, 3, 5, 14)],
    flops: (2 + 1) * elements(3, 5, 14),
  },
]);

testOp(resize, [
  {
    name: 'by scales',
    inputs: { X: f32(batch, 3, 8, 9), scales: known('float32', 1, 1, 2, 3) },
    outputs: [f32(batch, 3, 16, 27)],
    flops: 0,
  },
  {
    name: 'to sizes, the scales empty as opset 11 needs it',
    inputs: {
      X: f32(batch, 3, 8, 9),
      roi: tensor('float32', 0),
      scales: known('float32'),
      sizes: known('int64', 1, 3, 20, 21),
    },
    outputs: [f32(batch, 3, 20, 21)],
    pin: [3],
  },
  {
    name: 'cubic: sixteen neighbours',
    opset: 13,
    inputs: { X: f32(batch, 3, 8, 9), scales: known('float32', 1, 1, 2, 2) },
    attributes: { mode: 'cubic' },
    outputs: [f32(batch, 3, 16, 18)],
    flops: (16 + 15) * elements(3, 16, 18),
    detail: { mode: 'cubic' },
  },
  {
    name: 'linear without a change costs nothing',
    opset: 13,
    inputs: { X: f32(batch, 3, 8, 9), scales: known('float32', 1, 1, 1, 1) },
    attributes: { mode: 'linear' },
    outputs: [f32(batch, 3, 8, 9)],
    flops: 0,
  },
  {
    name: 'some axes since opset 18',
    opset: 18,
    inputs: { X: f32(batch, 3, 8, 9), scales: known('float32', 0.5, 2) },
    attributes: { axes: [3, -2] },
    outputs: [f32(batch, 3, 16, 4)],
  },
  {
    name: 'antialias stretches the filter over what is left out',
    opset: 18,
    inputs: { X: f32(batch, 1, 8, 8), scales: known('float32', 1, 1, 0.5, 0.5) },
    attributes: { mode: 'linear', antialias: 1 },
    outputs: [f32(batch, 1, 4, 4)],
    flops: 4 * 4 * (4 * 4 + 4 * 4 - 1),
  },
  {
    name: 'not_larger: all by the least ratio',
    opset: 18,
    inputs: { X: f32(batch, 3, 4, 6), sizes: known('int64', 6, 6) },
    attributes: { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
    outputs: [f32(batch, 3, 4, 6)],
    pin: [4, 6],
  },
  {
    name: 'not_smaller: all by the greatest ratio, halves rounded up',
    opset: 18,
    inputs: { X: f32(batch, 3, 2, 5), sizes: known('int64', 3, 4) },
    attributes: { axes: [2, 3], keep_aspect_ratio_policy: 'not_smaller' },
    outputs: [f32(batch, 3, 3, 8)],
    pin: [2, 5],
  },
  {
    name: 'the ratio of a symbolic length to itself',
    opset: 18,
    inputs: { X: f32(symbol('H'), symbol('H')), sizes: known('int64', 6, 8) },
    attributes: { keep_aspect_ratio_policy: 'not_larger' },
    outputs: [f32(6, 6)],
    pin: 'all',
  },
  {
    name: 'a size that only a run tells',
    opset: 13,
    inputs: { X: f32(batch, 3, 8, 9), sizes: known('int64', 1, 3, undefined, 18) },
    outputs: [f32(batch, 3, symbol('fresh_axis_2'), 18)],
    pin: [3],
  },
  {
    name: 'a symbolic scale',
    opset: 13,
    inputs: { X: f32(5, 6), scales: known('float32', 1, symbol('s')) },
    outputs: [f32(5, multiply(6, symbol('s')))],
    pin: 'all',
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 18, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['neither scales nor sizes', [f32(1, 2)], 'neither'],
    ['a scale too few', [f32(1, 2), undefined, known('float32', 1)], '1 scales for 2 axes'],
    ['a size too many', [f32(1), undefined, undefined, known('int64', 1, 2)], '2 sizes for 1 axes'],
    ['a scale of 0', [f32(1), undefined, known('float32', 0)], 'a scale is 0'],
  ] as const)('%s', (_, inputs, message) => {
    expect(() => resize.apply(inputs, new Map(), context).infer()).toThrow(message);
  });

  it('an unknown policy', () => {
    const attributes = new Map([['keep_aspect_ratio_policy', { kind: 'string', value: 'squash' }]] as const);
    expect(() => resize.apply([f32(1), undefined, undefined, known('int64', 1)], attributes, context).infer()).toThrow(
      'squash',
    );
  });
});
