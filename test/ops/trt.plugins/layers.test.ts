import {
  groupNormalization,
  layerNormalization,
  renamed,
  skipLayerNormalization,
  splitGelu,
} from '../../../src/ops/trt.plugins/layers.js';
import { expect, it } from 'vitest';
import { f32, floats, testOp } from '../../testers/test-op.js';

it('takes what the standard has as it is', () => {
  expect(renamed.filter(({ domain }) => domain === 'TRT').map(({ type }) => type)).toEqual([
    'InstanceNormalization_TRT',
    'ScatterElements_TRT',
  ]);
});

for (const operator of groupNormalization) {
  testOp(operator, [
    {
      name: 'with a Swish (5) behind it',
      inputs: { input: f32(2, 64, 8, 8), gamma: f32(64), beta: f32(64) },
      attributes: { num_groups: 16, bSwish: 1 },
      outputs: [f32(2, 64, 8, 8)],
      flops: 12 * 2 * 64 * 64 + 3 * 2 * 16,
    },
  ]);
}
for (const operator of layerNormalization) {
  testOp(operator, [
    {
      name: 'of the last axis',
      inputs: { input: f32(2, 7, 64), gamma: f32(64), beta: f32(64) },
      outputs: [f32(2, 7, 64)],
      flops: 7 * 2 * 7 * 64 + 3 * 14,
    },
  ]);
}
for (const operator of skipLayerNormalization) {
  testOp(operator, [
    {
      name: 'after two additions',
      inputs: { input: f32(7, 2, 64, 1, 1), skip: f32(7, 2, 64, 1, 1) },
      attributes: { ld: 64, bias: floats(0, 1) },
      outputs: [f32(7, 2, 64, 1, 1)],
      flops: 9 * 7 * 2 * 64 + 3 * 14,
      pin: [64, 1],
    },
  ]);
}
for (const operator of splitGelu) {
  testOp(operator, [
    {
      name: 'half of the last axis',
      inputs: { input: f32(2, 7, 64) },
      outputs: [f32(2, 7, 32)],
      flops: 6 * 2 * 7 * 32,
      pin: [64],
    },
  ]);
}
