import { symbol } from '../../../src/dim/index.js';
import { reductions } from '../../../src/ops/ai.onnx/reduction.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { bool, elements, f32, i64, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

const named = (type: string) => operatorNamed(reductions, type);

testOp(named('ReduceSum'), [
  {
    name: 'axes as an attribute, kept',
    inputs: { data: f32(2, 3, 4, 5) },
    attributes: { axes: [1, -1] },
    outputs: [f32(2, 1, 4, 1)],
    flops: elements(2, 3, 4, 5) - elements(2, 4),
    detail: { kind: 'reduction', function: 'reducesum', axes: [1, 3] },
  },
  {
    name: 'axes as an input, dropped',
    opset: 13,
    inputs: { data: f32(2, 3, 4), axes: known('int64', -2) },
    attributes: { keepdims: 0 },
    outputs: [f32(2, 4)],
    flops: elements(2, 3, 4) - elements(2, 4),
  },
  { name: 'all axes', inputs: { data: f32(2, 3) }, attributes: { keepdims: 0 }, outputs: [f32()], flops: 2 * 3 - 1 },
  {
    name: 'no axes at all',
    opset: 13,
    inputs: { data: f32(2, 3), axes: known('int64') },
    attributes: { noop_with_empty_axes: 1 },
    outputs: [f32(2, 3)],
    flops: 0,
  },
  { name: 'empty axes mean all', opset: 13, inputs: { data: f32(2, 3), axes: known('int64') }, outputs: [f32(1, 1)] },
  { name: 'a scalar', inputs: { data: f32() }, attributes: { keepdims: 0 }, outputs: [f32()], flops: 0 },
  { name: 'of nothing', inputs: { data: f32(0, 3) }, attributes: { axes: [0] }, outputs: [f32(1, 3)], flops: 0 },
  {
    name: 'axes that only a run tells, kept',
    opset: 13,
    inputs: { data: f32(2, 3), axes: i64(1) },
    outputs: [f32(symbol('fresh_axis0'), symbol('fresh_axis1'))],
    pin: 'all',
  },
  {
    name: 'axes that only a run tells, dropped',
    opset: 13,
    inputs: { data: f32(2, 3), axes: i64(1) },
    attributes: { keepdims: 0 },
    outputs: [f32(symbol('fresh_axis0'))],
    pin: 'all',
  },
  {
    name: 'unknown rank, all axes dropped',
    inputs: { data: unranked('float32') },
    attributes: { keepdims: 0 },
    outputs: [f32()],
  },
  {
    name: 'unknown rank',
    inputs: { data: unranked('float16') },
    attributes: { axes: [1] },
    outputs: [unranked('float16')],
  },
  { name: 'of elements', inputs: { data: known('int64', 2, 3, 4) }, outputs: [known('int64', 2 + 3 + 4)] },
  {
    name: 'of the elements along one of two axes',
    inputs: { data: { kind: 'tensor', dtype: 'int64', shape: [2, 3], elements: [1, 2, 3, 10, 20, 30] } },
    attributes: { axes: [0], keepdims: 0 },
    outputs: [known('int64', 1 + 10, 2 + 20, 3 + 30)],
  },
]);

const H = symbol('H');

testOp(named('ReduceProd'), [
  {
    name: 'a shape to a size',
    inputs: { data: known('int64', 2, 3, 4) },
    attributes: { keepdims: 0 },
    outputs: [scalar('int64', 24)],
    flops: 3 - 1,
  },
  {
    name: 'beyond 2^53',
    inputs: { data: known('int64', 2 ** 31, 2 ** 31) },
    attributes: { keepdims: 0 },
    outputs: [scalar('int64', 2 ** 62)],
  },
  {
    name: 'of no elements',
    inputs: { data: known('int64') },
    attributes: { keepdims: 0 },
    outputs: [scalar('int64', 1)],
  },
]);

testOp(named('ReduceMax'), [
  {
    name: 'of truth values',
    opset: 20,
    inputs: { data: known('bool', false, true, undefined) },
    attributes: { keepdims: 0 },
    outputs: [scalar('bool', true)],
  },
  { name: 'of elements', inputs: { data: known('int64', 2, 7, 4) }, outputs: [known('int64', 7)], flops: 3 - 1 },
  {
    name: 'of symbols where one is surely the greatest',
    inputs: { data: known('int64', H, 0, H) },
    outputs: [known('int64', H)],
  },
]);
testOp(named('ReduceMin'), [
  { name: 'of elements', inputs: { data: known('int64', 2, 7, 4) }, outputs: [known('int64', 2)] },
  {
    name: 'of truth values',
    opset: 20,
    inputs: { data: bool(4, 3) },
    attributes: { axes: [0] },
    outputs: [bool(1, 3)],
    flops: 4 * 3 - 3,
  },
]);
testOp(named('ReduceMean'), [
  {
    name: 'over the spatial axes',
    inputs: { data: f32(1, 64, 7, 7) },
    attributes: { axes: [2, 3] },
    outputs: [f32(1, 64, 1, 1)],
    flops: 64 * (7 * 7 - 1) + 64,
  },
  { name: 'of elements', inputs: { data: known('float32', 1, 2, 4) }, outputs: [known('float32', Math.fround(7 / 3))] },
]);
testOp(named('ReduceL1'), [
  {
    name: 'rows',
    inputs: { data: f32(4, 8) },
    attributes: { axes: [1] },
    outputs: [f32(4, 1)],
    flops: 4 * 8 + 4 * (8 - 1),
  },
  { name: 'of elements', inputs: { data: known('float32', -1, 2, -4) }, outputs: [known('float32', 7)] },
]);
testOp(named('ReduceL2'), [
  {
    name: 'rows',
    inputs: { data: f32(4, 8) },
    attributes: { axes: [1] },
    outputs: [f32(4, 1)],
    flops: 4 * 8 + 4 * (8 - 1) + 4,
  },
  { name: 'of elements', inputs: { data: known('float32', 3, 4) }, outputs: [known('float32', 5)] },
]);
testOp(named('ReduceSumSquare'), [
  {
    name: 'rows',
    inputs: { data: f32(4, 8) },
    attributes: { axes: [1] },
    outputs: [f32(4, 1)],
    flops: 4 * 8 + 4 * (8 - 1),
  },
  {
    name: 'no axes at all squares',
    opset: 18,
    inputs: { data: f32(4, 8) },
    attributes: { noop_with_empty_axes: 1 },
    outputs: [f32(4, 8)],
    flops: 4 * 8,
  },
]);
testOp(named('ReduceLogSum'), [
  {
    name: 'rows',
    inputs: { data: tensor('float16', 4, 8) },
    attributes: { axes: [1] },
    outputs: [tensor('float16', 4, 1)],
    flops: 4 * (8 - 1) + 4,
  },
]);
testOp(named('ReduceLogSumExp'), [
  {
    name: 'rows',
    inputs: { data: f32(4, 8) },
    attributes: { axes: [1] },
    outputs: [f32(4, 1)],
    flops: 4 * 8 + 4 * (8 - 1) + 4,
  },
  { name: 'of elements', inputs: { data: known('float64', 0, 0) }, outputs: [known('float64', Math.log(2))] },
]);
