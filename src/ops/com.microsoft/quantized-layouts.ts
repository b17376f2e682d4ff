import { dtypeOfCode } from '../../ir/index.js';
import { dimsOrInput, dynamic, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';

/** To 8-bit integers in a layout for tensor cores. */
export const quantizeWithOrder = defineOp({
  type: 'QuantizeWithOrder',
  domain: microsoft,
  since: 1,
  category: 'quantization',
  spec: contribSpec('QuantizeWithOrder'),
  inputs: { input: 'activation', scale_input: 'scale' },
  outputs: { output: 'int8' },
  attributes: { order_input: int(), order_output: int() },
  infer: ({ input }) => [input.shape],
  detail: () => ({ kind: 'quantization', function: 'quantize' }),
  cost: { operations: '4·∏output', memory: 'stream', source: 'division, rounding, two comparisons that saturate' },
});

/** Back from such a layout. */
export const dequantizeWithOrder = defineOp({
  type: 'DequantizeWithOrder',
  domain: microsoft,
  since: 1,
  category: 'quantization',
  spec: contribSpec('DequantizeWithOrder'),
  inputs: { input: 'activation', scale_input: 'scale' },
  outputs: { output: (_, { to }) => dtypeOfCode(to) },
  attributes: { order_input: int(), order_output: int(), to: required(int()) },
  infer: ({ input }) => [input.shape],
  detail: () => ({ kind: 'quantization', function: 'dequantize' }),
  cost: { operations: '∏output', memory: 'stream', source: 'a multiplication' },
});

/** To blocks of integers that share an exponent. How many bytes they take is the type's secret. */
export const quantizeBfp = defineOp({
  type: 'QuantizeBFP',
  domain: microsoft,
  since: 1,
  category: 'quantization',
  spec: contribSpec('QuantizeBFP'),
  inputs: { x: 'activation' },
  outputs: { y: 'uint8', shape: 'int64', strides: 'int64' },
  attributes: { bfp_type: required(int()), block_dim: int(-1) },
  infer: ({ x }, _, context) => [[context.fresh('bytes')], [x.shape.length], [x.shape.length]],
  detail: () => ({ kind: 'quantization', function: 'quantize' }),
  cost: { operations: '3·∏x', memory: 'stream', source: 'the greatest of each block, scaling, rounding' },
});

/** Back from such blocks. */
export const dequantizeBfp = defineOp({
  type: 'DequantizeBFP',
  domain: microsoft,
  since: 1,
  category: 'quantization',
  spec: contribSpec('DequantizeBFP'),
  inputs: { x: 'activation', shape: 'config', strides: 'config' },
  outputs: { y: (_, { dtype }) => dtypeOfCode(dtype) },
  attributes: { bfp_type: required(int()), block_dim: int(-1), dtype: int(1), sizes: dimsOrInput({ input: 'shape' }) },
  infer: (_, { sizes }, context) => [
    sizes === undefined || sizes === dynamic
      ? undefined
      : sizes.map((size, axis) => size ?? context.fresh(`axis_${axis}`)),
  ],
  detail: () => ({ kind: 'quantization', function: 'dequantize' }),
  cost: { operations: '∏y', memory: 'stream', source: 'a multiplication' },
});
