import { pagedAttention } from '../../../src/ops/com.microsoft/paged-attention.js';
import { tensor, testOp } from '../../testers/test-op.js';

// 7 tokens of N samples; H heads of queries share G heads of keys and values of size D.
const [N, H, G, D] = [2, 8, 2, 6];
const lengths = tensor('int32', N);

testOp(pagedAttention, [
  {
    name: 'keys of a token are data, so a symbol; the output is not',
    inputs: {
      query: tensor('float16', 7, H * D),
      key: tensor('float16', 7, G * D),
      value: tensor('float16', 7, G * D),
      key_cache: tensor('float16', 10, 16, G, D),
      value_cache: tensor('float16', 10, 16, G, D),
      cumulative_sequence_length: tensor('int32', N + 1),
      past_seqlens: lengths,
      block_table: tensor('int32', N, 4),
    },
    attributes: { num_heads: H, kv_num_heads: G },
    outputs: [tensor('float16', 7, H * D), tensor('float16', 10, 16, G, D), tensor('float16', 10, 16, G, D)],
    detail: { keyLength: 'fresh_key_length', queryLength: 7 },
    writes: { 1: 7 * G * D },
  },
  {
    name: 'keys of one sample whose past is told are the past and the new tokens',
    inputs: {
      query: tensor('float16', 7, H * D),
      key: tensor('float16', 7, G * D),
      value: tensor('float16', 7, G * D),
      key_cache: tensor('float16', 10, 16, G, D),
      value_cache: tensor('float16', 10, 16, G, D),
      cumulative_sequence_length: tensor('int32', 2),
      past_seqlens: { ...tensor('int32', 1), elements: [25] },
      block_table: tensor('int32', 1, 4),
    },
    attributes: { num_heads: H, kv_num_heads: G },
    outputs: [tensor('float16', 7, H * D), tensor('float16', 10, 16, G, D), tensor('float16', 10, 16, G, D)],
    detail: { keyLength: 25 + 7, queryLength: 7 },
    // Each of 7 tokens and H heads: a product of D numbers with each key, and one with each value.
    multiplyAdds: 7 * H * (25 + 7) * (D + D),
    writes: { 1: 7 * G * D },
  },
]);
