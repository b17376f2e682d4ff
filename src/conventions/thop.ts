import { defineConvention } from './define.js';

/**
 * thop 0.1.1: multiply-adds of layers with a rule, and operations of normalisation, softmax and average pooling in the
 * same sum.
 */
export const thop = defineConvention({
  name: 'thop',
  unit: 'MACs',
  summary:
    'Multiply-adds of convolutions and linear layers, never a bias; 4 an element of affine ' +
    'normalisation, 3n − 1 a Softmax row, 1 an output of average pooling. Products of two activations ' +
    'are 0.',
  version: '0.1.1, 43c064a (2022)',
  formulas: {
    Conv: 'MA',
    // The forward convolution's formula, on the larger output.
    ConvTranspose: 'Y·(Cin/g)·K',
    Gemm: 'MA',
    MatMul: 'stored·MA',
    'BatchNormalization LayerNormalization InstanceNormalization': '(2 + 2·affine)·X',
    PRelu: 'X',
    Softmax: '3·X - X/n',
    AveragePool: 'Y',
    GlobalAveragePool: 'X + Y',
    LSTM: 'B·T·D·(4·((I + H)·H + H + 2·bias·H) + 4·H)',
    GRU: 'B·T·D·(3·((I + H)·H + H + 2·bias·H) + 4·H)',
    RNN: 'B·T·D·((I + H)·H + H + 2·bias·H)',
  },
});
