import { symbol } from '../../../src/dim/index.js';
import {
  matMulBlockQuantizedFp4Weight,
  matMulBlockQuantizedFp8Weight,
  matMulBnb4,
  matMulFpQ4,
  matMulNBits,
  matMulNBitsMlp,
  matMulNBitsQkv,
} from '../../../src/ops/com.microsoft/packed-matmul.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

// M rows of width K to width N: M·N·K multiply-adds; each weight is unpacked once, which takes 2 operations.
const [B, S, K, N] = [2, 3, 64, 48];
const M = B * S;
const blocks = tensor('uint8', N, 2, 16);

testOp(matMulNBits, [
  {
    name: '4 bits, blocks of 32',
    inputs: { A: f32(B, S, K), B: blocks, scales: f32(N, 2) },
    attributes: { K, N, bits: 4, block_size: 32 },
    outputs: [f32(B, S, N)],
    multiplyAdds: M * N * K,
    flops: 2 * M * N * K + 2 * N * K,
    detail: { kind: 'matmul', m: M, n: N, k: K },
    pin: [K, N],
  },
  {
    name: 'a bias',
    inputs: { A: f32(B, S, K), B: blocks, scales: f32(N, 2), zero_points: tensor('uint8', N, 1), bias: f32(N) },
    attributes: { K, N, bits: 4, block_size: 32 },
    outputs: [f32(B, S, N)],
    flops: 2 * M * N * K + 2 * N * K + M * N,
    pin: [K, N],
  },
]);

const blob = tensor('uint8', (N * K) / 2);
testOp(matMulBnb4, [
  {
    name: 'a look-up and a scale a weight',
    inputs: { A: f32(B, S, K), B: blob, absmax: f32(96) },
    attributes: { K, N, block_size: 32, quant_type: 1 },
    outputs: [f32(B, S, N)],
    multiplyAdds: M * N * K,
    flops: 2 * M * N * K + 2 * ((N * K) / 2),
    pin: [K, N],
  },
  {
    name: 'not transposed',
    inputs: { A: f32(B, S, N), B: blob, absmax: f32(96) },
    attributes: { K, N, block_size: 32, quant_type: 1, transB: 0 },
    outputs: [f32(B, S, K)],
    multiplyAdds: M * N * K,
    pin: [K, N],
  },
]);

testOp(matMulFpQ4, [
  {
    name: 'its columns are an input',
    inputs: { A: f32(B, S, K), B: blob, B_shape: known('int64', K, N) },
    outputs: [f32(B, S, N)],
    multiplyAdds: M * N * K,
    flops: 2 * M * N * K + 2 * K * N,
    pin: [K, N],
  },
  {
    name: 'which may be data',
    inputs: { A: f32(B, S, K), B: blob, B_shape: tensor('int64', 2) },
    outputs: [f32(B, S, symbol('fresh_columns'))],
  },
]);

testOp(matMulBlockQuantizedFp4Weight, [
  {
    name: 'two weights a byte',
    inputs: {
      A: tensor('float16', B, S, K),
      B: tensor('uint8', N, K / 2),
      weight_scale: tensor('uint8', N, 4),
      weight_scale_2: f32(),
    },
    outputs: [tensor('float16', B, S, N)],
    multiplyAdds: M * N * K,
    flops: 2 * M * N * K + 2 * N * K,
  },
]);

testOp(matMulBlockQuantizedFp8Weight, [
  {
    name: 'activations rounded, a bias',
    inputs: {
      A: tensor('float16', B, S, K),
      B: tensor('float8e4m3fn', N, K),
      b_scale: f32(N, 1),
      a_scale: f32(),
      bias: tensor('float16', N),
    },
    outputs: [tensor('float16', B, S, N)],
    flops: 2 * M * N * K + N * K + 2 * M * K + M * N,
  },
]);

const gates = { gate_B: blocks, gate_scales: f32(N, 2), up_B: blocks, up_scales: f32(N, 2) };
testOp(matMulNBitsMlp, [
  {
    name: 'SiLU (5) gates the other product',
    inputs: { A: f32(B, S, K), ...gates },
    attributes: { K, N, block_size: 32, activation: 'silu' },
    outputs: [f32(B, S, N)],
    multiplyAdds: 2 * M * N * K,
    flops: 2 * 2 * M * N * K + 2 * 2 * N * K + (5 + 1) * M * N,
    pin: [K, N],
  },
  {
    name: 'behind a residual addition and a normalisation',
    inputs: { A: f32(B, S, K), skip: f32(B, S, K), norm_scale: f32(K), ...gates },
    attributes: { K, N, block_size: 32, activation: 'silu' },
    outputs: [f32(B, S, N), f32(B, S, K)],
    flops: 2 * 2 * M * N * K + 2 * 2 * N * K + (5 + 1) * M * N + M * K + 4 * M * K + 2 * M,
    pin: [K, N],
  },
]);

testOp(matMulNBitsQkv, [
  {
    name: 'three products of one normalised input',
    inputs: {
      A: f32(B, S, K),
      norm_scale: f32(K),
      q_B: blocks,
      q_scales: f32(N, 2),
      q_bias: f32(N),
      k_B: tensor('uint8', 16, 2, 16),
      k_scales: f32(16, 2),
      v_B: tensor('uint8', 16, 2, 16),
      v_scales: f32(16, 2),
    },
    attributes: { K, Nq: N, Nkv: 16, block_size: 32 },
    outputs: [f32(B, S, N), f32(B, S, 16), f32(B, S, 16)],
    multiplyAdds: M * (N + 2 * 16) * K,
    flops: 2 * M * (N + 2 * 16) * K + 2 * (N + 2 * 16) * K + M * N + 4 * M * K + 2 * M,
    pin: [K, N, 16],
  },
]);
