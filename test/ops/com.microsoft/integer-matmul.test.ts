import {
  dynamicQuantizeMatMul,
  gemmFloat8,
  matMulInteger16,
  matMulIntegerToFloat,
  qGemm,
  qOrderedMatMul,
} from '../../../src/ops/com.microsoft/integer-matmul.js';
import { f32, float, tensor, testOp } from '../../testers/test-op.js';

const [m, n, k] = [3, 7, 5];
const scale = f32();

testOp(matMulInteger16, [
  {
    name: 'signed',
    inputs: { A: tensor('int16', m, k), B: tensor('uint16', k, n) },
    outputs: [tensor('int32', m, n)],
    multiplyAdds: m * n * k,
    flops: 2 * m * n * k,
  },
  {
    name: 'unsigned',
    inputs: { A: tensor('uint16', m, k), B: tensor('uint16', k, n) },
    outputs: [tensor('uint32', m, n)],
  },
]);

testOp(matMulIntegerToFloat, [
  {
    name: 'zero points of both, scaled, a bias',
    inputs: {
      A: tensor('uint8', 2, m, k),
      B: tensor('int8', k, n),
      a_scale: tensor('float16'),
      b_scale: tensor('float16', n),
      a_zero_point: tensor('uint8'),
      b_zero_point: tensor('int8', n),
      bias: tensor('float16', n),
    },
    outputs: [tensor('float16', 2, m, n)],
    multiplyAdds: 2 * m * n * k,
    flops: 2 * 2 * m * n * k + 2 * m * k + k * n + 2 * 2 * m * n,
  },
]);

testOp(dynamicQuantizeMatMul, [
  {
    name: 'quantises A (7 an element and 7), subtracts its zero point, scales',
    inputs: { A: f32(m, k), B: tensor('int8', k, n), b_scale: scale },
    outputs: [f32(m, n)],
    flops: 2 * m * n * k + 7 * m * k + 7 + m * k + m * n,
  },
]);

const quantised = {
  A: tensor('uint8', m, k),
  a_scale: scale,
  a_zero_point: tensor('uint8'),
  B: tensor('int8', n, k),
  b_scale: scale,
  b_zero_point: tensor('int8'),
};
testOp(qGemm, [
  {
    name: 'requantised (5) after its bias',
    inputs: { ...quantised, C: tensor('int32', n), y_scale: scale, y_zero_point: tensor('uint8') },
    attributes: { transB: 1, alpha: float(1) },
    outputs: [tensor('uint8', m, n)],
    multiplyAdds: m * n * k,
    flops: 2 * m * n * k + m * k + n * k + (1 + 5) * m * n,
  },
  {
    name: 'real numbers without an output scale',
    inputs: quantised,
    attributes: { transB: 1 },
    outputs: [f32(m, n)],
    flops: 2 * m * n * k + m * k + n * k + m * n,
  },
]);

testOp(qOrderedMatMul, [
  {
    name: 'bias and addend',
    inputs: {
      A: tensor('int8', 2, m, k),
      scale_A: scale,
      B: tensor('int8', k, n),
      scale_B: scale,
      scale_Y: scale,
      bias: f32(n),
      C: tensor('int8', 2, m, n),
      scale_C: scale,
    },
    outputs: [tensor('int8', 2, m, n)],
    flops: 2 * 2 * m * n * k + (1 + 2 + 4) * 2 * m * n,
  },
]);

testOp(gemmFloat8, [
  {
    name: 'scaled, a GELU (5), given out as float16',
    inputs: {
      A: tensor('float8e4m3fn', m, k),
      B: tensor('float8e4m3fn', n, k),
      scaleA: scale,
      scaleB: scale,
      scaleY: scale,
    },
    attributes: { transB: 1, dtype: 10, activation: 'GELU' },
    outputs: [tensor('float16', m, n)],
    flops: 2 * m * n * k + (2 + 5) * m * n,
  },
]);
