import { describe, expect, it } from 'vitest';
import { node, value } from '../../../fixtures/build/model.js';
import { add, symbol } from '../../../src/dim/index.js';
import type { Sequence, Value } from '../../../src/ir/index.js';
import {
  sequenceAt,
  sequenceConstruct,
  sequenceEmpty,
  sequenceErase,
  sequenceInsert,
  sequenceLength,
} from '../../../src/ops/ai.onnx/sequence.js';
import type { Context, Operator } from '../../../src/ops/language/define.js';
import { analyseModel, shapeOf } from '../../testers/analyse-model.js';
import { f32, i64, known, scalar, testOp, unranked } from '../../testers/test-op.js';

const items = (...values: readonly Value[]): Sequence => ({
  kind: 'sequence',
  element: values[0],
  length: values.length,
  items: values,
});
const many = (element: Value, length?: Sequence['length']): Sequence => ({ kind: 'sequence', element, length });

testOp(sequenceAt, [
  {
    name: 'the item at a known place',
    inputs: { input_sequence: items(f32(2), f32(3, 4)), position: scalar('int64', -1) },
    outputs: [f32(3, 4)],
    reads: { 0: 12 },
    flops: 0,
  },
  {
    name: 'with its elements',
    inputs: { input_sequence: items(f32(2), known('int64', 5, symbol('H'))), position: scalar('int64', 1) },
    outputs: [known('int64', 5, symbol('H'))],
  },
  {
    name: 'at a place that only a run tells what all items are',
    inputs: { input_sequence: many(f32(symbol('any'), 4), 7), position: i64() },
    outputs: [f32(symbol('any'), 4)],
  },
  { name: 'of an unknown sequence', inputs: { input_sequence: unranked(), position: i64() }, outputs: [unranked()] },
]);

testOp(sequenceLength, [
  {
    name: 'a known length',
    inputs: { input_sequence: items(f32(2), f32(3)) },
    outputs: [scalar('int64', 2)],
    reads: { 0: 0 },
  },
  {
    name: 'an unknown one is a symbol',
    inputs: { input_sequence: many(f32(2)) },
    outputs: [scalar('int64', symbol('fresh_length'))],
  },
]);

const context: Context = { opset: 11, outputCount: 1, fresh: (what) => symbol(`fresh_${what}`), warn: () => undefined };
const run = (operator: Operator, ...inputs: readonly (Value | undefined)[]): Value | undefined =>
  operator.apply(inputs, new Map(), context).infer()[0];

describe('sequences made and changed', () => {
  it('SequenceConstruct keeps every item, and what they have in common', () => {
    expect(run(sequenceConstruct, f32(2, 3), f32(5, 3))).toEqual({
      kind: 'sequence',
      element: f32(symbol('fresh_axis_0'), 3),
      length: 2,
      items: [f32(2, 3), f32(5, 3)],
    });
  });

  it('SequenceConstruct of different ranks has items of unknown rank', () => {
    expect(run(sequenceConstruct, f32(2), f32(2, 3))).toMatchObject({ element: unranked('float32'), length: 2 });
  });

  it('SequenceEmpty takes the type of what is inserted', () => {
    const empty = run(sequenceEmpty);
    expect(empty).toMatchObject({ kind: 'sequence', length: 0, items: [] });
    expect(run(sequenceInsert, empty, f32(2, 3))).toEqual(items(f32(2, 3)));
  });

  it('SequenceInsert puts in at a place or at the end', () => {
    const two = items(f32(1), f32(1));
    expect(run(sequenceInsert, two, f32(9))).toMatchObject({ length: 3, items: [f32(1), f32(1), f32(9)] });
    expect(run(sequenceInsert, two, f32(9), scalar('int64', -2))).toMatchObject({ items: [f32(9), f32(1), f32(1)] });
    expect(run(sequenceInsert, two, f32(1), i64())).toMatchObject({
      ...many(f32(1), 3),
      totals: { axes: [3], elements: 3 },
    });
  });

  it('SequenceInsert into a sequence of unknown items counts one more', () => {
    expect(run(sequenceInsert, many(f32(2, 3), symbol('n')), f32(2, 3))).toMatchObject(
      many(f32(2, 3), add(symbol('n'), 1)),
    );
  });

  it('SequenceInsert adds up what items of different sizes come to', () => {
    const two = { ...many(f32(symbol('each'), 3), 2), totals: { axes: [7, 6], elements: 21 } };
    expect(run(sequenceInsert, two, f32(5, 3))).toMatchObject({ length: 3, totals: { axes: [12, 9], elements: 36 } });
  });

  it('SequenceErase takes out at a place or the last', () => {
    const three = items(f32(1), f32(2), f32(3));
    expect(run(sequenceErase, three)).toMatchObject({ length: 2, items: [f32(1), f32(2)] });
    expect(run(sequenceErase, three, scalar('int64', 0))).toMatchObject({ length: 2, items: [f32(2), f32(3)] });
    expect(run(sequenceErase, many(f32(1), 3), i64())).toEqual(many(f32(1), 2));
  });

  it('refuses a place out of range, and a tensor for a sequence', () => {
    expect(() => run(sequenceAt, items(f32(1)), scalar('int64', 1))).toThrow('position 1 is out of range');
    expect(() => run(sequenceErase, items())).toThrow('the sequence is empty');
    expect(() => run(sequenceLength, f32(3))).toThrow('should be a sequence');
  });
});

it.each([
  { items: 1024, isFollowed: true },
  { items: 1025, isFollowed: false },
])('$items items that are put together and joined come to so many rows', ({ items: number, isFollowed }) => {
  const { edges, outputs } = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', ['N', 4])],
    outputs: ['y'],
    nodes: [
      node('SequenceConstruct', Array<string>(number - 1).fill('x'), ['some']),
      node('SequenceInsert', ['some', 'x'], ['all']),
      node('ConcatFromSequence', ['all'], ['y'], { axis: 0 }),
    ],
  });
  const type = edges.find(({ name }) => name === 'all')?.type;
  expect(type?.kind === 'sequence' && type.items !== undefined).toBe(isFollowed);
  expect(shapeOf(outputs[0])).toEqual([`${number}*N`, 4]);
});
