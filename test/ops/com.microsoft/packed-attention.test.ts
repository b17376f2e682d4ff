import { packedAttention } from '../../../src/ops/com.microsoft/packed-attention.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// Sizes and costs as in self-attention.test.ts: N sequences of T tokens of width I, H heads of size D.
const [N, T, I, H, D] = [2, 5, 16, 4, 6];
const Q = H * D;

testOp(packedAttention, [
  {
    name: '7 tokens of 2 sequences padded to 5',
    inputs: {
      input: f32(7, I),
      weights: f32(I, 3 * Q),
      bias: f32(3 * Q),
      token_offset: tensor('int32', N, T),
      cumulative_sequence_length: tensor('int32', N + 1),
    },
    attributes: { num_heads: H },
    outputs: [f32(7, Q)],
    multiplyAdds: 7 * I * 3 * Q + H * 7 * T * 2 * D,
    flops: 2 * (7 * I * 3 * Q + H * 7 * T * 2 * D) + 6 * H * 7 * T - 2 * H * 7 + 7 * 3 * Q,
  },
]);
