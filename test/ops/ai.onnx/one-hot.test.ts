import { symbol } from '../../../src/dim/index.js';
import { oneHot } from '../../../src/ops/ai.onnx/one-hot.js';
import { f32, i64, known, scalar, tensor, testOp } from '../../testers/test-op.js';

testOp(oneHot, [
  {
    name: 'a last axis unless told',
    inputs: { indices: i64(3, 5), depth: scalar('int64', 10), values: tensor('float32', 2) },
    outputs: [f32(3, 5, 10)],
    flops: 0,
  },
  {
    name: 'another axis, the depth as a list and a float',
    inputs: { indices: i64(3, 5), depth: known('float32', 10), values: tensor('float32', 2) },
    attributes: { axis: 1 },
    outputs: [f32(3, 10, 5)],
  },
  {
    name: 'a symbolic depth',
    inputs: { indices: i64(3), depth: scalar('int64', symbol('classes')), values: tensor('float32', 2) },
    attributes: { axis: 0 },
    outputs: [f32(symbol('classes'), 3)],
  },
  {
    name: 'a depth that only a run tells',
    inputs: { indices: i64(3), depth: i64(), values: tensor('float32', 2) },
    outputs: [f32(3, symbol('fresh_depth'))],
  },
  {
    name: 'by value; -1 is the last, what is out of range is nowhere',
    inputs: { indices: known('int64', 1, -1, 3), depth: scalar('int64', 3), values: known('int64', 0, 1) },
    outputs: [{ ...i64(3, 3), elements: [0, 1, 0, 0, 0, 1, 0, 0, 0] }],
  },
]);
