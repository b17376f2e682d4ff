import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Context } from '../../../src/ops/language/define.js';
import { gather, gatherElements, gatherND } from '../../../src/ops/ai.onnx/gather.js';
import { elements, f32, i64, known, scalar, testOp, unranked } from '../../testers/test-op.js';

testOp(gather, [
  {
    name: 'rows of an embedding table',
    inputs: { data: f32(30522, 768), indices: i64(2, 128) },
    outputs: [f32(2, 128, 768)],
    flops: 0,
    reads: { 0: elements(2, 128, 768) },
    detail: { kind: 'embedding', rows: 30522, width: 768 },
  },
  {
    name: 'along an inner axis',
    inputs: { data: f32(5, 4, 3, 2), indices: i64(7) },
    attributes: { axis: 1 },
    outputs: [f32(5, 7, 3, 2)],
    detail: { kind: 'movement', function: 'gather', axis: 1 },
  },
  {
    name: 'a scalar index takes the axis away',
    inputs: { data: f32(5, 4, 3), indices: scalar('int64', 0) },
    attributes: { axis: -1 },
    outputs: [f32(5, 4)],
  },
  {
    name: 'one dimension of a shape, from the back',
    inputs: { data: known('int64', symbol('N'), 3, 224), indices: scalar('int64', -3) },
    outputs: [scalar('int64', symbol('N'))],
  },
  {
    name: 'a reordered shape with an element unknown',
    inputs: { data: known('int64', 1, undefined, 3), indices: known('int64', 2, 1) },
    outputs: [known('int64', 3, undefined)],
  },
  {
    name: 'an index that only a run tells',
    inputs: { data: known('int64', 1, 2, 3), indices: known('int64', undefined) },
    outputs: [known('int64', undefined)],
  },
]);

testOp(gatherElements, [
  {
    name: 'as many elements as indices',
    inputs: { data: f32(3, 7), indices: i64(2, 5) },
    attributes: { axis: 1 },
    outputs: [f32(2, 5)],
    reads: { 0: elements(2, 5) },
  },
  {
    name: 'the shape is that of the indices, whatever the data',
    inputs: { data: unranked('float32'), indices: i64(2, 5) },
    outputs: [f32(2, 5)],
  },
  // The page's first example.
  {
    name: 'by value',
    inputs: { data: { ...i64(2, 2), elements: [1, 2, 3, 4] }, indices: { ...i64(2, 2), elements: [0, 0, 1, 0] } },
    attributes: { axis: 1 },
    outputs: [{ ...i64(2, 2), elements: [1, 1, 4, 3] }],
  },
]);

testOp(gatherND, [
  {
    name: 'tuples that name every axis',
    inputs: { data: f32(5, 6), indices: i64(7, 2) },
    outputs: [f32(7)],
    pin: [2],
    reads: { 0: 7 },
  },
  {
    name: 'tuples that name the first axis take slices',
    inputs: { data: f32(5, 6, 7), indices: i64(3, 4, 1) },
    outputs: [f32(3, 4, 6, 7)],
    reads: { 0: elements(3, 4, 6, 7) },
  },
  {
    name: 'batch_dims since opset 12',
    opset: 12,
    inputs: { data: f32(2, 5, 6), indices: i64(2, 1) },
    attributes: { batch_dims: 1 },
    outputs: [f32(2, 6)],
  },
  // The page's second and fifth examples.
  {
    name: 'rows by value',
    inputs: { data: { ...i64(2, 2), elements: [0, 1, 2, 3] }, indices: { ...i64(2, 1), elements: [1, 0] } },
    outputs: [{ ...i64(2, 2), elements: [2, 3, 0, 1] }],
  },
  {
    name: 'rows by value, within batches',
    opset: 12,
    inputs: {
      data: { ...i64(2, 2, 2), elements: [0, 1, 2, 3, 4, 5, 6, 7] },
      indices: { ...i64(2, 1), elements: [1, 0] },
    },
    attributes: { batch_dims: 1 },
    outputs: [{ ...i64(2, 2), elements: [2, 3, 4, 5] }],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 13, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['Gather from a scalar', gather, f32(), i64(1), 'out of range'],
    ['GatherElements by indices of another rank', gatherElements, f32(2, 3), i64(2), 'rank 1'],
    ['GatherND by tuples longer than the rank', gatherND, f32(2), i64(4, 2), '2 axes'],
    ['GatherND by a scalar', gatherND, f32(2), i64(), 'scalar'],
  ] as const)('%s', (_, operator, data, indices, message) => {
    expect(() => operator.apply([data, indices], new Map(), context).infer()).toThrow(message);
  });
});
