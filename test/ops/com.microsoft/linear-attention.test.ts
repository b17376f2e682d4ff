import {
  gatedDeltaNet,
  linearAttention,
  linearAttentionGate,
} from '../../../src/ops/com.microsoft/linear-attention.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// T tokens, H heads read, G heads of state of D×Dv: writing and reading are T·D·Dv·(H + G) multiply-adds, a delta rule
// reads once more.
const [B, T, H, G, D, Dv] = [2, 5, 8, 4, 6, 3];

testOp(linearAttention, [
  {
    name: 'gated delta rule',
    inputs: {
      query: f32(B, T, H * D),
      key: f32(B, T, G * D),
      value: f32(B, T, G * Dv),
      decay: f32(B, T, G),
      beta: f32(B, T, G),
    },
    attributes: { q_num_heads: H, kv_num_heads: G },
    outputs: [f32(B, T, H * Dv), f32(B, G, D, Dv)],
    multiplyAdds: B * T * D * Dv * (H + 2 * G),
    flops: 2 * B * T * D * Dv * (H + 2 * G) + B * T * G + B * T * G * D * Dv + 2 * B * T * G * Dv + B * T * H * Dv,
    detail: { kind: 'attention', causal: true },
  },
  {
    name: 'more heads of state than of queries; a window of 3 states in float32',
    inputs: {
      query: tensor('float16', B, T, G * D),
      key: tensor('float16', B, T, H * D),
      value: tensor('float16', B, T, H * Dv),
      past_state: f32(3, B, H, D, Dv),
    },
    attributes: { q_num_heads: G, kv_num_heads: H, update_rule: 'linear', state_window: 3 },
    outputs: [tensor('float16', B, T, H * Dv), f32(3, B, H, D, Dv)],
    multiplyAdds: B * T * D * Dv * 2 * H,
  },
]);

testOp(gatedDeltaNet, [
  {
    name: 'tokens in one axis',
    inputs: {
      query: f32(9, G, D),
      key: f32(9, G, D),
      value: f32(9, H, Dv),
      decay: f32(9, H),
      beta: f32(9, H),
      initial_state: f32(B, H, Dv, D),
    },
    attributes: { qk_l2_norm: 1, gate_activation: 'qwen', beta_activation: 'sigmoid' },
    outputs: [f32(9, H, Dv), f32(B, H, Dv, D)],
    multiplyAdds: 9 * D * Dv * (H + 2 * H),
    flops:
      2 * 9 * D * Dv * 3 * H +
      9 * H +
      9 * H * D * Dv +
      2 * 9 * H * Dv +
      9 * H * Dv +
      2 * 3 * 9 * G * D +
      5 * 9 * H +
      4 * 9 * H,
  },
  {
    name: 'batch by offsets; compact updates',
    inputs: { query: f32(9, G, D), key: f32(9, G, D), value: f32(9, H, Dv), cu_seqlens: tensor('int32', B + 1) },
    attributes: { state_update_capacity: 2, update_rule: 'delta' },
    outputs: [f32(9, H, Dv), f32(B, H, Dv, D), f32(B, 2 * (H + G * D + H * Dv))],
  },
]);

testOp(linearAttentionGate, [
  {
    name: 'softplus and sigmoid',
    inputs: { a: f32(B, T, G), dt_bias: f32(G), decay_scale: f32(G), b: f32(B, T, G) },
    outputs: [f32(B, T, G), f32(B, T, G)],
    flops: (5 + 4) * B * T * G,
  },
]);
