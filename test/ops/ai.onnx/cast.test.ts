import { expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import { bitCast, cast, castLike } from '../../../src/ops/ai.onnx/cast.js';
import { f32, i64, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');
const context = { opset: 26, outputCount: 1, fresh: () => 0, warn: () => undefined };

testOp(cast, [
  {
    name: 'to int64',
    opset: 13,
    inputs: { input: f32(3, 4) },
    attributes: { to: 7 },
    outputs: [i64(3, 4)],
    flops: 0,
    view: false,
    detail: { kind: 'movement', function: 'cast' },
  },
  {
    name: 'to the same type',
    opset: 13,
    inputs: { input: f32(3, 4) },
    attributes: { to: 1 },
    outputs: [f32(3, 4)],
    flops: 0,
    view: true,
  },
  {
    name: 'to a type by name',
    opset: 1,
    inputs: { input: f32(3, 4) },
    attributes: { to: 'FLOAT16' },
    outputs: [tensor('float16', 3, 4)],
  },
  { name: 'to float by name', opset: 1, inputs: { input: i64(3) }, attributes: { to: 'FLOAT' }, outputs: [f32(3)] },
  {
    name: 'to double by name',
    opset: 5,
    inputs: { input: i64(3) },
    attributes: { to: 'DOUBLE' },
    outputs: [tensor('float64', 3)],
  },
  { name: 'to int4', opset: 21, inputs: { input: f32(8) }, attributes: { to: 22 }, outputs: [tensor('int4', 8)] },
  {
    name: 'to a type that is not known yet',
    opset: 26,
    inputs: { input: f32(8) },
    attributes: { to: 99 },
    outputs: [{ kind: 'tensor', dtype: undefined, shape: [8] }],
  },
  {
    name: 'of an unknown rank',
    opset: 13,
    inputs: { input: unranked() },
    attributes: { to: 9 },
    outputs: [unranked('bool')],
  },
  {
    name: 'elements',
    opset: 13,
    inputs: { input: known('float32', 2.7, -2.7, N, undefined) },
    attributes: { to: 7 },
    outputs: [known('int64', 2, -2, N, undefined)],
  },
]);

it('Cast needs its type', () => {
  expect(() => cast.apply([f32(2)], new Map(), context)).toThrow('attribute to is missing');
  expect(() => cast.apply([f32(2)], new Map([['to', { kind: 'float', value: 1 }]]), context)).toThrow(
    'attribute to is of type float',
  );
});

testOp(castLike, [
  {
    name: 'reads only the other type',
    inputs: { input: i64(3, 4), target_type: f32(100) },
    outputs: [f32(3, 4)],
    flops: 0,
    reads: { 1: 0 },
  },
  { name: 'to the same type', inputs: { input: f32(3, 4), target_type: f32(1) }, outputs: [f32(3, 4)], view: true },
  {
    name: 'elements',
    inputs: { input: known('int64', 3, N), target_type: scalar('float32', 0) },
    outputs: [known('float32', 3, N)],
  },
  {
    name: 'like a tensor of unknown rank',
    inputs: { input: i64(3), target_type: unranked('float16') },
    outputs: [tensor('float16', 3)],
  },
]);

testOp(bitCast, [
  {
    name: 'is a view',
    inputs: { input: f32(3, 4) },
    attributes: { to: 6 },
    outputs: [tensor('int32', 3, 4)],
    flops: 0,
    view: true,
  },
  {
    name: 'elements',
    inputs: { input: known('int32', -1, 5) },
    attributes: { to: 12 },
    outputs: [known('uint32', 2 ** 32 - 1, 5)],
  },
]);

it('BitCast needs types of one width', () => {
  expect(() => bitCast.apply([f32(2)], new Map([['to', { kind: 'int', value: 7 }]]), context).infer()).toThrow(
    'float32 and int64',
  );
});
