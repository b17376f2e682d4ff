import { attention, decoderMaskedSelfAttention } from '../../../src/ops/com.microsoft/self-attention.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

// N sequences of T tokens of width I, H heads of size D (Dv for values) that see Tk keys. Projections: N·T·I·(Q + K +
// V) multiply-adds; both products: N·H·T·Tk·(D + Dv). Each score: scale 1, softmax 5 (less 2 a row), 1 for each mask,
// a causal one included; a bias is 1 an element of the projections.
const [N, T, I, H, D] = [2, 5, 16, 4, 6];
const Q = H * D;

testOp(attention, [
  {
    name: 'BERT: merged weights, a bias and a mask',
    inputs: { input: f32(N, T, I), weights: f32(I, 3 * Q), bias: f32(3 * Q), mask_index: tensor('int32', N, T) },
    attributes: { num_heads: H },
    outputs: [f32(N, T, Q)],
    multiplyAdds: N * T * I * 3 * Q + N * H * T * T * 2 * D,
    flops: 2 * (N * T * I * 3 * Q + N * H * T * T * 2 * D) + 7 * N * H * T * T - 2 * N * H * T + N * T * 3 * Q,
    detail: {
      kind: 'attention',
      batch: N,
      heads: H,
      keyValueHeads: H,
      queryLength: T,
      keyLength: T,
      headSize: D,
      valueHeadSize: D,
      causal: false,
      projections: true,
    },
  },
  {
    name: 'GPT-2: a past of 3 tokens in front, rotary embedding, no bias',
    inputs: { input: f32(N, T, I), weights: f32(I, 3 * Q), past: f32(2, N, H, 3, D) },
    attributes: { num_heads: H, unidirectional: 1, do_rotary: 1 },
    outputs: [f32(N, T, Q), f32(2, N, H, 3 + T, D)],
    multiplyAdds: N * T * I * 3 * Q + N * H * T * (3 + T) * 2 * D,
    flops:
      2 * (N * T * I * 3 * Q + N * H * T * (3 + T) * 2 * D) +
      (6 + 1) * N * H * T * (3 + T) -
      2 * N * H * T +
      3 * N * T * 2 * Q,
    detail: { causal: true, keyLength: 3 + T },
  },
  {
    name: 'one buffer of 20 places for past and present, 7 of them filled',
    inputs: {
      input: f32(N, T, I),
      weights: f32(I, 3 * Q),
      past: f32(2, N, H, 20, D),
      past_sequence_length: known('int32', 7),
    },
    attributes: { num_heads: H, past_present_share_buffer: 1 },
    outputs: [f32(N, T, Q), f32(2, N, H, 20, D)],
    multiplyAdds: N * T * I * 3 * Q + N * H * T * (7 + T) * 2 * D,
    reads: { 4: 2 * N * H * 7 * D },
    writes: { 1: 2 * N * H * T * D },
  },
  {
    name: 'what the buffer holds is unknown: a symbol',
    inputs: {
      input: f32(N, T, I),
      weights: f32(I, 3 * Q),
      past: f32(2, N, H, 20, D),
      past_sequence_length: tensor('int32', 1),
    },
    attributes: { num_heads: H, past_present_share_buffer: 1 },
    outputs: [f32(N, T, Q), f32(2, N, H, 20, D)],
    detail: { keyLength: 'fresh_past_length + 5' },
  },
  {
    name: 'values of another width',
    inputs: { input: f32(N, T, I), weights: f32(I, 24 + 24 + 8), bias: f32(24 + 24 + 8) },
    attributes: { num_heads: H, qkv_hidden_sizes: [24, 24, 8] },
    outputs: [f32(N, T, 8)],
    multiplyAdds: N * T * I * (24 + 24 + 8) + N * H * T * T * (6 + 2),
  },
]);

testOp(decoderMaskedSelfAttention, [
  {
    name: 'one token after 7',
    inputs: {
      input: f32(N, 1, I),
      weights: f32(I, 3 * Q),
      bias: f32(3 * Q),
      past: f32(2, N, H, 7, D),
      past_sequence_length: known('int32', 7),
    },
    attributes: { num_heads: H },
    outputs: [f32(N, 1, Q), f32(2, N, H, 8, D)],
    multiplyAdds: N * I * 3 * Q + N * H * 8 * 2 * D,
    flops: 2 * (N * I * 3 * Q + N * H * 8 * 2 * D) + 6 * N * H * 8 - 2 * N * H + N * 3 * Q,
  },
]);
