import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Context } from '../../../src/ops/language/define.js';
import { split } from '../../../src/ops/ai.onnx/split.js';
import { attribute, f32, known, testOp } from '../../testers/test-op.js';

testOp(split, [
  {
    name: 'equal parts of the first axis',
    inputs: { input: f32(6, 5) },
    outputs: [f32(2, 5), f32(2, 5), f32(2, 5)],
    flops: 0,
  },
  {
    name: 'lengths in an attribute',
    opset: 2,
    inputs: { input: f32(2, 6) },
    attributes: { axis: 1, split: [2, 4] },
    outputs: [f32(2, 2), f32(2, 4)],
  },
  {
    name: 'lengths as an input, in opset 1 and since 13',
    opset: 13,
    inputs: { input: f32(6), split: known('int64', 2, 3, 1) },
    outputs: [f32(2), f32(3), f32(1)],
  },
  {
    name: 'a negative axis and an empty part',
    opset: 13,
    inputs: { input: f32(3, 4), split: known('int64', 0, 4) },
    attributes: { axis: -1 },
    outputs: [f32(3, 0), f32(3, 4)],
  },
  {
    name: 'num_outputs: the last part is shorter',
    opset: 18,
    inputs: { input: f32(7, 2) },
    attributes: { num_outputs: 4 },
    outputs: [f32(2, 2), f32(2, 2), f32(2, 2), f32(1, 2)],
  },
  {
    name: 'num_outputs that divides',
    opset: 18,
    inputs: { input: f32(8) },
    attributes: { num_outputs: 2 },
    outputs: [f32(4), f32(4)],
  },
  {
    name: 'a length that only a run tells is what the others leave',
    opset: 13,
    inputs: { input: f32(7, 3), split: known('int64', 2, undefined) },
    outputs: [f32(2, 3), f32(5, 3)],
  },
  {
    name: 'two such lengths are symbols',
    opset: 13,
    inputs: { input: f32(7), split: known('int64', undefined, undefined) },
    outputs: [f32(symbol('fresh_part_0')), f32(symbol('fresh_part_1'))],
  },
  {
    name: 'steers shapes',
    opset: 13,
    inputs: { input: known('int64', 1, symbol('C'), 5, 7), split: known('int64', 1, 3) },
    outputs: [known('int64', 1), known('int64', symbol('C'), 5, 7)],
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 13, outputCount: 2, fresh: symbol, warn: () => undefined };
  it.each([
    ['an odd length in two', [f32(5)], 'equal parts'],
    ['parts that do not add up', [f32(5), known('int64', 2, 2)], '4 in all'],
    ['too few lengths', [f32(5), known('int64', 5)], '1 lengths for 2 outputs'],
  ] as const)('%s', (_, inputs, message) => {
    expect(() => split.apply(inputs, new Map(), context).infer()).toThrow(message);
  });

  // For 7 in 4 parts and two outputs, onnx infers 2 and 2, onnxruntime gives 4 and 3; for three outputs of 2 it ends.
  it.each([
    [4, 2, 7, 'num_outputs is 4 for 2 outputs'],
    [2, 3, 7, 'num_outputs is 2 for 3 outputs'],
    [2_147_483_647, 2, 8, 'for 2 outputs'],
    // Three parts of ⌈5 / 4⌉ are 6 already.
    [4, 4, 5, 'nothing left for the last of 4 parts'],
  ])('num_outputs %i for %i outputs of an axis of %i', (parts, outputCount, length, message) => {
    const attributes = new Map([['num_outputs', attribute(parts)]]);
    const application = split.apply([f32(length)], attributes, { ...context, opset: 18, outputCount });
    expect(() => application.infer()).toThrow(message);
  });
});
