import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Context } from '../../../src/ops/language/define.js';
import { concat, transpose } from '../../../src/ops/ai.onnx/movement.js';
import { f32, i64, known, testOp, unranked } from '../../testers/test-op.js';

testOp(concat, [
  {
    name: 'opset 1 along channels unless told',
    inputs: { inputs: [f32(1, 3, 8, 8), f32(1, 5, 8, 8)] },
    outputs: [f32(1, 3 + 5, 8, 8)],
    flops: 0,
  },
  {
    name: 'a negative axis',
    opset: 11,
    inputs: { inputs: [f32(2, 3), f32(2, 4), f32(2, 5)] },
    attributes: { axis: -1 },
    outputs: [f32(2, 3 + 4 + 5)],
  },
  {
    name: 'of a symbol and a number that must agree the number',
    opset: 13,
    inputs: { inputs: [f32(symbol('N'), 3), f32(2, 4)] },
    attributes: { axis: 1 },
    outputs: [f32(2, 7)],
    pin: [2],
  },
  {
    name: 'an input of unknown rank leaves its axis unknown',
    opset: 13,
    inputs: { inputs: [f32(2, 3), unranked('float32')] },
    attributes: { axis: 1 },
    outputs: [f32(2, symbol('fresh_axis_1'))],
  },
  {
    name: 'a shape put together',
    opset: 13,
    inputs: { inputs: [known('int64', symbol('N')), known('int64', -1), i64(1)] },
    attributes: { axis: 0 },
    outputs: [known('int64', symbol('N'), -1, undefined)],
  },
  {
    name: 'columns by value',
    opset: 13,
    inputs: {
      inputs: [
        { ...i64(2, 1), elements: [1, 2] },
        { ...i64(2, 2), elements: [3, 4, 5, 6] },
      ],
    },
    attributes: { axis: 1 },
    outputs: [{ ...i64(2, 3), elements: [1, 3, 4, 2, 5, 6] }],
  },
  // onnxruntime 1.30 runs all of these; the specification would have the sizes beside the axis equal.
  {
    name: 'what is empty need not fit the others beside the axis',
    inputs: { inputs: [f32(12, 1, 4, 0), f32(1, 1, 1, 8)] },
    attributes: { axis: -3 },
    outputs: [f32(1, 2, 1, 8)],
    pin: [0, 1, 4, 8, 12],
  },
  {
    name: 'its length along the axis counts all the same',
    inputs: { inputs: [f32(2, 5), f32(3, 0)] },
    attributes: { axis: 0 },
    outputs: [f32(5, 5)],
    pin: [0, 2, 3, 5],
  },
  {
    name: 'of all that are empty the first decides',
    inputs: { inputs: [f32(0, 2), f32(0, 3)] },
    attributes: { axis: 0 },
    outputs: [f32(0, 2)],
  },
]);

testOp(transpose, [
  {
    name: 'reversed unless told',
    inputs: { data: f32(2, 3, 4) },
    outputs: [f32(4, 3, 2)],
    flops: 0,
    detail: { kind: 'movement', function: 'transpose', permutation: [2, 1, 0] },
  },
  {
    name: 'by a permutation',
    inputs: { data: f32(2, 3, 4, 5) },
    attributes: { perm: [0, 2, 3, 1] },
    outputs: [f32(2, 4, 5, 3)],
  },
  {
    name: 'the permutation tells an unknown rank',
    inputs: { data: unranked('float32') },
    attributes: { perm: [1, 0] },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
  },
  {
    name: 'by value',
    inputs: { data: { ...i64(2, 3), elements: [1, 2, 3, 4, 5, 6] } },
    outputs: [{ ...i64(3, 2), elements: [1, 4, 2, 5, 3, 6] }],
  },
  {
    name: 'a turn of three axes by value',
    inputs: { data: { ...i64(2, 1, 3), elements: [1, 2, 3, 4, 5, 6] } },
    attributes: { perm: [2, 0, 1] },
    outputs: [{ ...i64(3, 2, 1), elements: [1, 4, 2, 5, 3, 6] }],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 13, outputCount: 1, fresh: symbol, warn: () => undefined };
  const ints = (...value: number[]): ReadonlyMap<string, { kind: 'ints'; value: number[] }> =>
    new Map([['perm', { kind: 'ints', value }]]);

  it('Concat of different lengths beside the axis', () => {
    expect(() => concat.apply([f32(2, 3), f32(3, 3)], new Map(), context).infer()).toThrow('differ beside the axis');
  });
  it('Concat of different ranks', () => {
    expect(() => concat.apply([f32(2, 3), f32(3)], new Map(), context).infer()).toThrow('ranks 2, 1');
  });
  it('Transpose by what is no permutation', () => {
    expect(() => transpose.apply([f32(2, 3)], ints(0, 0), context).infer()).toThrow('no order');
    expect(() => transpose.apply([f32(2, 3)], ints(0), context).infer()).toThrow('no order');
  });
});
