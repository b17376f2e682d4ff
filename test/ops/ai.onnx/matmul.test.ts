import { describe, expect, it } from 'vitest';
import { det, gemm, matMul, matMulInteger, qLinearMatMul } from '../../../src/ops/ai.onnx/matmul.js';
import { f32, float, tensor, testOp } from '../../testers/test-op.js';

testOp(matMul, [
  {
    name: 'matrices',
    inputs: { A: f32(5, 7), B: f32(7, 3) },
    outputs: [f32(5, 3)],
    multiplyAdds: 5 * 7 * 3,
    flops: 2 * 5 * 7 * 3,
    detail: { kind: 'matmul', batch: 1, m: 5, n: 3, k: 7, bias: false },
  },
  {
    name: 'batches broadcast both ways',
    inputs: { A: f32(4, 1, 2, 3), B: f32(8, 3, 5) },
    outputs: [f32(4, 8, 2, 5)],
    multiplyAdds: 4 * 8 * 2 * 3 * 5,
    detail: { batch: 32, m: 2, n: 5, k: 3 },
  },
  {
    name: 'a vector on the left',
    inputs: { A: f32(7), B: f32(2, 7, 3) },
    outputs: [f32(2, 3)],
    multiplyAdds: 2 * 7 * 3,
  },
  {
    name: 'a vector on the right',
    inputs: { A: f32(2, 5, 7), B: f32(7) },
    outputs: [f32(2, 5)],
    multiplyAdds: 2 * 5 * 7,
  },
  { name: 'two vectors', inputs: { A: f32(7), B: f32(7) }, outputs: [f32()], multiplyAdds: 7 },
  { name: 'nothing to contract', inputs: { A: f32(5, 0), B: f32(0, 3) }, outputs: [f32(5, 3)], multiplyAdds: 0 },
]);

testOp(matMulInteger, [
  {
    name: 'zero points are subtracted from each operand that has one',
    inputs: { A: tensor('uint8', 4, 3), B: tensor('int8', 3, 2), a_zero_point: tensor('uint8') },
    outputs: [tensor('int32', 4, 2)],
    multiplyAdds: 24,
    flops: 48 + 12,
  },
]);

testOp(qLinearMatMul, [
  {
    name: 'the output has the type of its zero point',
    inputs: {
      a: tensor('uint8', 2, 4, 3),
      a_scale: f32(),
      a_zero_point: tensor('uint8'),
      b: tensor('int8', 3, 6),
      b_scale: f32(),
      b_zero_point: tensor('int8'),
      y_scale: f32(),
      y_zero_point: tensor('uint8'),
    },
    outputs: [tensor('uint8', 2, 4, 6)],
    multiplyAdds: 2 * 4 * 3 * 6,
    flops: 2 * 2 * 4 * 3 * 6 + 24 + 18 + 5 * 48,
  },
]);

testOp(gemm, [
  {
    name: 'a linear layer: weights by rows, bias',
    opset: 13,
    inputs: { A: f32(10, 20), B: f32(30, 20), C: f32(30) },
    attributes: { transB: 1 },
    outputs: [f32(10, 30)],
    multiplyAdds: 10 * 20 * 30,
    flops: 2 * 10 * 20 * 30 + 10 * 30,
    detail: { m: 10, n: 30, k: 20, bias: true },
  },
  {
    name: 'alpha scales the product, beta the addend',
    opset: 13,
    inputs: { A: f32(20, 10), B: f32(20, 30), C: f32(1, 30) },
    attributes: { transA: 1, alpha: float(2), beta: 0.5 },
    outputs: [f32(10, 30)],
    multiplyAdds: 10 * 20 * 30,
    flops: 2 * 10 * 20 * 30 + 300 + 30 + 300,
  },
  {
    name: 'a beta of 0 leaves the addend out',
    opset: 13,
    inputs: { A: f32(10, 20), B: f32(20, 30), C: f32(10, 30) },
    attributes: { beta: float(0) },
    outputs: [f32(10, 30)],
    flops: 2 * 10 * 20 * 30,
    detail: { bias: false },
  },
  {
    name: 'before opset 7 broadcasting is asked for',
    opset: 6,
    inputs: { A: f32(10, 20), B: f32(20, 30), C: f32(30) },
    attributes: { broadcast: 1 },
    outputs: [f32(10, 30)],
    multiplyAdds: 10 * 20 * 30,
  },
]);

testOp(det, [
  // 5×5: 10 quotients; 4² + 3² + 2² + 1² = 30 products and as many differences; 5 along the diagonal
  { name: 'elimination', inputs: { X: f32(3, 5, 5) }, outputs: [f32(3)], flops: 3 * (10 + 2 * 30 + 5) },
  { name: 'of a single matrix', inputs: { X: f32(2, 2) }, outputs: [f32()], flops: 1 + 2 + 2 },
]);

describe('products of operands that do not fit', () => {
  const context = { opset: 13, outputCount: 1, fresh: () => 1, warn: () => undefined };
  it('are refused', () => {
    expect(() => matMul.apply([f32(2, 3), f32(4, 5)], new Map(), context).infer()).toThrow(/3 meets 4/);
    expect(() => matMul.apply([f32(), f32(4, 5)], new Map(), context).infer()).toThrow(/scalar/);
    expect(() => matMul.apply([f32(2, 4, 4), f32(3, 4, 4)], new Map(), context).infer()).toThrow(/broadcast/);
    expect(() => gemm.apply([f32(1, 2, 3), f32(3, 5)], new Map(), context).infer()).toThrow(/matrices/);
    expect(() => gemm.apply([f32(2, 3), f32(3, 5), f32(7, 2, 5)], new Map(), context).infer()).toThrow(/broadcast/);
    expect(() => gemm.apply([f32(1, 3), f32(3, 5), f32(7, 5)], new Map(), context).infer()).toThrow(/broadcast/);
  });
});
