import { slice } from '../../../src/ops/ai.onnx/slice.js';
import { symbol } from '../../../src/dim/index.js';
import { elements, f32, i64, known, testOp, unranked } from '../../testers/test-op.js';

const toTheEnd = 9223372036854775807n;

testOp(slice, [
  {
    name: 'opset 1 keeps starts, ends and axes in attributes',
    inputs: { data: f32(20, 10, 5) },
    attributes: { starts: [0, 0], ends: [3, 10], axes: [0, 1] },
    outputs: [f32(3, 10, 5)],
    reads: { 0: elements(3, 10, 5) },
  },
  {
    name: 'axes default to the first ones',
    inputs: { data: f32(20, 10, 5) },
    attributes: { starts: [0, 0], ends: [3, -1] },
    outputs: [f32(3, 9, 5)],
  },
  {
    name: 'inputs since opset 10, with steps',
    opset: 13,
    inputs: {
      data: f32(20, 10, 5),
      starts: known('int64', 20, 0, 4),
      ends: known('int64', 0, 10, 1),
      axes: known('int64', 0, 1, 2),
      steps: known('int64', -1, 3, -2),
    },
    outputs: [f32(19, 4, 2)],
  },
  {
    name: 'negative axes',
    opset: 13,
    inputs: {
      data: f32(20, 10, 5),
      starts: known('int64', 1),
      ends: known('int64', toTheEnd),
      axes: known('int64', -1),
    },
    outputs: [f32(20, 10, 4)],
  },
  // onnxruntime 1.30 gives 5, 4 and 1 elements; INT32_MAX and INT64_MAX are its "no end".
  ...[
    [-1, toTheEnd, 5],
    [-2, 2147483647, 4],
    [0, toTheEnd, 1],
    [3, 100, 0],
  ].map(([start = 0, end = 0, length = 0]) => ({
    name: `backwards from ${start} to ${end}`,
    opset: 13,
    inputs: {
      data: f32(5),
      starts: known('int64', start),
      ends: known('int64', end),
      axes: known('int64', 0),
      steps: known('int64', -1),
    },
    outputs: [f32(Number(length))],
  })),
  {
    name: 'a start beyond the axis leaves nothing',
    opset: 13,
    inputs: { data: f32(20, 10, 5), starts: known('int64', 1000), ends: known('int64', 1000), axes: known('int64', 1) },
    outputs: [f32(20, 0, 5)],
    reads: { 0: 0 },
  },
  {
    name: 'a bound that only a run tells makes a symbol of its axis alone',
    opset: 13,
    inputs: { data: f32(20, 10), starts: known('int64', 0, 0), ends: known('int64', 5, undefined) },
    outputs: [f32(5, symbol('fresh_axis_1'))],
  },
  {
    name: 'bounds of unknown number leave the rank',
    opset: 13,
    inputs: { data: f32(20, 10), starts: unranked('int64'), ends: unranked('int64') },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
  },
  {
    name: 'steers shapes: the spatial part of a shape, backwards',
    opset: 13,
    inputs: {
      data: known('int64', 1, symbol('C'), 224, 225),
      starts: known('int64', -1),
      ends: known('int64', 1),
      steps: known('int64', -1),
    },
    outputs: [known('int64', 225, 224)],
  },
  {
    name: 'takes a matrix apart',
    opset: 13,
    inputs: {
      data: { ...i64(2, 3), elements: [1, 2, 3, 4, 5, undefined] },
      starts: known('int64', 0, 1),
      ends: known('int64', 2, 3),
      axes: known('int64', 0, 1),
    },
    outputs: [{ ...i64(2, 2), elements: [2, 3, 5, undefined] }],
  },
]);
