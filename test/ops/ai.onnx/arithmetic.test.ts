import { add, multiply, symbol } from '../../../src/dim/index.js';
import type { Element } from '../../../src/ir/index.js';
import {
  binaryArithmetic,
  bitShift,
  modulo,
  unaryArithmetic,
  variadicArithmetic,
} from '../../../src/ops/ai.onnx/arithmetic.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { elements, f32, i64, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');
const half = (numerator: typeof N): Element => ({ kind: 'fraction', numerator, denominator: 2 });

testOp(operatorNamed(binaryArithmetic, 'Add'), [
  {
    name: 'broadcasts both ways',
    opset: 7,
    inputs: { A: f32(8, 1, 6, 1), B: f32(7, 1, 5) },
    outputs: [f32(8, 7, 6, 5)],
    flops: elements(8, 7, 6, 5),
    detail: { kind: 'elementwise', function: 'add' },
  },
  {
    name: 'a channel bias placed by axis',
    opset: 6,
    inputs: { A: f32(2, 3, 4, 5), B: f32(3) },
    attributes: { broadcast: 1, axis: 1 },
    outputs: [f32(2, 3, 4, 5)],
    flops: elements(2, 3, 4, 5),
  },
  {
    name: 'a middle part placed by axis',
    opset: 1,
    inputs: { A: f32(2, 3, 4, 5), B: f32(3, 4) },
    attributes: { broadcast: 1, axis: 1 },
    outputs: [f32(2, 3, 4, 5)],
  },
  {
    name: 'a first part placed by axis',
    opset: 1,
    inputs: { A: f32(2, 3, 4, 5), B: f32(2) },
    attributes: { broadcast: 1, axis: 0 },
    outputs: [f32(2, 3, 4, 5)],
  },
  {
    name: 'a part placed from the back',
    opset: 6,
    inputs: { A: f32(2, 3, 4, 5), B: f32(4) },
    attributes: { broadcast: 1, axis: -2 },
    outputs: [f32(2, 3, 4, 5)],
  },
  {
    name: 'a suffix without axis',
    opset: 6,
    inputs: { A: f32(2, 3, 4, 5), B: f32(4, 5) },
    attributes: { broadcast: 1 },
    outputs: [f32(2, 3, 4, 5)],
  },
  { name: 'scalars', opset: 14, inputs: { A: f32(), B: f32() }, outputs: [f32()], flops: 1 },
  { name: 'nothing', opset: 14, inputs: { A: f32(0, 3), B: f32(1) }, outputs: [f32(0, 3)], flops: 0 },
  { name: 'an unknown rank', opset: 14, inputs: { A: unranked('float16'), B: f32(3) }, outputs: [unranked('float16')] },
  {
    name: 'shape elements, placed by axis',
    opset: 6,
    inputs: { A: { kind: 'tensor', dtype: 'int64', shape: [2, 2], elements: [1, 2, 3, 4] }, B: known('int64', 10, 20) },
    attributes: { axis: 0 },
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [2, 2], elements: [11, 12, 23, 24] }],
  },
  {
    name: 'shape elements with a symbol',
    opset: 14,
    inputs: { A: known('int64', N, undefined), B: scalar('int64', 1) },
    outputs: [known('int64', add(N, 1), undefined)],
  },
]);

testOp(operatorNamed(binaryArithmetic, 'Sub'), [
  {
    name: 'elements',
    opset: 14,
    inputs: { A: known('int64', 5, N), B: known('int64', 7, N) },
    outputs: [known('int64', 5 - 7, 0)],
    flops: 2,
  },
]);

testOp(operatorNamed(binaryArithmetic, 'Mul'), [
  {
    name: 'a gate per channel',
    opset: 7,
    inputs: { A: f32(1, 96, 14, 14), B: f32(1, 96, 1, 1) },
    outputs: [f32(1, 96, 14, 14)],
    flops: elements(96, 14, 14),
  },
  {
    name: 'a symbol by a float',
    opset: 14,
    inputs: { A: known('float32', N), B: scalar('float32', 0.5) },
    outputs: [known('float32', half(N))],
  },
  {
    name: 'what is unknown by 0',
    opset: 14,
    inputs: { A: known('int64', undefined, undefined), B: known('int64', 0, 1) },
    outputs: [known('int64', 0, undefined)],
  },
  {
    name: 'what is unknown by 0, which may be infinite',
    opset: 14,
    inputs: { A: known('float32', undefined), B: known('float32', 0) },
    outputs: [known('float32', undefined)],
  },
]);

testOp(operatorNamed(binaryArithmetic, 'Div'), [
  {
    name: 'integers towards 0',
    opset: 14,
    inputs: { A: known('int64', 7, -7, 7, 1), B: known('int64', 2, 2, -2, 0) },
    outputs: [known('int64', 3, -3, -3, undefined)],
    flops: 4,
  },
  {
    name: 'floats',
    opset: 14,
    inputs: { A: known('float32', 7, 1), B: known('float32', 2, 3) },
    outputs: [known('float32', 3.5, Math.fround(1 / 3))],
  },
  {
    name: 'a symbol by a number',
    opset: 7,
    inputs: { A: known('float32', N), B: known('float32', 2) },
    outputs: [known('float32', half(N))],
  },
  {
    name: 'integers whose symbols cancel',
    opset: 14,
    inputs: {
      A: known('int64', multiply(N, 12), multiply(N, 6), 5),
      B: known('int64', multiply(N, 4), multiply(N, 4), N),
    },
    outputs: [known('int64', 12 / 4, Math.trunc(6 / 4), undefined)],
  },
]);

testOp(operatorNamed(binaryArithmetic, 'Pow'), [
  {
    name: 'in the type of the base',
    opset: 12,
    inputs: { X: tensor('float16', 4, 5), Y: scalar('int64', 2) },
    outputs: [tensor('float16', 4, 5)],
    flops: 4 * 5,
  },
  {
    name: 'elements',
    opset: 15,
    inputs: { X: known('int64', 2, N), Y: known('int64', 10, 2) },
    outputs: [known('int64', 1024, multiply(N, N))],
  },
]);

testOp(operatorNamed(unaryArithmetic, 'Abs'), [
  { name: 'elements', opset: 13, inputs: { X: known('int64', -3, N) }, outputs: [known('int64', 3, N)], flops: 2 },
]);
testOp(operatorNamed(unaryArithmetic, 'Neg'), [
  {
    name: 'a tensor',
    opset: 13,
    inputs: { X: tensor('int8', 3, 4) },
    outputs: [tensor('int8', 3, 4)],
    flops: 3 * 4,
    detail: { kind: 'elementwise', function: 'neg' },
  },
  { name: 'elements', opset: 13, inputs: { X: known('int64', -3, 4) }, outputs: [known('int64', 3, -4)] },
]);
testOp(operatorNamed(unaryArithmetic, 'Sign'), [
  {
    name: 'elements',
    inputs: { input: known('float32', -2.5, 0, add(N, 1)) },
    outputs: [known('float32', -1, 0, 1)],
    flops: 3,
  },
]);
testOp(operatorNamed(unaryArithmetic, 'Reciprocal'), [
  {
    name: 'elements',
    inputs: { X: known('float32', 4, 3) },
    outputs: [known('float32', 0.25, Math.fround(1 / 3))],
    flops: 2,
  },
]);
testOp(operatorNamed(unaryArithmetic, 'Sqrt'), [
  {
    name: 'elements',
    inputs: { X: known('float32', 9, 2, N) },
    outputs: [known('float32', 3, Math.fround(Math.SQRT2), undefined)],
    flops: 3,
  },
]);

testOp(operatorNamed(variadicArithmetic, 'Sum'), [
  { name: 'one input', inputs: { data_0: [f32(2, 3)] }, outputs: [f32(2, 3)], flops: 0 },
  {
    name: 'three that broadcast',
    opset: 8,
    inputs: { data_0: [f32(2, 3), f32(3), f32(2, 1)] },
    outputs: [f32(2, 3)],
    flops: 2 * (2 * 3),
    detail: { kind: 'elementwise', function: 'sum' },
  },
  {
    name: 'elements',
    opset: 13,
    inputs: { data_0: [known('float32', 1, 2), known('float32', 10, 20), known('float32', 100, 200)] },
    outputs: [known('float32', 111, 222)],
  },
]);
testOp(operatorNamed(variadicArithmetic, 'Mean'), [
  { name: 'two', opset: 8, inputs: { data_0: [f32(4, 5), f32(5)] }, outputs: [f32(4, 5)], flops: 4 * 5 + 4 * 5 },
  {
    name: 'elements',
    opset: 13,
    inputs: { data_0: [known('float32', 1), known('float32', 2)] },
    outputs: [known('float32', 1.5)],
  },
]);
testOp(operatorNamed(variadicArithmetic, 'Max'), [
  { name: 'four', opset: 12, inputs: { data_0: [i64(6), i64(6), i64(6), i64(1)] }, outputs: [i64(6)], flops: 3 * 6 },
  {
    name: 'elements',
    opset: 13,
    inputs: { data_0: [known('int64', 1, N), known('int64', 5, 0)] },
    outputs: [known('int64', 5, N)],
  },
]);
testOp(operatorNamed(variadicArithmetic, 'Min'), [
  {
    name: 'elements',
    opset: 13,
    inputs: { data_0: [known('int64', 1, N), known('int64', 5, 2n ** 63n - 1n)] },
    outputs: [known('int64', 1, N)],
    flops: 2,
  },
]);

testOp(modulo, [
  {
    name: "the divisor's sign",
    inputs: { A: known('int64', -4, 7, 5, -4, -7, 8), B: known('int64', 2, -3, 8, -2, 3, 5) },
    outputs: [known('int64', 0, -2, 5, 0, 2, 3)],
    flops: 6,
  },
  {
    name: "the dividend's sign",
    inputs: { A: known('int64', -4, 7, 5, 4, -7, 8), B: known('int64', 2, -3, 8, -2, 3, 5) },
    attributes: { fmod: 1 },
    outputs: [known('int64', 0, 1, 5, 0, -1, 3)],
  },
  {
    name: 'floats',
    opset: 13,
    inputs: { A: f32(3, 4), B: f32(4) },
    attributes: { fmod: 1 },
    outputs: [f32(3, 4)],
    flops: 3 * 4,
    detail: { function: 'mod' },
  },
]);

testOp(bitShift, [
  {
    name: 'left',
    inputs: { X: known('uint8', 16, 4, 1, 255), Y: known('uint8', 1, 2, 3, 1) },
    attributes: { direction: 'LEFT' },
    outputs: [known('uint8', 32, 16, 8, 254)],
    flops: 4,
  },
  {
    name: 'right',
    inputs: { X: known('uint8', 16, 4, 1), Y: known('uint8', 1, 2, 3) },
    attributes: { direction: 'RIGHT' },
    outputs: [known('uint8', 8, 1, 0)],
  },
]);
