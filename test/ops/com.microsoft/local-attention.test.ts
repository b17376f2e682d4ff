import {
  decoderAttention,
  longformerAttention,
  qOrderedLongformerAttention,
} from '../../../src/ops/com.microsoft/local-attention.js';
import { bool, f32, known, tensor, testOp } from '../../testers/test-op.js';

const [N, T, H, D] = [2, 12, 4, 6];
const Q = H * D;

testOp(longformerAttention, [
  {
    name: 'sees 2·W + 1 tokens and those that attend globally, whose number is data',
    inputs: {
      input: f32(N, T, Q),
      weight: f32(Q, 3 * Q),
      bias: f32(3 * Q),
      mask: f32(N, T),
      global_weight: f32(Q, 3 * Q),
      global_bias: f32(3 * Q),
      global: tensor('int32', N, T),
    },
    attributes: { num_heads: H, window: 2 },
    outputs: [f32(N, T, Q)],
    detail: { kind: 'attention', keyLength: 'fresh_global_tokens + 5', projections: true },
  },
]);

const s = f32();
testOp(qOrderedLongformerAttention, [
  {
    name: 'in 8-bit integers',
    inputs: {
      input: tensor('int8', N, T, Q),
      scale_input: s,
      weight: tensor('int8', Q, 3 * Q),
      scale_weight: s,
      bias: f32(3 * Q),
      scale_bias: s,
      scale_qkv_gemm: s,
      mask: tensor('float16', N, T),
      global_weight: tensor('int8', Q, 3 * Q),
      scale_global_weight: s,
      global_bias: f32(3 * Q),
      scale_global_gemm: s,
      global: tensor('int32', N, T),
      scale_output: s,
    },
    attributes: { num_heads: H, window: 2 },
    outputs: [tensor('int8', N, T, Q)],
    detail: { queryLength: T },
  },
]);

// Queries, and keys and values that are new, are projected: N·Q²·(Tq + 2·new).
const weights = { q_weight: f32(Q, Q), kv_weight: f32(Q, 2 * Q), bias: f32(3 * Q) };
const flags = (crossed: boolean, cached: boolean) => ({
  static_kv: known('bool', crossed),
  use_past: known('bool', cached),
  has_layer_state: known('bool', true),
  has_key_padding_mask: known('bool', false),
});
const cache = { key_cache: f32(N, H, 9, D), value_cache: f32(N, H, 9, D) };
testOp(decoderAttention, [
  {
    name: 'to itself',
    inputs: { query: f32(T, N, Q), key: f32(7, N, Q), ...weights, ...flags(false, false) },
    attributes: { num_heads: H },
    outputs: [f32(T, N, Q), f32(N, H, T, D), f32(N, H, T, D)],
    multiplyAdds: N * Q * Q * 3 * T + N * H * T * T * 2 * D,
    flops: 2 * (N * Q * Q * 3 * T + N * H * T * T * 2 * D) + N * Q * 3 * T + 6 * N * H * T * T - 2 * N * H * T,
  },
  {
    name: 'behind a past of 9',
    inputs: { query: f32(1, N, Q), key: f32(7, N, Q), ...weights, ...cache, ...flags(false, true) },
    attributes: { num_heads: H },
    outputs: [f32(1, N, Q), f32(N, H, 10, D)],
    multiplyAdds: N * Q * Q * 3 + N * H * 10 * 2 * D,
  },
  {
    name: 'to another sequence',
    inputs: { query: f32(1, N, Q), key: f32(7, N, Q), ...weights, ...flags(true, false) },
    attributes: { num_heads: H },
    outputs: [f32(1, N, Q), f32(N, H, 7, D)],
    multiplyAdds: N * Q * Q * (1 + 2 * 7) + N * H * 7 * 2 * D,
  },
  {
    name: 'to one whose keys are in the cache',
    inputs: { query: f32(1, N, Q), key: f32(7, N, Q), ...weights, ...cache, ...flags(true, true) },
    attributes: { num_heads: H },
    outputs: [f32(1, N, Q), f32(N, H, 9, D)],
    multiplyAdds: N * Q * Q + N * H * 9 * 2 * D,
  },
  {
    name: 'where only a run tells',
    inputs: {
      query: f32(1, N, Q),
      key: f32(7, N, Q),
      ...weights,
      ...cache,
      static_kv: bool(1),
      use_past: bool(1),
      has_layer_state: bool(1),
      has_key_padding_mask: bool(1),
    },
    attributes: { num_heads: H },
    outputs: [f32(1, N, Q)],
    detail: { keyLength: 'fresh_key_length' },
  },
]);
