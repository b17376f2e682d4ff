import {
  deformableAttention,
  disentangledAttention,
  flashAttention,
  qkvToContext,
} from '../../../src/ops/trt.plugins/attention.js';
import { f32, i64, testOp } from '../../testers/test-op.js';

for (const operator of disentangledAttention) {
  testOp(operator, [
    {
      name: 'two additions and a scale',
      inputs: { c2c_attention: f32(12, 5, 5), c2p_attention: f32(12, 5, 16), p2c_attention: f32(12, 5, 16) },
      outputs: [f32(12, 5, 5)],
      flops: 3 * 12 * 5 * 5,
    },
  ]);
}

for (const operator of qkvToContext) {
  testOp(operator, [
    {
      name: '4 heads of 16 over 10 tokens of 2 samples',
      inputs: { input: f32(10, 2, 3 * 64, 1, 1) },
      attributes: { hidden_size: 64, num_heads: 4 },
      outputs: [f32(10, 2, 64, 1, 1)],
      multiplyAdds: 2 * 4 * 10 * 10 * 2 * 16,
      flops: 2 * 2 * 4 * 10 * 10 * 2 * 16 + 6 * 2 * 4 * 10 * 10 - 2 * 2 * 4 * 10,
    },
  ]);
}

for (const operator of flashAttention) {
  testOp(operator, [
    {
      name: 'queries over other keys and values',
      inputs: { qkv: f32(2, 10, 4, 16), kv: f32(2, 7, 4, 2, 16) },
      outputs: [f32(2, 10, 4, 16)],
      multiplyAdds: 2 * 4 * 10 * 7 * 2 * 16,
    },
    {
      name: 'all of one tensor',
      inputs: { qkv: f32(2, 10, 4, 3, 16) },
      outputs: [f32(2, 10, 4, 16)],
      multiplyAdds: 2 * 4 * 10 * 10 * 2 * 16,
    },
  ]);
}

// 300 queries of 8 heads take 4 points of each of 3 levels; each value has 32 numbers.
for (const operator of deformableAttention) {
  testOp(operator, [
    {
      name: 'a product of each number of each point',
      inputs: {
        value: f32(2, 1000, 8, 32),
        spatial_shapes: i64(3, 2),
        level_start_index: i64(3),
        sampling_locations: f32(2, 300, 8, 3, 4, 2),
        attention_weights: f32(2, 300, 8, 3, 4),
      },
      outputs: [f32(2, 300, 8, 32)],
      multiplyAdds: 2 * 300 * 8 * 12 * 32,
      reads: { 0: 2 * 1000 * 8 * 32 },
      pin: 'all',
    },
  ]);
}
