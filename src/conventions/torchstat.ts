import { defineConvention } from './define.js';

/** torchstat's MAdd: multiplications and additions apart, less one addition an output; the batch is left out. */
export const torchstat = defineConvention({
  name: 'torchstat',
  unit: 'MAdd',
  summary:
    'True operations of one sample: multiplications and additions counted apart, one addition fewer ' +
    "an output; a linear layer's bias never. Only modules that it knows: element-wise additions, " +
    'activations other than ReLU and adaptive pooling are 0.',
  version: 'b52a3b0 (2018)',
  formulas: {
    Conv: '(2·K·(Cin/g) - 1 + bias)·out·Cout',
    ConvTranspose: '(2·K·(Cin/g) - 1 + bias)·in·Cout',
    Gemm: '(2·MA - Y)/N',
    MatMul: 'stored·(2·MA - Y)/N',
    BatchNormalization: '(2 + 2·affine)·X/N',
    'Relu Clip LeakyRelu PRelu': 'X/N',
    MaxPool: '(K - 1)·Y/N',
    AveragePool: 'K·Y/N',
    Softmax: '3·X/N - 1',
  },
});
