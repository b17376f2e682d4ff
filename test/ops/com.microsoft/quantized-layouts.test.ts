import { symbol } from '../../../src/dim/index.js';
import {
  dequantizeBfp,
  dequantizeWithOrder,
  quantizeBfp,
  quantizeWithOrder,
} from '../../../src/ops/com.microsoft/quantized-layouts.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

const u8 = (...shape: readonly number[]) => tensor('uint8', ...shape);
const scale = f32();

testOp(quantizeWithOrder, [
  {
    name: 'no zero point',
    inputs: { input: f32(5, 8), scale_input: scale },
    outputs: [tensor('int8', 5, 8)],
    flops: 4 * 5 * 8,
  },
]);
testOp(dequantizeWithOrder, [
  {
    name: 'to float16',
    inputs: { input: tensor('int8', 5, 8), scale_input: scale },
    attributes: { to: 10 },
    outputs: [tensor('float16', 5, 8)],
    flops: 5 * 8,
  },
]);

testOp(quantizeBfp, [
  {
    name: 'bytes are a symbol',
    inputs: { x: f32(5, 8) },
    attributes: { bfp_type: 0 },
    outputs: [tensor('uint8', symbol('fresh_bytes')), tensor('int64', 2), tensor('int64', 2)],
    flops: 3 * 5 * 8,
  },
]);
testOp(dequantizeBfp, [
  {
    name: 'its shape is an input',
    inputs: { x: u8(100), shape: known('int64', 5, 8), strides: known('int64', 8, 1) },
    attributes: { bfp_type: 0, dtype: 16 },
    outputs: [tensor('bfloat16', 5, 8)],
    flops: 5 * 8,
  },
]);
