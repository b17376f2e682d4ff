import { symbol } from '../../../src/dim/index.js';
import {
  expandDims,
  forerunners,
  gatherBlockQuantized,
  isAllFinite,
  removePadding,
  restorePadding,
  sampleOp,
  steppedRange,
  torchEmbedding,
  unfoldTensor,
  uniqueOfVector,
} from '../../../src/ops/com.microsoft/tensor.js';
import { bool, f32, i64, known, scalar, tensor, testOp } from '../../testers/test-op.js';

const cases = {
  GatherND: {
    name: 'tuples of the last axis',
    inputs: { data: f32(4, 5, 6), indices: i64(3, 2) },
    outputs: [f32(3, 6)],
    flops: 0,
    pin: [2],
  },
  Pad: {
    name: 'at both ends of each axis',
    inputs: { data: f32(4, 5), pads: known('int64', 1, 0, 2, 3) },
    outputs: [f32(7, 8)],
    flops: 0,
  },
  Trilu: { name: 'keeps the shape', inputs: { input: f32(4, 5) }, outputs: [f32(4, 5)] },
} as const;
for (const operator of forerunners) {
  const wanted = Object.entries(cases).find(([type]) => type === operator.type)?.[1];
  testOp(operator, wanted === undefined ? [] : [wanted]);
}

testOp(steppedRange, [
  {
    name: 'by 1 unless told',
    inputs: { start: scalar('int64', 2), limit: scalar('int64', 7) },
    outputs: [known('int64', 2, 3, 4, 5, 6)],
  },
  {
    name: 'by a step',
    inputs: { start: scalar('float32', 0), limit: scalar('float32', 1), delta: scalar('float32', 0.3) },
    outputs: [f32(4)],
  },
]);

testOp(expandDims, [
  {
    name: 'at the end',
    inputs: { X: f32(4, 5), axis: scalar('int32', -1) },
    outputs: [f32(4, 5, 1)],
    view: true,
    flops: 0,
  },
  {
    name: 'at the start, with its elements',
    inputs: { X: known('int64', 4, 5), axis: scalar('int32', 0) },
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [1, 2], elements: [4, 5] }],
  },
]);

testOp(uniqueOfVector, [
  {
    name: 'as many as there are',
    inputs: { x: f32(9) },
    outputs: [f32(symbol('fresh_count')), i64(9), i64(symbol('fresh_count'))],
    flops: 9,
  },
]);

testOp(unfoldTensor, [
  {
    name: 'windows of 3, every second',
    inputs: { input: f32(4, 9, 5) },
    attributes: { dim: 1, size: 3, step: 2 },
    outputs: [f32(4, 4, 5, 3)],
    flops: 0,
    pin: [3],
  },
]);

testOp(torchEmbedding, [
  {
    name: 'reads the rows that it takes',
    inputs: { weight: f32(100, 8), indices: i64(2, 5) },
    outputs: [f32(2, 5, 8)],
    flops: 0,
    reads: { 0: 2 * 5 * 8 },
  },
]);

// Rows of 64 numbers in blocks of 32: two numbers of 4 bits in a byte.
testOp(gatherBlockQuantized, [
  {
    name: 'bytes of two numbers',
    inputs: { data: tensor('uint8', 100, 32), indices: i64(2, 5), scales: tensor('float16', 100, 2) },
    attributes: { block_size: 32 },
    outputs: [tensor('float16', 2, 5, 64)],
    flops: 2 * 2 * 5 * 64,
    reads: { 0: 2 * 5 * 32, 2: 2 * 5 * 2 },
  },
  {
    name: 'a type of 4 bits, across another axis',
    inputs: { data: tensor('int4', 3, 100, 64), indices: i64(5), scales: f32(3, 100, 2) },
    attributes: { gather_axis: 1, quantize_axis: 2, block_size: 32 },
    outputs: [f32(3, 5, 64)],
    flops: 2 * 3 * 5 * 64,
  },
]);

testOp(removePadding, [
  {
    name: 'tokens are data',
    inputs: { input: f32(2, 5, 8), sequence_token_count: tensor('int32', 2) },
    outputs: [f32(symbol('fresh_tokens'), 8), tensor('int32', 2, 5), tensor('int32', 3), tensor('int32', 1)],
    flops: 0,
  },
]);
testOp(restorePadding, [
  {
    name: 'back to sequences',
    inputs: { input: f32(7, 8), token_offset: tensor('int32', 2, 5) },
    outputs: [f32(2, 5, 8)],
    flops: 0,
  },
]);
testOp(sampleOp, [{ name: 'adds', inputs: { X: f32(4, 5) }, outputs: [f32(4, 5)], flops: 20 }]);
testOp(isAllFinite, [
  { name: 'over all inputs', inputs: { input: [f32(4, 5), f32(3)] }, outputs: [bool()], flops: 4 * 5 + 3 },
]);
