import { describe, expect, it } from 'vitest';
import { subtract, symbol } from '../../../src/dim/index.js';
import { pad } from '../../../src/ops/ai.onnx/padding.js';
import type { Context } from '../../../src/ops/language/define.js';
import { f32, i64, known, scalar, testOp, unranked } from '../../testers/test-op.js';

testOp(pad, [
  {
    name: 'opset 1 calls its attribute paddings',
    inputs: { data: f32(1, 3, 4, 5) },
    attributes: { paddings: [0, 0, 1, 2, 0, 0, 3, 4] },
    outputs: [f32(1, 3, 4 + 1 + 3, 5 + 2 + 4)],
    flops: 0,
    pin: [1],
  },
  {
    name: 'opset 2 calls it pads',
    opset: 2,
    inputs: { data: f32(3, 4) },
    attributes: { pads: [1, 2, 3, 4] },
    outputs: [f32(3 + 1 + 3, 4 + 2 + 4)],
  },
  {
    name: 'an input since opset 11',
    opset: 11,
    inputs: { data: f32(3, 4), pads: known('int64', 0, 1, 0, 1) },
    outputs: [f32(3, 6)],
  },
  {
    name: 'negative pads crop, at most everything',
    opset: 11,
    inputs: { data: f32(3, 4), pads: known('int64', -1, 0, -1, -9) },
    outputs: [f32(1, 0)],
  },
  {
    name: 'some axes since opset 18',
    opset: 18,
    inputs: { data: f32(1, 3, 4, 5), pads: known('int64', 1, 2), axes: known('int64', -1) },
    outputs: [f32(1, 3, 4, 8)],
  },
  {
    name: 'pads that only a run tells leave their axis',
    opset: 11,
    inputs: { data: f32(3, 4), pads: known('int64', 0, undefined, 0, 0) },
    outputs: [f32(3, symbol('fresh_axis_1'))],
  },
  {
    name: 'pads of unknown number leave the rank',
    opset: 11,
    inputs: { data: f32(3, 4), pads: unranked('int64') },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
  },
  {
    name: 'up to a multiple of 32, computed from the length',
    opset: 11,
    inputs: { data: f32(symbol('T')), pads: known('int64', 0, subtract(64, symbol('T'))) },
    outputs: [f32(64)],
    pin: 'all',
  },
  {
    name: 'by value with a constant',
    opset: 11,
    inputs: {
      data: { ...i64(2, 1), elements: [1, symbol('N')] },
      pads: known('int64', 0, 1, 1, 0),
      constant_value: scalar('int64', 9),
    },
    outputs: [{ ...i64(3, 2), elements: [9, 1, 9, symbol('N'), 9, 9] }],
  },
  {
    name: 'by value, reflected',
    opset: 11,
    inputs: { data: known('int64', 1, 2, 3), pads: known('int64', 3, 2) },
    attributes: { mode: 'reflect' },
    outputs: [known('int64', 2, 3, 2, 1, 2, 3, 2, 1)],
  },
  {
    name: 'by value, the edge repeated',
    opset: 11,
    inputs: { data: known('int64', 1, 2, 3), pads: known('int64', 2, 1) },
    attributes: { mode: 'edge' },
    outputs: [known('int64', 1, 1, 1, 2, 3, 3)],
  },
  {
    name: 'by value, wrapped since opset 19',
    opset: 19,
    inputs: { data: known('int64', 1, 2, 3), pads: known('int64', 2, 2) },
    attributes: { mode: 'wrap' },
    outputs: [known('int64', 2, 3, 1, 2, 3, 1, 2)],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 18, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['no pads', [f32(2, 3)], 'pads are missing'],
    ['a pad too few', [f32(2, 3), known('int64', 1, 1, 1)], '3 pads for 2 axes'],
    [
      'pads for axes that are not there',
      [f32(2, 3), known('int64', 1, 1), undefined, known('int64', 2)],
      'out of range',
    ],
  ] as const)('%s', (_, inputs, message) => {
    expect(() => pad.apply(inputs, new Map(), context).infer()).toThrow(message);
  });
});
