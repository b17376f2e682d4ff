import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import { scatter, scatterElements, scatterND, tensorScatter } from '../../../src/ops/ai.onnx/scatter.js';
import type { Context } from '../../../src/ops/language/define.js';
import { elements, f32, i64, known, testOp, unranked } from '../../testers/test-op.js';

testOp(scatterElements, [
  {
    name: 'the shape of the data',
    inputs: { data: f32(3, 7), indices: i64(2, 5), updates: f32(2, 5) },
    attributes: { axis: 1 },
    outputs: [f32(3, 7)],
    flops: 0,
  },
  {
    name: 'a reduction is an operation per update',
    opset: 16,
    inputs: { data: f32(3, 7), indices: i64(2, 5), updates: f32(2, 5) },
    attributes: { reduction: 'add' },
    outputs: [f32(3, 7)],
    flops: elements(2, 5),
  },
  {
    name: 'updates of unknown rank',
    inputs: { data: f32(3, 7), indices: i64(2, 5), updates: unranked('float32') },
    outputs: [f32(3, 7)],
  },
  {
    name: 'into a shape, from the back',
    inputs: { data: known('int64', 1, 2, 3), indices: known('int64', -1), updates: known('int64', symbol('H')) },
    outputs: [known('int64', 1, 2, symbol('H'))],
  },
  // The page's second example, and the same with an addition.
  {
    name: 'by value',
    inputs: {
      data: { ...i64(1, 5), elements: [1, 2, 3, 4, 5] },
      indices: { ...i64(1, 2), elements: [1, 3] },
      updates: { ...i64(1, 2), elements: [11, 21] },
    },
    attributes: { axis: 1 },
    outputs: [{ ...i64(1, 5), elements: [1, 11, 3, 21, 5] }],
  },
  {
    name: 'added where indices repeat',
    opset: 16,
    inputs: { data: known('int64', 1, 2), indices: known('int64', 1, 1), updates: known('int64', 10, 20) },
    attributes: { reduction: 'add' },
    outputs: [known('int64', 1, 2 + 10 + 20)],
  },
]);

testOp(scatter, [
  {
    name: 'ScatterElements by its first name',
    inputs: { data: f32(3, 7), indices: i64(2, 5), updates: f32(2, 5) },
    outputs: [f32(3, 7)],
    flops: 0,
  },
]);

testOp(scatterND, [
  {
    name: 'slices at tuples',
    inputs: { data: f32(5, 6, 7), indices: i64(3, 1), updates: f32(3, 6, 7) },
    outputs: [f32(5, 6, 7)],
    flops: 0,
  },
  {
    name: 'a reduction is an operation per update',
    opset: 18,
    inputs: { data: f32(5, 6), indices: i64(3, 1), updates: f32(3, 6) },
    attributes: { reduction: 'max' },
    outputs: [f32(5, 6)],
    flops: elements(3, 6),
  },
  // The page's first example.
  {
    name: 'by value',
    inputs: {
      data: known('int64', 1, 2, 3, 4, 5, 6, 7, 8),
      indices: { ...i64(4, 1), elements: [4, 3, 1, 7] },
      updates: known('int64', 9, 10, 11, 12),
    },
    outputs: [known('int64', 1, 11, 3, 10, 9, 6, 7, 12)],
  },
  {
    name: 'rows by value',
    inputs: {
      data: { ...i64(3, 2), elements: [1, 2, 3, 4, 5, 6] },
      indices: { ...i64(1, 1), elements: [-1] },
      updates: { ...i64(1, 2), elements: [0, symbol('N')] },
    },
    outputs: [{ ...i64(3, 2), elements: [1, 2, 3, 4, 0, symbol('N')] }],
  },
]);

testOp(tensorScatter, [
  {
    name: 'one token into a cache',
    inputs: { past_cache: f32(2, 4, 512, 64), update: f32(2, 4, 1, 64), write_indices: i64(2) },
    outputs: [f32(2, 4, 512, 64)],
    flops: 0,
  },
  {
    name: 'along another axis',
    inputs: { past_cache: f32(2, 512, 64), update: f32(2, 3, 64) },
    attributes: { axis: 1 },
    outputs: [f32(2, 512, 64)],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 24, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['updates of another rank', scatterElements, [f32(3, 7), i64(2), f32(2)], 'rank 1'],
    ['tuples longer than the rank', scatterND, [f32(3), i64(1, 2), f32(1)], '2 axes'],
    ['slices of another rank', scatterND, [f32(3, 7), i64(2, 1), f32(2)], 'should be 2'],
    [
      'an index out of range',
      scatterElements,
      [known('int64', 1, 2), known('int64', 2), known('int64', 9)],
      'index 2 is out of range',
    ],
    ['a cache of another shape', tensorScatter, [f32(2, 8, 4), f32(2, 1, 5)], 'for a cache'],
  ] as const)('%s', (_, operator, inputs, message) => {
    expect(() => operator.apply(inputs, new Map(), context).infer()).toThrow(message);
  });
});
