import { symbol } from '../../../src/dim/index.js';
import { compress, nonMaxSuppression, nonZero, unique } from '../../../src/ops/ai.onnx/selection.js';
import { bool, elements, f32, i64, known, scalar, testOp, unranked } from '../../testers/test-op.js';

testOp(compress, [
  {
    name: 'slices of an axis, as many as a known condition says',
    inputs: { input: f32(3, 4), condition: known('bool', false, true, true) },
    attributes: { axis: 0 },
    outputs: [f32(2, 4)],
    reads: { 0: elements(2, 4) },
    flops: 0,
  },
  {
    name: 'a condition that only a run tells',
    inputs: { input: f32(3, 4), condition: bool(3) },
    attributes: { axis: -1 },
    outputs: [f32(3, symbol('fresh_count'))],
  },
  {
    name: 'elements without an axis',
    inputs: { input: f32(3, 4), condition: bool(5) },
    outputs: [f32(symbol('fresh_count'))],
  },
  {
    name: 'what a condition says of places beyond the axis is left out, as onnxruntime does',
    inputs: { input: f32(0), condition: known('bool', true) },
    attributes: { axis: 0 },
    outputs: [f32(0)],
  },
  {
    name: 'elements of a shape',
    inputs: { input: known('int64', 1, symbol('H'), 3), condition: known('bool', false, true) },
    outputs: [known('int64', symbol('H'))],
  },
  {
    name: 'rows by value',
    inputs: { input: { ...i64(3, 2), elements: [1, 2, 3, 4, 5, 6] }, condition: known('bool', false, true, true) },
    attributes: { axis: 0 },
    outputs: [{ ...i64(2, 2), elements: [3, 4, 5, 6] }],
  },
]);

testOp(nonZero, [
  {
    name: 'a position per element that is not zero',
    inputs: { X: f32(3, 4) },
    outputs: [i64(2, symbol('fresh_count'))],
    flops: elements(3, 4),
  },
  // The specification gives a scalar no axis; onnxruntime 1.30 gives [1, 1], and [1, 0] for 0.
  { name: 'a scalar has one axis', inputs: { X: f32() }, outputs: [i64(1, symbol('fresh_count'))] },
  { name: 'a known scalar', inputs: { X: scalar('int64', 3) }, outputs: [{ ...i64(1, 1), elements: [0] }] },
  { name: 'a scalar of 0', inputs: { X: scalar('int64', 0) }, outputs: [{ ...i64(1, 0), elements: [] }] },
  {
    name: 'an unknown rank',
    inputs: { X: unranked('float32') },
    outputs: [i64(symbol('fresh_rank'), symbol('fresh_count'))],
  },
  // The page's example.
  {
    name: 'by value',
    inputs: { X: { ...bool(2, 2), elements: [true, false, true, true] } },
    outputs: [{ ...i64(2, 3), elements: [0, 1, 1, 0, 0, 1] }],
  },
  {
    name: 'an element that may be zero',
    inputs: { X: known('int64', 1, symbol('N')) },
    outputs: [i64(1, symbol('fresh_count'))],
  },
]);

testOp(unique, [
  {
    name: 'the flattened tensor',
    inputs: { X: f32(3, 4) },
    outputs: [f32(symbol('fresh_count')), i64(symbol('fresh_count')), i64(3 * 4), i64(symbol('fresh_count'))],
    flops: elements(3, 4),
  },
  {
    name: 'slices of an axis',
    inputs: { X: f32(3, 4) },
    attributes: { axis: -1 },
    outputs: [f32(3, symbol('fresh_count')), i64(symbol('fresh_count')), i64(4), i64(symbol('fresh_count'))],
  },
  { name: 'the first output alone', inputs: { X: f32(3, 4) }, outputs: [f32(symbol('fresh_count'))] },
  // The page's first example, and unsorted its second.
  {
    name: 'sorted, by value',
    inputs: { X: known('int64', 2, 1, 1, 3, 4, 3) },
    outputs: [
      known('int64', 1, 2, 3, 4),
      known('int64', 1, 0, 3, 4),
      known('int64', 1, 0, 0, 2, 3, 2),
      known('int64', 2, 1, 2, 1),
    ],
  },
  {
    name: 'as they come, by value',
    inputs: { X: known('int64', 2, 1, 1, 3, 4, 3) },
    attributes: { sorted: 0 },
    outputs: [
      known('int64', 2, 1, 3, 4),
      known('int64', 0, 1, 3, 4),
      known('int64', 0, 1, 1, 2, 3, 2),
      known('int64', 1, 2, 2, 1),
    ],
  },
]);

testOp(nonMaxSuppression, [
  {
    name: 'three indices per box that is left',
    inputs: { boxes: f32(2, 100, 4), scores: f32(2, 5, 100), max_output_boxes_per_class: scalar('int64', 10) },
    outputs: [i64(symbol('fresh_count'), 3)],
    flops: elements(2, 5, 100),
    pin: [4],
  },
  {
    name: 'no boxes unless told how many',
    inputs: { boxes: f32(2, 100, 4), scores: f32(2, 5, 100) },
    outputs: [i64(0, 3)],
    pin: [4],
  },
]);
