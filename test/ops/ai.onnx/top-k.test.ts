import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import { topK } from '../../../src/ops/ai.onnx/top-k.js';
import type { Context } from '../../../src/ops/language/define.js';
import { elements, f32, i64, known, testOp } from '../../testers/test-op.js';

testOp(topK, [
  {
    name: 'k in an attribute',
    inputs: { X: f32(3, 10) },
    attributes: { k: 4 },
    outputs: [f32(3, 4), i64(3, 4)],
    flops: elements(3, 10),
  },
  {
    name: 'k as an input since opset 10',
    opset: 10,
    inputs: { X: f32(7, 10), K: known('int64', 4) },
    attributes: { axis: 0 },
    outputs: [f32(4, 10), i64(4, 10)],
  },
  {
    name: 'k that only a run tells',
    opset: 11,
    inputs: { X: f32(3, 10), K: i64(1) },
    outputs: [f32(3, symbol('fresh_k')), i64(3, symbol('fresh_k'))],
  },
  {
    name: 'the largest by value, equal ones in their order',
    opset: 11,
    inputs: { X: known('int64', 3, 7, 1, 7), K: known('int64', 3) },
    outputs: [known('int64', 7, 7, 3), known('int64', 1, 3, 0)],
  },
  {
    name: 'the smallest of each column by value',
    opset: 11,
    inputs: { X: { ...i64(2, 2), elements: [5, 2, 4, 9] }, K: known('int64', 1) },
    attributes: { axis: 0, largest: 0 },
    outputs: [
      { ...i64(1, 2), elements: [4, 2] },
      { ...i64(1, 2), elements: [1, 0] },
    ],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 11, outputCount: 2, fresh: symbol, warn: () => undefined };
  it('more than there are', () => {
    expect(() => topK.apply([f32(3), known('int64', 4)], new Map(), context).infer()).toThrow('k is 4');
  });
  it('no k', () => {
    expect(() => topK.apply([f32(3)], new Map(), context).infer()).toThrow('k is missing');
  });
});
