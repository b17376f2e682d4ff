import { ceilDivide } from '../../dim/index.js';
import type { DType, RankedTensor, Shape } from '../../ir/index.js';
import { dtypeOfCode } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { inTensorRt } from './domains.js';

const spec = 'https://github.com/NVIDIA/TensorRT-Model-Optimizer/tree/main/modelopt/onnx/quantization';
const attributes = { axis: int(-1), block_size: int(0), output_dtype: int(0) };
const narrow: readonly (readonly [string, DType])[] = [
  ['FP8', 'float8e4m3fn'],
  ['MXFP8', 'float8e4m3fn'],
  ['INT8', 'int8'],
  ['INT4', 'int4'],
];

/** TensorRT's quantisers by a scale that is given. */
export const quantizers: readonly Operator[] = narrow.flatMap(([name, dtype]) =>
  inTensorRt(
    defineOp({
      type: `TRT_${name}QuantizeLinear`,
      since: 1,
      category: 'quantization',
      spec,
      inputs: { x: 'activation', y_scale: 'scale', y_zero_point: 'scale?' },
      outputs: { y: dtype },
      attributes,
      infer: ({ x }) => [x.shape],
      inferUnranked: ({ x }) => [x.shape],
      detail: () => ({ kind: 'quantization', function: 'quantize' }),
      cost: { operations: '4·∏y', memory: 'stream', source: 'division, rounding, two comparisons that saturate' },
    }),
  ),
);

/**
 * Back from narrow numbers, in the type of the scale. Scales of blocks that are powers of two (MXFP8) say nothing of
 * it: these give float32.
 */
export const dequantizers: readonly Operator[] = narrow.flatMap(([name]) =>
  inTensorRt(
    defineOp({
      type: `TRT_${name}DequantizeLinear`,
      since: 1,
      category: 'quantization',
      spec,
      inputs: { x: 'activation', x_scale: 'scale', x_zero_point: 'scale?' },
      outputs: {
        y: ({ x_scale: { dtype } }, { output_dtype: code }) =>
          code !== 0
            ? dtypeOfCode(code)
            : dtype === 'float16' || dtype === 'bfloat16' || dtype === undefined
              ? dtype
              : 'float32',
      },
      attributes,
      infer: ({ x }) => [x.shape],
      inferUnranked: ({ x }) => [x.shape],
      detail: () => ({ kind: 'quantization', function: 'dequantize' }),
      cost: { operations: '∏y', memory: 'stream', source: 'a product with the scale' },
    }),
  ),
);

/** One scale for each block along an axis. */
function scalesOf(
  x: RankedTensor,
  { axis, block_size }: { readonly axis: number; readonly block_size: number },
): Shape {
  const along = frontAxis(axis, x.shape.length);
  return block_size > 0 ? x.shape.with(along, ceilDivide(dimension(x, along), block_size)) : x.shape.with(along, 1);
}

const dynamicSource =
  'greatest magnitude of each block (2 an element) and its scale; division, rounding, two comparisons that saturate';

/** Quantisers that find the scale of each block themselves: 16 numbers of 4 bits each, or 32 of 8. */
export const dynamicQuantizers: readonly Operator[] = [
  { type: 'TRT_FP4DynamicQuantize', dtype: 'float4e2m1', scale: 'float8e4m3fn', block: 16 } as const,
  { type: 'TRT_MXFP8DynamicQuantize', dtype: 'float8e4m3fn', scale: 'float8e8m0', block: 32 } as const,
].flatMap(({ type, dtype, scale, block }) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'quantization',
      spec,
      inputs: { x: 'activation', global_scale: 'scale?' },
      outputs: { y: dtype, y_scale: scale },
      attributes: { axis: int(-1), block_size: int(block), scale_type: int(0), output_dtype: int(0) },
      infer: ({ x }, settings) => [x.shape, scalesOf(x, settings)],
      detail: () => ({ kind: 'quantization', function: 'quantize' }),
      cost: { operations: '6·∏x + ∏y_scale', memory: 'stream', source: dynamicSource },
    }),
  ),
);

/** Weights rounded to 4-bit floating-point numbers by blocks, and back. */
export const fp4Qdq: readonly Operator[] = inTensorRt(
  defineOp({
    type: 'TRT_FP4QDQ',
    since: 1,
    category: 'quantization',
    spec,
    inputs: { x: 'activation' },
    outputs: { y: 'x' },
    attributes: { block_size: int(16) },
    infer: ({ x }) => [x.shape],
    inferUnranked: ({ x }) => [x.shape],
    detail: () => ({ kind: 'quantization', function: 'requantize' }),
    cost: { operations: '7·∏x', memory: 'stream', source: `${dynamicSource}; a product with the scale` },
  }),
);
