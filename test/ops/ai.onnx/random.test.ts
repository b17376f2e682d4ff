import { expect, it } from 'vitest';
import { bernoulli, multinomial, randoms, randomsLike } from '../../../src/ops/ai.onnx/random.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, i64, tensor, testOp, unranked } from '../../testers/test-op.js';

for (const type of ['RandomNormal', 'RandomUniform']) {
  testOp(operatorNamed(randoms, type), [
    {
      name: 'float32 unless told',
      inputs: {},
      attributes: { shape: [2, 3, 4] },
      outputs: [f32(2, 3, 4)],
      flops: 3 * (2 * 3 * 4),
    },
    { name: 'of another type', inputs: {}, attributes: { shape: [5], dtype: 11 }, outputs: [tensor('float64', 5)] },
  ]);
  testOp(operatorNamed(randomsLike, `${type}Like`), [
    {
      name: 'reads only the shape',
      inputs: { input: tensor('float16', 2, 3) },
      outputs: [tensor('float16', 2, 3)],
      flops: 3 * (2 * 3),
      reads: { 0: 0 },
    },
    { name: 'of another type', inputs: { input: i64(2, 3) }, attributes: { dtype: 1 }, outputs: [f32(2, 3)] },
    { name: 'an unknown rank', inputs: { input: unranked('float32') }, outputs: [unranked('float32')] },
  ]);
}

testOp(bernoulli, [
  { name: 'the type of the input', inputs: { input: f32(3, 4) }, outputs: [f32(3, 4)], flops: 2 * (3 * 4) },
  { name: 'truth values', inputs: { input: f32(3, 4) }, attributes: { dtype: 9 }, outputs: [tensor('bool', 3, 4)] },
]);

testOp(multinomial, [
  {
    name: 'one sample of int32 unless told',
    inputs: { input: f32(2, 10) },
    outputs: [tensor('int32', 2, 1)],
    flops: 2 * 2 * 10 + 2 * 1 * (2 + 10),
  },
  {
    name: 'several of int64',
    inputs: { input: f32(2, 10) },
    attributes: { sample_size: 3, dtype: 7 },
    outputs: [i64(2, 3)],
    flops: 2 * 2 * 10 + 2 * 3 * (2 + 10),
    pin: [3],
  },
]);

it('needs a shape', () => {
  const context = { opset: 22, outputCount: 1, fresh: () => 0, warn: () => undefined };
  expect(() => operatorNamed(randoms, 'RandomNormal').apply([], new Map(), context)).toThrow(
    'attribute shape is missing',
  );
});
