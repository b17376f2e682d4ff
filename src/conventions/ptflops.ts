import { defineConvention } from './define.js';

/** ptflops' pytorch backend: multiply-adds with biases, and 1 an element of what else it patches. */
export const ptflops = defineConvention({
  name: 'ptflops',
  unit: 'MACs',
  summary:
    'Multiply-adds and biases, 2 an element of affine normalisation. ReLU and pooling count 2 an ' +
    'element, for the module and the function that it calls are both counted; called as a function ' +
    'alone, 1, which a file does not tell.',
  version: 'd612c75 (2025-08), pytorch backend',
  formulas: {
    'Conv ConvTranspose Gemm': 'MA + bias·Y',
    // By the first operand, whichever has the larger batch.
    MatMul: 'X·columns',
    'BatchNormalization LayerNormalization GroupNormalization InstanceNormalization': '(1 + affine)·X',
    Relu: '2·X',
    'Clip Gelu': 'X',
    'MaxPool AveragePool GlobalAveragePool': '2·X',
    LSTM: 'MA + B·T·D·H·(10 + 8·bias)',
  },
});
