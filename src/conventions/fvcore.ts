import { defineConvention } from './define.js';

/** fvcore: multiply-adds, which it calls FLOPs, and a few operations of normalisation and resizing. */
export const fvcore = defineConvention({
  name: 'fvcore',
  unit: 'flops',
  summary:
    'Multiply-adds, never a bias; 2 an element of BatchNormalization, 5 of layer, group and instance ' +
    'normalisation, 1 an input of global average pooling, 4 an output of linear resizing. All else is ' +
    '0, with a warning.',
  version: '3378afe (2026-02)',
  formulas: {
    'Conv ConvTranspose Gemm Einsum': 'MA',
    // By the first operand, whichever has the larger batch.
    MatMul: 'X·columns',
    BatchNormalization: '(1 + affine)·X',
    'LayerNormalization GroupNormalization InstanceNormalization': '(4 + affine)·X',
    GlobalAveragePool: 'X',
    GridSample: '4·Y',
  },
});
