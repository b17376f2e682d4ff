import { symbol } from '../../../src/dim/index.js';
import { centerCropPad, crop } from '../../../src/ops/ai.onnx/cropping.js';
import { elements, f32, i64, known, testOp } from '../../testers/test-op.js';

testOp(crop, [
  {
    name: 'left, top, right and bottom',
    inputs: { input: f32(1, 3, 20, 30) },
    attributes: { border: [1, 2, 3, 4] },
    outputs: [f32(1, 3, 20 - 2 - 4, 30 - 1 - 3)],
    reads: { 0: elements(3, 14, 26) },
    flops: 0,
  },
  {
    name: 'a part of known size',
    inputs: { input: f32(1, 3, 20, 30) },
    attributes: { border: [1, 2, 0, 0], scale: [5, 6] },
    outputs: [f32(1, 3, 5, 6)],
  },
]);

testOp(centerCropPad, [
  {
    name: 'one axis cropped, one padded',
    inputs: { input_data: f32(20, 8), shape: known('int64', 10, 9) },
    outputs: [f32(10, 9)],
    reads: { 0: elements(10, 8) },
    flops: 0,
  },
  {
    name: 'some axes',
    inputs: { input_data: f32(20, 8, 3), shape: known('int64', 10, 9) },
    attributes: { axes: [-3, 1] },
    outputs: [f32(10, 9, 3)],
  },
  {
    name: 'a length that only a run tells',
    inputs: { input_data: f32(20, 8), shape: known('int64', 10, undefined) },
    outputs: [f32(10, symbol('fresh_axis_1'))],
  },
  {
    name: 'an odd rest is cropped at the end',
    inputs: { input_data: known('int64', 1, 2, 3, 4), shape: known('int64', 1) },
    outputs: [known('int64', 2)],
  },
  {
    name: 'and padded at the end',
    inputs: { input_data: { ...i64(1), elements: [symbol('N')] }, shape: known('int64', 4) },
    outputs: [known('int64', 0, symbol('N'), 0, 0)],
  },
]);
