import { linearAttention } from '../../../src/ops/ai.onnx/linear-attention.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

testOp(linearAttention, [
  {
    name: 'gated delta rule: write, read and correct; decay, correction and output besides',
    inputs: {
      query: f32(2, 10, 8 * 16),
      key: f32(2, 10, 4 * 16),
      value: f32(2, 10, 4 * 32),
      past_state: f32(2, 4, 16, 32),
      decay: f32(2, 10, 4),
      beta: f32(2, 10, 4),
    },
    attributes: { q_num_heads: 8, kv_num_heads: 4 },
    outputs: [f32(2, 10, 8 * 32), f32(2, 4, 16, 32)],
    multiplyAdds: 2 * 10 * 16 * 32 * (8 + 2 * 4),
    flops:
      2 * 2 * 10 * 16 * 32 * (8 + 2 * 4) + 2 * 10 * 4 + 2 * 10 * 4 * 16 * 32 + 2 * 2 * 10 * 4 * 32 + 2 * 10 * 8 * 32,
    pin: [64, 128, 16, 32],
  },
  {
    name: 'the plain rule; the state has the type of the query',
    inputs: {
      query: tensor('float16', 2, 10, 64),
      key: tensor('float16', 2, 10, 64),
      value: tensor('float16', 2, 10, 64),
    },
    attributes: { q_num_heads: 4, kv_num_heads: 4, update_rule: 'linear' },
    outputs: [tensor('float16', 2, 10, 64), tensor('float16', 2, 4, 16, 16)],
    multiplyAdds: 2 * 10 * 16 * 16 * 8,
    flops: 2 * 2 * 10 * 16 * 16 * 8 + 2 * 10 * 64,
    pin: [64],
  },
]);
