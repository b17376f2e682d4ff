import { describe, expect, it } from 'vitest';
import { ceilDivide, floorDivide, symbol } from '../../../src/dim/index.js';
import type { Attribute, Sequence, Value } from '../../../src/ir/index.js';
import { concatFromSequence, splitToSequence } from '../../../src/ops/ai.onnx/sequence-parts.js';
import type { Context } from '../../../src/ops/language/define.js';
import { f32, i64, known, scalar, testOp } from '../../testers/test-op.js';

const context: Context = { opset: 11, outputCount: 1, fresh: (what) => symbol(`fresh_${what}`), warn: () => undefined };
const split = (
  inputs: readonly (Value | undefined)[],
  attributes: Readonly<Record<string, number>> = {},
): Value | undefined =>
  splitToSequence
    .apply(
      inputs,
      new Map(Object.entries(attributes).map(([name, value]): [string, Attribute] => [name, { kind: 'int', value }])),
      context,
    )
    .infer()[0];

describe('SplitToSequence', () => {
  it('cuts off slices of length 1 unless told', () => {
    expect(split([f32(2, 5)], { axis: 0 })).toMatchObject({ length: 2, element: f32(1, 5) });
    expect(split([f32(2, 5)], { axis: 1, keepdims: 0 })).toMatchObject({ length: 5, element: f32(2) });
  });

  it('cuts parts of one length, the last of what is left', () => {
    expect(split([f32(7, 2), scalar('int64', 3)])).toMatchObject({
      length: 3,
      items: [{ shape: [3, 2] }, { shape: [3, 2] }, { shape: [1, 2] }],
    });
  });

  it('cuts parts as listed, whatever keepdims says', () => {
    expect(split([f32(7, 2), known('int64', 3, 4)], { keepdims: 0 })).toMatchObject({
      length: 2,
      items: [{ shape: [3, 2] }, { shape: [4, 2] }],
    });
    expect(split([f32(7, 2), known('int64', 3, undefined)])).toMatchObject({
      items: [{ shape: [3, 2] }, { shape: [4, 2] }],
    });
  });

  it('counts the parts of a symbolic axis', () => {
    expect(split([f32(symbol('T'), 2)])).toMatchObject({ kind: 'sequence', element: f32(1, 2), length: symbol('T') });
    expect(split([f32(symbol('T'), 2), scalar('int64', 3)])).toMatchObject({
      kind: 'sequence',
      element: f32(symbol('fresh_part'), 2),
      length: ceilDivide(symbol('T'), 3),
    });
    expect(ceilDivide(symbol('T'), 3)).not.toEqual(floorDivide(symbol('T'), 3));
  });

  it.each([
    ['parts of one length', scalar('int64', 3)],
    ['parts of a length that is a size', scalar('int64', symbol('n'))],
    ['parts of a length that data tell', i64()],
    ['parts of which data tell some', known('int64', 3, undefined, undefined)],
    ['parts that data tell', i64(symbol('count'))],
  ])('cuts %s that come to the whole again', (_, given) => {
    const parts = split([f32(symbol('T'), 2), given]);
    const [whole] = concatFromSequence.apply([parts], new Map([['axis', { kind: 'int', value: 0 }]]), context).infer();
    expect(whole).toMatchObject({ shape: [symbol('T'), 2] });
  });

  it('takes a shape apart', () => {
    expect(split([known('int64', symbol('N'), 3)], { keepdims: 0 })).toMatchObject({
      items: [scalar('int64', symbol('N')), scalar('int64', 3)],
    });
    expect(split([{ ...i64(2, 2), elements: [1, 2, 3, 4] }], { axis: 1 })).toMatchObject({
      items: [
        { shape: [2, 1], elements: [1, 3] },
        { shape: [2, 1], elements: [2, 4] },
      ],
    });
  });

  it('refuses parts that do not add up', () => {
    expect(() => split([f32(7), known('int64', 3, 3)])).toThrow('6 in all');
    expect(() => split([f32(7), known('int64', -1, 8)])).toThrow('shorter than 0');
    expect(() => split([f32(7), scalar('int64', 0)])).toThrow('length is 0');
  });
});

const items = (...values: readonly Value[]): Sequence => ({
  kind: 'sequence',
  element: values[0],
  length: values.length,
  items: values,
});
const many = (element: Value, length?: Sequence['length']): Sequence => ({ kind: 'sequence', element, length });

testOp(concatFromSequence, [
  {
    name: 'one after the other',
    inputs: { input_sequence: items(f32(2, 3), f32(2, 4)) },
    attributes: { axis: -1 },
    outputs: [f32(2, 7)],
    reads: { 0: 2 * 7 },
    flops: 0,
  },
  {
    name: 'stacked on a new axis',
    inputs: { input_sequence: items(f32(2, 3), f32(2, 3)) },
    attributes: { axis: -1, new_axis: 1 },
    outputs: [f32(2, 3, 2)],
  },
  {
    name: 'as many as there are of one known length',
    inputs: { input_sequence: many(f32(4, 3), symbol('n')) },
    attributes: { axis: 1, new_axis: 1 },
    outputs: [f32(4, symbol('n'), 3)],
  },
  {
    name: 'of lengths that may differ',
    inputs: { input_sequence: many(f32(symbol('T'), 3), 5) },
    attributes: { axis: 0 },
    outputs: [f32(symbol('fresh_axis_0'), 3)],
  },
  {
    name: 'of a number of items that only a run tells',
    inputs: { input_sequence: many(f32(4, 3)) },
    attributes: { axis: 0, new_axis: 1 },
    outputs: [f32(symbol('fresh_length'), 4, 3)],
  },
  {
    name: 'a shape put together',
    inputs: { input_sequence: items(scalar('int64', symbol('N')), scalar('int64', 3)) },
    attributes: { axis: 0, new_axis: 1 },
    outputs: [known('int64', symbol('N'), 3)],
  },
]);
