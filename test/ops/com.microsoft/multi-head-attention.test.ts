import {
  decoderMaskedMultiHeadAttention,
  multiHeadAttention,
  packedMultiHeadAttention,
} from '../../../src/ops/com.microsoft/multi-head-attention.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

// H heads of size D (Dv for values): N·H·Tq·Tk·(D + Dv) multiply-adds; a score costs 6 and 1 for each mask, less 2 a
// row.
const [N, Tq, Tk, H, D, Dv] = [2, 5, 7, 4, 6, 8];

testOp(multiHeadAttention, [
  {
    name: 'cross-attention, values of another width, a bias of all three projections, a mask',
    inputs: {
      query: f32(N, Tq, H * D),
      key: f32(N, Tk, H * D),
      value: f32(N, Tk, H * Dv),
      bias: f32(H * (2 * D + Dv)),
      key_padding_mask: tensor('int32', N, Tk),
    },
    attributes: { num_heads: H },
    outputs: [f32(N, Tq, H * Dv), f32(N, H, Tk, D), f32(N, H, Tk, Dv), f32(N, H, Tq, Tk)],
    multiplyAdds: N * H * Tq * Tk * (D + Dv),
    flops: 2 * N * H * Tq * Tk * (D + Dv) + 7 * N * H * Tq * Tk - 2 * N * H * Tq + N * H * (Tq * D + Tk * (D + Dv)),
    detail: {
      kind: 'attention',
      heads: H,
      queryLength: Tq,
      keyLength: Tk,
      headSize: D,
      valueHeadSize: Dv,
      projections: false,
    },
  },
  {
    name: 'past keys and values of 3 tokens',
    inputs: {
      query: f32(N, Tq, H * D),
      key: f32(N, Tq, H * D),
      value: f32(N, Tq, H * D),
      past_key: f32(N, H, 3, D),
      past_value: f32(N, H, 3, D),
    },
    attributes: { num_heads: H, unidirectional: 1 },
    outputs: [f32(N, Tq, H * D), f32(N, H, 3 + Tq, D), f32(N, H, 3 + Tq, D)],
    multiplyAdds: N * H * Tq * (3 + Tq) * 2 * D,
    detail: { causal: true },
  },
  {
    name: 'one buffer of 20 places, 9 of them filled',
    inputs: {
      query: f32(N, 1, H * D),
      key: f32(N, 1, H * D),
      value: f32(N, 1, H * D),
      past_key: f32(N, H, 20, D),
      past_value: f32(N, H, 20, D),
      past_sequence_length: known('int32', 9),
    },
    attributes: { num_heads: H },
    outputs: [f32(N, 1, H * D), f32(N, H, 20, D), f32(N, H, 20, D)],
    multiplyAdds: N * H * (9 + 1) * 2 * D,
    reads: { 6: N * H * 9 * D, 7: N * H * 9 * D },
    writes: { 1: N * H * D, 2: N * H * D },
  },
  {
    name: 'packed queries, keys and values',
    inputs: { query: f32(N, Tq, H, 3, D) },
    attributes: { num_heads: H },
    outputs: [f32(N, Tq, H * D)],
    multiplyAdds: N * H * Tq * Tq * 2 * D,
    pin: [3],
  },
  {
    name: 'packed keys and values',
    inputs: { query: f32(N, Tq, H * D), key: f32(N, Tk, H, 2, D) },
    attributes: { num_heads: H },
    outputs: [f32(N, Tq, H * D)],
    multiplyAdds: N * H * Tq * Tk * 2 * D,
  },
  {
    name: 'keys and values made once take no bias',
    inputs: { query: f32(N, Tq, H * D), key: f32(N, H, Tk, D), value: f32(N, H, Tk, D), bias: f32(3 * H * D) },
    attributes: { num_heads: H },
    outputs: [f32(N, Tq, H * D)],
    flops: 2 * N * H * Tq * Tk * 2 * D + 6 * N * H * Tq * Tk - 2 * N * H * Tq + N * H * Tq * D,
  },
]);

testOp(decoderMaskedMultiHeadAttention, [
  {
    name: 'one token, packed, into a shared buffer',
    inputs: {
      query: f32(N, 1, 3 * H * D),
      past_key: f32(N, H, 20, D),
      past_value: f32(N, H, 20, D),
      past_sequence_length: known('int32', 9),
    },
    attributes: { num_heads: H, past_present_share_buffer: 1 },
    outputs: [f32(N, 1, H * D), f32(N, H, 20, D), f32(N, H, 20, D)],
    multiplyAdds: N * H * (9 + 1) * 2 * D,
  },
  {
    name: 'cross-attention to keys made once',
    inputs: { query: f32(N, 1, H * D), key: f32(N, H, Tk, D), value: f32(N, H, Tk, D) },
    attributes: { num_heads: H },
    outputs: [f32(N, 1, H * D)],
    multiplyAdds: N * H * Tk * 2 * D,
  },
]);

testOp(packedMultiHeadAttention, [
  {
    name: '9 tokens of sequences padded to 5',
    inputs: {
      query: f32(9, H * D),
      key: f32(9, H * D),
      value: f32(9, H * Dv),
      token_offset: tensor('int32', N, 5),
      cumulative_sequence_length: tensor('int32', 3),
    },
    attributes: { num_heads: H },
    outputs: [f32(9, H * Dv)],
    multiplyAdds: H * 9 * 5 * (D + Dv),
  },
  {
    name: 'all in one',
    inputs: {
      query: f32(9, H, 3, D),
      token_offset: tensor('int32', N, 5),
      cumulative_sequence_length: tensor('int32', 3),
    },
    attributes: { num_heads: H },
    outputs: [f32(9, H * D)],
    multiplyAdds: H * 9 * 5 * 2 * D,
    pin: [3],
  },
]);
