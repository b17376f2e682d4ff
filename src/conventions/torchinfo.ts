import { defineConvention } from './define.js';

/** torchinfo: the number of a layer's parameters times its output positions. */
export const torchinfo = defineConvention({
  name: 'torchinfo',
  unit: 'mult-adds',
  summary:
    'Parameters times output positions of layers that own parameters: biases included, a ' +
    "normalisation's parameters once a sample, an embedding's table once a sample. What owns none is " +
    '0.',
  version: '5c4164f (2026-08)',
  formulas: {
    'Conv ConvTranspose': 'P·N·out',
    Gemm: 'P·Y/columns',
    MatMul: 'stored·MA',
    'BatchNormalization LayerNormalization GroupNormalization InstanceNormalization': 'N·affineParams',
    'LSTM GRU RNN': 'P·B·T',
    Gather: 'embedding·N·P',
  },
});
