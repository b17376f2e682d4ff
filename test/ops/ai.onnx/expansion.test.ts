import { symbol } from '../../../src/dim/index.js';
import { expand, tile, tileAlongAxis } from '../../../src/ops/ai.onnx/expansion.js';
import { f32, i64, known, scalar, testOp } from '../../testers/test-op.js';

testOp(expand, [
  {
    name: 'both sides broadcast',
    inputs: { input: f32(3, 1), shape: known('int64', 2, 1, 6) },
    outputs: [f32(2, 3, 6)],
    flops: 0,
  },
  {
    name: 'fewer dimensions than the input',
    inputs: { input: f32(2, 3, 4), shape: known('int64', 4) },
    outputs: [f32(2, 3, 4)],
  },
  {
    name: 'to a symbolic shape',
    inputs: { input: f32(1, 5), shape: known('int64', symbol('N'), 5) },
    outputs: [f32(symbol('N'), 5)],
  },
  {
    name: "a length that only a run tells is the input's unless that is 1",
    inputs: { input: f32(7, 1), shape: known('int64', undefined, undefined) },
    outputs: [f32(7, symbol('fresh_axis_1'))],
    pin: [7],
  },
  {
    name: 'by value',
    inputs: { input: { ...i64(2, 1), elements: [5, symbol('H')] }, shape: known('int64', 2, 3) },
    outputs: [{ ...i64(2, 3), elements: [5, 5, 5, symbol('H'), symbol('H'), symbol('H')] }],
  },
  {
    name: 'a scalar by value',
    inputs: { input: scalar('int64', 1), shape: known('int64', 3) },
    outputs: [known('int64', 1, 1, 1)],
  },
]);

testOp(tile, [
  {
    name: 'repeats of each axis',
    inputs: { input: f32(2, 3), repeats: known('int64', 4, 5) },
    outputs: [f32(2 * 4, 3 * 5)],
    flops: 0,
  },
  {
    name: 'symbolic repeats',
    inputs: { input: f32(1, 3), repeats: known('int64', symbol('N'), 1) },
    outputs: [f32(symbol('N'), 3)],
  },
  {
    name: 'repeats that only a run tells leave the rank',
    inputs: { input: f32(2, 3), repeats: i64(2) },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
    pin: [2],
  },
  {
    name: 'by value',
    inputs: { input: { ...i64(2, 2), elements: [1, 2, 3, 4] }, repeats: known('int64', 1, 2) },
    outputs: [{ ...i64(2, 4), elements: [1, 2, 1, 2, 3, 4, 3, 4] }],
  },
]);

testOp(tileAlongAxis, [
  {
    name: 'one axis in opset 1',
    inputs: { input: f32(2, 3, 4), tiles: scalar('int64', 5), axis: scalar('int64', 1) },
    outputs: [f32(2, 15, 4)],
  },
  {
    name: 'an axis that only a run tells',
    inputs: { input: f32(2, 3), tiles: scalar('int64', 5), axis: i64() },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
  },
]);
