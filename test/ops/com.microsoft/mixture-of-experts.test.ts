import { moe, qMoE } from '../../../src/ops/com.microsoft/mixture-of-experts.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// T tokens of width H through k of E experts with an inner width of I: T·k·2·H·I multiply-adds for two layers, 3 of
// them where a third gates.
const [T, H, I, E, k] = [20, 6, 10, 8, 2];
const routing = T * (5 * E + k * E);

testOp(moe, [
  {
    name: 'two layers with biases, ReLU between',
    inputs: {
      input: f32(4, 5, H),
      router_probs: f32(T, E),
      fc1_experts_weights: f32(E, I, H),
      fc1_experts_bias: f32(E, I),
      fc2_experts_weights: f32(E, H, I),
      fc2_experts_bias: f32(E, H),
    },
    attributes: { k },
    outputs: [f32(4, 5, H)],
    multiplyAdds: T * k * 2 * H * I,
    flops: 2 * T * k * 2 * H * I + routing + T * k * (I + H + I + 2 * H),
    reads: { 2: E * I * H, 4: E * H * I },
  },
  {
    name: 'one token reads k experts',
    inputs: {
      input: f32(1, H),
      router_probs: f32(1, E),
      fc1_experts_weights: f32(E, 2 * I, H),
      fc2_experts_weights: f32(E, H, I),
    },
    attributes: { k, activation_type: 'swiglu', swiglu_fusion: 1, normalize_routing_weights: 1 },
    outputs: [f32(1, H)],
    multiplyAdds: k * (2 * I * H + H * I),
    flops: 2 * k * (2 * I * H + H * I) + 5 * E + k * E + 2 * k + k * (8 * I + 2 * H),
    reads: { 2: k * 2 * I * H, 4: k * H * I },
    pin: [E],
  },
  {
    name: 'a third layer gates',
    inputs: {
      input: f32(T, H),
      router_probs: f32(T, E),
      fc1_experts_weights: f32(E, I, H),
      fc2_experts_weights: f32(E, H, I),
      fc3_experts_weights: f32(E, I, H),
    },
    attributes: { k, activation_type: 'silu' },
    outputs: [f32(T, H)],
    multiplyAdds: T * k * 3 * H * I,
    flops: 2 * T * k * 3 * H * I + routing + T * k * ((5 + 1) * I + 2 * H),
  },
]);

const scales = { fc1_scales: f32(E, I), fc2_scales: f32(E, H) };
testOp(qMoE, [
  {
    name: '4-bit weights, two in a byte, each unpacked once (2)',
    inputs: {
      input: f32(T, H),
      router_probs: f32(T, E),
      fc1_experts_weights: tensor('uint8', E, I, H / 2),
      fc2_experts_weights: tensor('uint8', E, H, I / 2),
      ...scales,
    },
    attributes: { k },
    outputs: [f32(T, H)],
    multiplyAdds: T * k * 2 * H * I,
    flops: 2 * T * k * 2 * H * I + routing + T * k * (I + 2 * H) + 2 * E * 2 * H * I,
    reads: { 2: (E * I * H) / 2 },
  },
  {
    name: '8-bit weights',
    inputs: {
      input: f32(T, H),
      router_probs: f32(T, E),
      fc1_experts_weights: tensor('uint8', E, I, H),
      fc2_experts_weights: tensor('uint8', E, H, I),
      ...scales,
    },
    attributes: { k, expert_weight_bits: 8 },
    outputs: [f32(T, H)],
    multiplyAdds: T * k * 2 * H * I,
  },
]);
