import { qAttention, qOrderedAttention } from '../../../src/ops/com.microsoft/quantized-attention.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// Sizes and costs as in self-attention.test.ts: N sequences of T tokens of width I, H heads of size D.
const [N, T, I, H, D] = [2, 5, 16, 4, 6];
const Q = H * D;

const scale = f32();
testOp(qAttention, [
  {
    name: 'zero points are subtracted, projections scaled',
    inputs: {
      input: tensor('uint8', N, T, I),
      weight: tensor('int8', I, 3 * Q),
      bias: f32(3 * Q),
      input_scale: scale,
      weight_scale: scale,
      mask_index: tensor('int32', N),
      input_zero_point: tensor('uint8'),
      weight_zero_point: tensor('int8'),
    },
    attributes: { num_heads: H },
    outputs: [f32(N, T, Q), f32(2, N, H, T, D)],
    multiplyAdds: N * T * I * 3 * Q + N * H * T * T * 2 * D,
    flops:
      2 * (N * T * I * 3 * Q + N * H * T * T * 2 * D) +
      7 * N * H * T * T -
      2 * N * H * T +
      N * T * 3 * Q +
      (N * T * I + I * 3 * Q + N * T * 3 * Q),
  },
]);

testOp(qOrderedAttention, [
  {
    name: 'three weights; projections, scores, weights and output are requantised',
    inputs: {
      input: tensor('int8', N, T, I),
      scale_input: scale,
      scale_Q_gemm: scale,
      scale_K_gemm: scale,
      scale_V_gemm: scale,
      Q_weight: tensor('int8', I, Q),
      K_weight: tensor('int8', I, Q),
      V_weight: tensor('int8', I, Q),
      scale_Q_weight: scale,
      scale_K_weight: scale,
      scale_V_weight: scale,
      Q_bias: f32(Q),
      K_bias: f32(Q),
      V_bias: f32(Q),
      scale_QKT_gemm: scale,
      scale_QKT_softmax: scale,
      scale_values_gemm: scale,
    },
    attributes: { num_heads: H },
    outputs: [tensor('int8', N, T, Q)],
    multiplyAdds: N * T * I * 3 * Q + N * H * T * T * 2 * D,
    flops:
      2 * (N * T * I * 3 * Q + N * H * T * T * 2 * D) +
      6 * N * H * T * T -
      2 * N * H * T +
      N * T * 3 * Q +
      4 * (N * T * 3 * Q + 2 * N * H * T * T + N * T * Q),
  },
]);
