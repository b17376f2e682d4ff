import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import type { Context } from '../../../src/ops/language/define.js';
import { flatten, reshape, squeeze, unsqueeze } from '../../../src/ops/ai.onnx/reshape.js';
import { f32, i64, known, testOp, unranked } from '../../testers/test-op.js';

testOp(reshape, [
  {
    name: 'opset 1 keeps the shape in an attribute',
    inputs: { data: f32(2, 3, 4) },
    attributes: { shape: [4, -1] },
    outputs: [f32(4, 6)],
    view: true,
    flops: 0,
  },
  {
    name: '0 keeps a length, -1 takes the rest',
    opset: 13,
    inputs: { data: f32(2, 3, 4), shape: known('int64', 0, -1) },
    outputs: [f32(2, 12)],
    view: true,
  },
  {
    name: 'a kept length of 0 cancels',
    opset: 13,
    inputs: { data: f32(0, 3, 4), shape: known('int64', 0, -1) },
    outputs: [f32(0, 12)],
  },
  {
    name: 'beside a kept length of 0 the others may be anything',
    opset: 13,
    inputs: { data: f32(0, 12), shape: known('int64', 0, 5) },
    outputs: [f32(0, 5)],
  },
  {
    name: 'allowzero makes 0 a length',
    opset: 14,
    inputs: { data: f32(0, 3, 4), shape: known('int64', 3, 4, 0) },
    attributes: { allowzero: 1 },
    outputs: [f32(3, 4, 0)],
  },
  {
    name: 'a length that only a run tells is what the others leave',
    opset: 13,
    inputs: { data: f32(2, 3, 4), shape: known('int64', 6, undefined) },
    outputs: [f32(6, 4)],
    pin: [2, 3, 4],
  },
  {
    name: 'two such lengths are symbols',
    opset: 13,
    inputs: { data: f32(2, 3, 4), shape: known('int64', undefined, undefined, 4) },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'), 4)],
  },
  {
    name: 'the rank of a shape that only a run tells',
    opset: 13,
    inputs: { data: f32(2, 3), shape: i64(3) },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'), symbol('fresh_axis_2'))],
    pin: [3],
  },
  {
    name: 'an input of unknown rank',
    opset: 13,
    inputs: { data: unranked('float32'), shape: known('int64', 1, -1) },
    outputs: [f32(1, symbol('fresh_axis_1'))],
  },
  {
    name: 'elements pass through',
    opset: 13,
    inputs: { data: known('int64', 7, symbol('N')), shape: known('int64', 1, 2) },
    outputs: [{ ...i64(1, 2), elements: [7, symbol('N')] }],
  },
  {
    name: 'to a scalar',
    opset: 13,
    inputs: { data: known('int64', 7), shape: known('int64') },
    outputs: [{ ...i64(), elements: [7] }],
  },
]);

testOp(flatten, [
  {
    name: 'a matrix by the default axis',
    inputs: { input: f32(2, 3, 4, 5) },
    outputs: [f32(2, 60)],
    view: true,
    flops: 0,
  },
  { name: 'axis 0 makes one row', inputs: { input: f32(2, 3, 4) }, attributes: { axis: 0 }, outputs: [f32(1, 24)] },
  { name: 'the last axis and beyond', inputs: { input: f32(2, 3, 4) }, attributes: { axis: 3 }, outputs: [f32(24, 1)] },
  {
    name: 'negative axes since opset 11',
    opset: 11,
    inputs: { input: f32(2, 3, 4) },
    attributes: { axis: -1 },
    outputs: [f32(6, 4)],
  },
  { name: 'a vector', inputs: { input: f32(7) }, outputs: [f32(7, 1)] },
]);

testOp(squeeze, [
  {
    name: 'axes in an attribute',
    inputs: { data: f32(1, 3, 1, 5) },
    attributes: { axes: [0] },
    outputs: [f32(3, 1, 5)],
    view: true,
  },
  {
    name: 'axes as an input since opset 13',
    opset: 13,
    inputs: { data: f32(1, 3, 1, 5), axes: known('int64', 0, -2) },
    outputs: [f32(3, 5)],
  },
  { name: 'every axis of length 1 without axes', inputs: { data: f32(1, 3, 1, 5) }, outputs: [f32(3, 5)] },
  {
    name: 'axes that only a run tells leave the rank',
    opset: 13,
    inputs: { data: f32(1, 3, 1, 5), axes: i64(1) },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'), symbol('fresh_axis_2'))],
  },
  {
    name: 'elements pass through',
    inputs: { data: known('int64', 5) },
    attributes: { axes: [0] },
    outputs: [{ ...i64(), elements: [5] }],
  },
]);

testOp(unsqueeze, [
  {
    name: 'axes in an attribute, places in the output',
    inputs: { data: f32(3, 4) },
    attributes: { axes: [0, 3] },
    outputs: [f32(1, 3, 4, 1)],
    view: true,
  },
  {
    name: 'axes as an input since opset 13, unsorted and negative',
    opset: 13,
    inputs: { data: f32(3, 4, 5), axes: known('int64', -1, 2) },
    outputs: [f32(3, 4, 1, 5, 1)],
  },
  {
    name: 'a scalar becomes a list',
    opset: 13,
    inputs: { data: { ...i64(), elements: [symbol('N')] }, axes: known('int64', 0) },
    outputs: [known('int64', symbol('N'))],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 13, outputCount: 1, fresh: (what): Dim => symbol(what), warn: () => undefined };
  const infer = (operator: typeof reshape, ...inputs: Parameters<typeof reshape.apply>[0]): unknown =>
    operator.apply(inputs, new Map(), context).infer();

  it.each([
    ['a shape for another number of elements', reshape, f32(2, 3), known('int64', 7), 'does not fit'],
    ['a remainder', reshape, f32(2, 3), known('int64', 4, -1), 'does not fit'],
    ['two -1', reshape, f32(2, 3), known('int64', -1, -1), 'more than one -1'],
    ['a kept length that is not there', reshape, f32(2), known('int64', 1, 0), 'copies axis 1'],
    ['a length below -1', reshape, f32(2), known('int64', -2), 'holds -2'],
    ['an axis that is not 1', squeeze, f32(2, 3), known('int64', 0), 'only 1 can'],
    ['a repeated axis', squeeze, f32(1, 1), known('int64', 0, -2), 'repeat'],
    ['an axis out of range', unsqueeze, f32(2), known('int64', 2), 'out of range'],
  ] as const)('%s', (_, operator, data, steering, message) => {
    expect(() => infer(operator, data, steering)).toThrow(message);
  });

  it('Reshape keeps a quotient that symbols make inexact', () => {
    const [value] = reshape.apply([f32(symbol('N'), 3), known('int64', 2, -1)], new Map(), context).infer();
    expect(value).toMatchObject({ shape: [2, { key: expect.stringContaining('N') }] });
  });

  it('Squeeze says which lengths it takes to be other than 1', () => {
    const warnings: unknown[] = [];
    squeeze.apply([f32(symbol('N'), 1, 3)], new Map(), { ...context, warn: (...told) => warnings.push(told) }).infer();
    // No fault of the node: an assumption.
    expect(warnings).toEqual([[expect.stringContaining('[N]'), true]]);
  });
});
