import { symbol } from '../../../src/dim/index.js';
import type { Value } from '../../../src/ir/index.js';
import {
  castMap,
  categoryMapper,
  dictVectorizer,
  labelEncoder1,
  labelEncoder2,
  oneHotEncoder,
  zipMap,
} from '../../../src/ops/ai.onnx.ml/encoding.js';
import { f32, floats, i64, tensor, testOp } from '../../testers/test-op.js';

const scores = (key: 'string' | 'int64', dtype: 'float32' | 'float64' = 'float32'): Value => ({
  kind: 'map',
  key,
  element: { kind: 'tensor', dtype, shape: [] },
});

testOp(castMap, [
  {
    name: 'dense: as many as the map holds',
    inputs: { X: scores('int64') },
    outputs: [f32(1, symbol('fresh_entries'))],
    flops: 0,
  },
  {
    name: 'sparse: max_map',
    inputs: { X: scores('int64') },
    attributes: { map_form: 'SPARSE', max_map: 10, cast_to: 'TO_STRING' },
    outputs: [tensor('string', 1, 10)],
    flops: 0,
  },
]);

testOp(dictVectorizer, [
  {
    name: 'one column per word',
    inputs: { X: scores('string', 'float64') },
    attributes: { string_vocabulary: ['a', 'b', 'c'] },
    outputs: [tensor('float64', 1, 3)],
    flops: 0,
  },
]);

testOp(zipMap, [
  {
    name: 'a map per sample',
    inputs: { X: f32(5, 3) },
    attributes: { classlabels_strings: ['a', 'b', 'c'] },
    outputs: [{ kind: 'sequence', element: scores('string'), length: 5 }],
    pin: [5, 3],
  },
  {
    name: 'one map for a vector',
    inputs: { X: f32(2) },
    attributes: { classlabels_int64s: [4, 5] },
    outputs: [{ kind: 'sequence', element: scores('int64'), length: 1 }],
  },
]);

const categories = { cats_strings: ['a', 'b'], cats_int64s: [1, 2] } as const;
testOp(categoryMapper, [
  {
    name: 'texts to integers',
    inputs: { X: tensor('string', 5, 3) },
    attributes: categories,
    outputs: [i64(5, 3)],
    flops: 0,
  },
  {
    name: 'integers to texts',
    inputs: { X: i64(5, 3) },
    attributes: categories,
    outputs: [tensor('string', 5, 3)],
    flops: 0,
  },
]);

testOp(oneHotEncoder, [
  {
    name: 'a last axis of categories',
    inputs: { X: i64(5, 3) },
    attributes: { cats_int64s: [1, 2, 3, 4] },
    outputs: [f32(5, 3, 4)],
    flops: 0,
  },
]);

testOp(labelEncoder1, [
  {
    name: 'texts to integers',
    inputs: { X: tensor('string', 5) },
    attributes: { classes_strings: ['a', 'b'] },
    outputs: [i64(5)],
    flops: 0,
  },
]);

testOp(labelEncoder2, [
  {
    name: 'texts to floats',
    inputs: { X: tensor('string', 5, 3) },
    attributes: { keys_strings: ['a'], values_floats: floats(1) },
    outputs: [f32(5, 3)],
    flops: 0,
  },
  {
    name: 'values in a tensor',
    opset: 4,
    inputs: { X: i64(5) },
    attributes: {
      keys_int64s: [1],
      values_tensor: {
        kind: 'tensor',
        value: {
          name: '',
          dtype: 'int16',
          dims: [1],
          bytes: 2,
          location: { kind: 'typed' },
          elements: [7],
          origin: { owner: 'test', field: 'values_tensor' },
        },
      },
    },
    outputs: [tensor('int16', 5)],
    flops: 0,
  },
]);
