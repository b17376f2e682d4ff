import {
  arrayFeatureExtractor,
  binarizer,
  featureVectorizer,
  imputer,
  normalizer,
  scaler,
} from '../../../src/ops/ai.onnx.ml/features.js';
import { f32, floats, i64, tensor, testOp } from '../../testers/test-op.js';

testOp(arrayFeatureExtractor, [
  {
    name: 'columns of a matrix',
    inputs: { X: tensor('float64', 5, 9), Y: i64(1, 3) },
    outputs: [tensor('float64', 5, 3)],
    flops: 0,
    reads: { 0: 5 * 3 },
  },
  { name: 'a vector gives one row', inputs: { X: f32(9), Y: i64(3) }, outputs: [f32(1, 3)], flops: 0 },
]);

testOp(featureVectorizer, [
  {
    name: 'by the widths it names',
    inputs: { X: [f32(5, 3), i64(5, 2)] },
    attributes: { inputdimensions: [3, 2] },
    outputs: [f32(5, 5)],
    flops: 0,
    pin: 'all',
  },
  { name: 'by the widths of its inputs', inputs: { X: [f32(4), f32(6)] }, outputs: [f32(1, 4 + 6)], flops: 0 },
]);

testOp(binarizer, [
  {
    name: 'compares each element',
    inputs: { X: f32(5, 3) },
    attributes: { threshold: 0.5 },
    outputs: [f32(5, 3)],
    flops: 5 * 3,
  },
]);

testOp(imputer, [
  {
    name: 'compares each element',
    inputs: { X: i64(5, 3) },
    attributes: { imputed_value_int64s: [1], replaced_value_int64: 0 },
    outputs: [i64(5, 3)],
    flops: 5 * 3,
  },
]);

testOp(scaler, [
  {
    name: 'subtracts and multiplies',
    inputs: { X: i64(5, 3) },
    attributes: { offset: floats(1), scale: floats(2) },
    outputs: [f32(5, 3)],
    flops: 2 * 5 * 3,
  },
]);

testOp(normalizer, [
  { name: 'by the maximum: compare, divide', inputs: { X: i64(5, 3) }, outputs: [f32(5, 3)], flops: 2 * 5 * 3 },
  {
    name: 'by the length: square, add, divide, root',
    inputs: { X: f32(3) },
    attributes: { norm: 'L2' },
    outputs: [f32(3)],
    flops: 4 * 3,
  },
]);
