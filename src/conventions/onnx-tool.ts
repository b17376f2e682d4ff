import { defineConvention } from './define.js';

/**
 * onnx-tool: one per multiply-add pair and per bias, and weighted operations for the rest, by their cost on one
 * processor.
 */
export const onnxTool = defineConvention({
  name: 'onnx-tool',
  unit: 'MACs',
  summary:
    'Multiply-adds, one more an output where a bias is listed, and weights for everything else: 32 ' +
    'for an exponential, 24 for a square root, 4 for a division.',
  version: '00f5f0a (2026-06)',
  formulas: {
    Conv: 'MA + max(min(listed - 2, 1), 0)·Y',
    // On the output, and the number of input channels does not enter.
    ConvTranspose: 'Y·(Cout/g)·K',
    Gemm: 'MA + bias·Y',
    // Of two batches the larger side's, not both broadcast.
    MatMul: 'max(X/(rows·depth), X2/(columns·depth))·rows·columns·depth',
    Einsum: 'MA',
    // One direction; the gates' activations at 32 and 38 and the blends at 8.
    LSTM: 'P·B·T/D + 180·B·T·H',
    BatchNormalization: '31·X',
    LayerNormalization: '7·X + 29·X/n',
    InstanceNormalization: '7·X',
    Relu: 'Y',
    'Clip HardSigmoid LeakyRelu': '2·Y',
    'Sigmoid Exp Pow': '32·Y',
    Log: '43·Y',
    Sqrt: '24·Y',
    Div: '4·Y',
    'Sin Cos': '39·Y',
    Tanh: '38·Y',
    Softmax: '36·X',
    // Counted before the inputs are attached, so once however many there are.
    'Add Sub Mul Max Min Equal Not And Or Greater Less': 'Y',
    Sum: '(operands - 1)·Y',
    'MaxPool AveragePool': 'K·Y',
    GlobalAveragePool: 'X + 4·Y',
    'ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd': 'X',
  },
});
