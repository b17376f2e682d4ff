import {
  groupQueryAttention,
  pagedAttention,
  sparseAttention,
} from '../../../src/ops/com.microsoft/grouped-attention.js';
import { f32, scalar, tensor, testOp } from '../../testers/test-op.js';

// H heads of queries share G heads of keys and values of size D: N·H·Tq·Tk·2·D multiply-adds, whatever G is.
const [N, T, H, G, D] = [2, 5, 8, 2, 6];
const lengths = tensor('int32', N);

testOp(groupQueryAttention, [
  {
    name: 'a prompt: no past, rotary embedding of queries and keys',
    inputs: {
      query: f32(N, T, H * D),
      key: f32(N, T, G * D),
      value: f32(N, T, G * D),
      seqlens_k: lengths,
      total_sequence_length: scalar('int32', T),
      cos_cache: f32(100, D / 2),
      sin_cache: f32(100, D / 2),
    },
    attributes: { num_heads: H, kv_num_heads: G, do_rotary: 1 },
    outputs: [f32(N, T, H * D), f32(N, G, T, D), f32(N, G, T, D)],
    multiplyAdds: N * H * T * T * 2 * D,
    flops: 2 * N * H * T * T * 2 * D + (6 + 1) * N * H * T * T - 2 * N * H * T + 3 * N * T * (H + G) * D,
    reads: { 7: N * T * (D / 2), 8: N * T * (D / 2) },
    detail: { kind: 'attention', heads: H, keyValueHeads: G, keyLength: T, headSize: D, causal: true },
    pin: [T],
  },
  {
    name: 'one token after 9, the past grows',
    inputs: {
      query: f32(N, 1, H * D),
      key: f32(N, 1, G * D),
      value: f32(N, 1, G * D),
      past_key: f32(N, G, 9, D),
      past_value: f32(N, G, 9, D),
      seqlens_k: lengths,
      total_sequence_length: scalar('int32', 10),
    },
    attributes: { num_heads: H, kv_num_heads: G },
    outputs: [f32(N, 1, H * D), f32(N, G, 10, D), f32(N, G, 10, D)],
    multiplyAdds: N * H * 10 * 2 * D,
    reads: { 3: N * G * 9 * D },
  },
  {
    name: 'packed operands, a 4-bit cache of 32 places in one buffer',
    inputs: {
      query: f32(N, 1, (H + 2 * G) * D),
      past_key: tensor('uint8', N, G, 32, D / 2),
      past_value: tensor('uint8', N, G, 32, D / 2),
      seqlens_k: lengths,
      total_sequence_length: scalar('int32', 10),
      k_scale: f32(1),
      v_scale: f32(1),
    },
    attributes: { num_heads: H, kv_num_heads: G, softcap: 30.5 },
    outputs: [f32(N, 1, H * D), tensor('uint8', N, G, 32, D / 2), tensor('uint8', N, G, 32, D / 2)],
    multiplyAdds: N * H * 10 * 2 * D,
    flops: 2 * N * H * 10 * 2 * D + (6 + 1 + 3) * N * H * 10 - 2 * N * H + N * G * 10 * 2 * D,
    reads: { 3: N * G * 9 * (D / 2) },
    writes: { 1: N * G * (D / 2) },
    pin: [32],
  },
  {
    name: 'a total that only a run tells is a symbol',
    inputs: {
      query: f32(N, 1, H * D),
      key: f32(N, 1, G * D),
      value: f32(N, 1, G * D),
      past_key: f32(N, G, 9, D),
      past_value: f32(N, G, 9, D),
      seqlens_k: lengths,
      total_sequence_length: tensor('int32'),
    },
    attributes: { num_heads: H, kv_num_heads: G },
    outputs: [f32(N, 1, H * D)],
    detail: { keyLength: 'fresh_total_length' },
  },
  {
    name: 'queries and keys are normalised: 4 an element, 2 a row',
    inputs: {
      query: f32(N, T, H * D),
      key: f32(N, T, G * D),
      value: f32(N, T, G * D),
      seqlens_k: lengths,
      total_sequence_length: scalar('int32', T),
      q_norm_weight: f32(D),
      k_norm_weight: f32(D),
    },
    attributes: { num_heads: H, kv_num_heads: G },
    outputs: [f32(N, T, H * D)],
    flops:
      2 * N * H * T * T * 2 * D +
      (6 + 1) * N * H * T * T -
      2 * N * H * T +
      4 * N * T * (H + G) * D +
      2 * N * T * (H + G),
    pin: [T],
  },
]);

testOp(sparseAttention, [
  {
    name: 'blocks left out are counted like masked scores',
    inputs: {
      query: f32(N, T, H * D),
      key: f32(N, T, G * D),
      value: f32(N, T, G * D),
      past_key: f32(N, G, 64, D),
      past_value: f32(N, G, 64, D),
      block_row_indices: tensor('int32', 1, 5),
      block_col_indices: tensor('int32', 1, 10),
      total_sequence_length: scalar('int32', 12),
      key_total_sequence_lengths: lengths,
    },
    attributes: { num_heads: H, kv_num_heads: G, sparse_block_size: 16 },
    outputs: [f32(N, T, H * D), f32(N, G, 64, D), f32(N, G, 64, D)],
    multiplyAdds: N * H * T * 12 * 2 * D,
    pin: [T, 64],
  },
]);

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
]);
