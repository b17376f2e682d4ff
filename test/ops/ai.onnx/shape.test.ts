import { symbol } from '../../../src/dim/index.js';
import { shape, size } from '../../../src/ops/ai.onnx/shape.js';
import { f32, i64, known, scalar, testOp, unranked } from '../../testers/test-op.js';

testOp(shape, [
  {
    name: 'every dimension',
    inputs: { data: f32(3, 4, 5) },
    outputs: [known('int64', 3, 4, 5)],
    reads: { 0: 0 },
    flops: 0,
  },
  {
    name: 'start and end since opset 15, counted from the back',
    opset: 15,
    inputs: { data: f32(3, 4, 5, 6) },
    attributes: { start: 1, end: -1 },
    outputs: [known('int64', 4, 5)],
  },
  {
    name: 'bounds beyond the rank are clamped',
    opset: 15,
    inputs: { data: f32(3, 4, 5) },
    attributes: { start: -10, end: 10 },
    outputs: [known('int64', 3, 4, 5)],
  },
  {
    name: 'nothing between the bounds',
    opset: 15,
    inputs: { data: f32(3, 4, 5) },
    attributes: { start: 2, end: 1 },
    outputs: [known('int64')],
  },
  { name: 'a scalar', inputs: { data: f32() }, outputs: [known('int64')] },
  {
    name: 'an unknown rank is the length',
    inputs: { data: unranked('float32') },
    outputs: [i64(symbol('fresh_rank'))],
  },
]);

testOp(size, [
  {
    name: 'the product of the dimensions',
    inputs: { data: f32(3, 4, 5) },
    outputs: [scalar('int64', 3 * 4 * 5)],
    reads: { 0: 0 },
  },
  { name: 'a scalar has one element', inputs: { data: f32() }, outputs: [scalar('int64', 1)] },
  { name: 'an unknown rank', inputs: { data: unranked('float32') }, outputs: [i64()] },
]);
