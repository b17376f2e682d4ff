import { defineConvention } from './define.js';

/** onnxsim: products and nothing else; recurrent layers, Einsum and what it does not know are 0. */
export const onnxsim = defineConvention({
  name: 'onnxsim',
  unit: 'macs',
  summary:
    'Multiply-adds of convolutions, products and attention; 0 for recurrent layers, Einsum, contrib ' +
    'operators and all else. What it calls FLOPs is exactly twice that.',
  version: 'npm 0.7.3',
  formulas: { 'Conv ConvTranspose Gemm MatMul ConvInteger QLinearConv MatMulInteger QLinearMatMul Attention': 'MA' },
});
