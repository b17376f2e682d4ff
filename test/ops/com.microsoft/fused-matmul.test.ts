import {
  fusedGemm,
  fusedMatMulActivation,
  fusedMatMuls,
  gemmFastGelu,
  sparseToDenseMatMul,
} from '../../../src/ops/com.microsoft/fused-matmul.js';
import { f32, float, testOp } from '../../testers/test-op.js';

// batch × (m×k)·(k×n): batch·m·n·k multiply-adds.
for (const operator of fusedMatMuls) {
  testOp(operator, [
    {
      name: 'plain',
      inputs: { A: f32(2, 3, 5), B: f32(5, 7) },
      outputs: [f32(2, 3, 7)],
      multiplyAdds: 2 * 3 * 7 * 5,
      flops: 2 * 2 * 3 * 7 * 5,
    },
    {
      name: 'both transposed, scaled',
      inputs: { A: f32(2, 5, 3), B: f32(7, 5) },
      attributes: { transA: 1, transB: 1, alpha: 0.125 },
      outputs: [f32(2, 3, 7)],
      flops: 2 * 2 * 3 * 7 * 5 + 2 * 3 * 7,
    },
  ]);
}

const [fusedMatMul = gemmFastGelu] = fusedMatMuls;
testOp(fusedMatMul, [
  // The rows of A stand in its first axis: [m, batch, k], and [k, batch, m] when transposed as well.
  {
    name: 'batch of A after its rows',
    inputs: { A: f32(3, 2, 5), B: f32(2, 5, 7) },
    attributes: { transBatchA: 1 },
    outputs: [f32(2, 3, 7)],
    multiplyAdds: 2 * 3 * 7 * 5,
  },
  {
    name: 'and both axes changed',
    inputs: { A: f32(5, 2, 3), B: f32(2, 5, 7) },
    attributes: { transBatchA: 1, transA: 1 },
    outputs: [f32(2, 3, 7)],
    multiplyAdds: 2 * 3 * 7 * 5,
  },
  {
    name: 'a vector is not transposed',
    inputs: { A: f32(5), B: f32(5, 7) },
    attributes: { transA: 1 },
    outputs: [f32(7)],
    multiplyAdds: 7 * 5,
  },
]);

testOp(fusedMatMulActivation, [
  {
    name: 'a softmax (5) of the scaled product',
    inputs: { A: f32(2, 3, 5), B: f32(2, 7, 5) },
    attributes: { transB: 1, alpha: float(2), activation: 'Softmax', activation_axis: -1 },
    outputs: [f32(2, 3, 7)],
    flops: 2 * 2 * 3 * 7 * 5 + (1 + 5) * 2 * 3 * 7,
    detail: { kind: 'matmul', activation: 'softmax' },
  },
]);

testOp(fusedGemm, [
  {
    name: 'bias and ReLU',
    inputs: { A: f32(3, 5), B: f32(7, 5), C: f32(7) },
    attributes: { transB: 1, activation: 'Relu' },
    outputs: [f32(3, 7)],
    multiplyAdds: 3 * 7 * 5,
    flops: 2 * 3 * 7 * 5 + 2 * 3 * 7,
    detail: { bias: true, activation: 'relu' },
  },
  {
    name: 'alpha and beta',
    inputs: { A: f32(3, 5), B: f32(5, 7), C: f32(3, 7) },
    attributes: { alpha: 0.5, beta: 0.5, activation: '' },
    outputs: [f32(3, 7)],
    flops: 2 * 3 * 7 * 5 + 3 * 3 * 7,
  },
]);

// x/2·(1 + tanh(x·(b + c·x²))): 8 an element.
testOp(gemmFastGelu, [
  {
    name: 'bias and GELU',
    inputs: { X: f32(2, 3, 5), W: f32(5, 7), bias: f32(7) },
    outputs: [f32(2, 3, 7)],
    flops: 2 * 2 * 3 * 7 * 5 + (1 + 8) * 2 * 3 * 7,
  },
]);

testOp(sparseToDenseMatMul, [
  { name: 'as if dense', inputs: { A: f32(3, 5), B: f32(5, 7) }, outputs: [f32(3, 7)], multiplyAdds: 3 * 7 * 5 },
]);
