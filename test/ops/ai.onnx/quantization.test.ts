import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/ir/index.js';
import { dequantizeLinear, dynamicQuantizeLinear, quantizeLinear } from '../../../src/ops/ai.onnx/quantization.js';
import { f32, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

testOp(quantizeLinear, [
  {
    name: 'to uint8 unless told',
    inputs: { x: f32(1, 3, 8, 8), y_scale: f32() },
    outputs: [tensor('uint8', 1, 3, 8, 8)],
    flops: 4 * (3 * 8 * 8),
    detail: { kind: 'quantization', function: 'quantize' },
  },
  {
    name: 'to the type of the zero point',
    inputs: { x: f32(1, 3, 8, 8), y_scale: f32(), y_zero_point: tensor('int8') },
    outputs: [tensor('int8', 1, 3, 8, 8)],
    flops: 5 * (3 * 8 * 8),
  },
  {
    name: 'per channel',
    opset: 13,
    inputs: { x: f32(16, 3, 3, 3), y_scale: f32(16), y_zero_point: tensor('int8', 16) },
    attributes: { axis: 0 },
    outputs: [tensor('int8', 16, 3, 3, 3)],
  },
  {
    name: 'in blocks, to a type that an attribute names',
    opset: 21,
    inputs: { x: f32(64, 32), y_scale: f32(64, 2) },
    attributes: { axis: 1, block_size: 16, output_dtype: 22 },
    outputs: [tensor('int4', 64, 32)],
  },
  {
    name: 'from float16 to an 8-bit float',
    opset: 19,
    inputs: { x: tensor('float16', 4), y_scale: tensor('float16'), y_zero_point: tensor('float8e4m3fn') },
    outputs: [tensor('float8e4m3fn', 4)],
  },
  { name: 'an unknown rank', inputs: { x: unranked('float32'), y_scale: f32() }, outputs: [unranked('uint8')] },
  {
    name: 'elements, ties to even, saturated',
    inputs: {
      x: known('float32', 1, 3, 1000, -1000),
      y_scale: scalar('float32', 2),
      y_zero_point: scalar('uint8', 128),
    },
    outputs: [known('uint8', 0 + 128, 2 + 128, 255, 0)],
  },
  {
    name: 'elements per axis',
    opset: 13,
    inputs: {
      x: { kind: 'tensor', dtype: 'float32', shape: [2, 2], elements: [10, 20, 30, 40] },
      y_scale: known('float32', 1, 10),
      y_zero_point: known('int8', 0, 1),
    },
    attributes: { axis: 0 },
    outputs: [{ kind: 'tensor', dtype: 'int8', shape: [2, 2], elements: [10, 20, 30 / 10 + 1, 40 / 10 + 1] }],
  },
]);

testOp(dequantizeLinear, [
  {
    name: 'without a zero point',
    inputs: { x: tensor('uint8', 2, 3), x_scale: f32() },
    outputs: [f32(2, 3)],
    flops: 2 * 3,
    detail: { kind: 'quantization', function: 'dequantize' },
  },
  {
    name: 'with one',
    inputs: { x: tensor('int8', 2, 3), x_scale: f32(), x_zero_point: tensor('int8') },
    outputs: [f32(2, 3)],
    flops: 2 * (2 * 3),
  },
  {
    name: 'to the type of the scale',
    opset: 19,
    inputs: { x: tensor('float8e4m3fn', 2, 3), x_scale: tensor('float16') },
    outputs: [tensor('float16', 2, 3)],
  },
  {
    name: 'to a type that an attribute names',
    opset: 23,
    inputs: { x: tensor('int4', 2, 3), x_scale: tensor('float8e8m0') },
    attributes: { output_dtype: 16 },
    outputs: [tensor('bfloat16', 2, 3)],
  },
  {
    name: 'weights in blocks',
    opset: 21,
    inputs: { x: tensor('int4', 64, 32), x_scale: f32(64, 2), x_zero_point: tensor('int4', 64, 2) },
    attributes: { axis: 1, block_size: 16 },
    outputs: [f32(64, 32)],
  },
  {
    name: 'elements',
    inputs: { x: known('uint8', 130, 126), x_scale: scalar('float32', 0.5), x_zero_point: scalar('uint8', 128) },
    outputs: [known('float32', 1, -1)],
  },
]);

testOp(dynamicQuantizeLinear, [
  {
    name: 'gives scale and zero point',
    inputs: { x: f32(3, 4) },
    outputs: [tensor('uint8', 3, 4), f32(), tensor('uint8')],
    flops: 2 * (12 - 1) + 2 + 2 + 5 + 5 * 12,
  },
  { name: 'an unknown rank', inputs: { x: unranked('float32') }, outputs: [unranked('uint8'), f32(), tensor('uint8')] },
]);

describe('granularity that does not fit', () => {
  const warnings = (x: Value, scale: Value, attributes: Record<string, number>): number => {
    const given: string[] = [];
    const context = { opset: 21, outputCount: 1, fresh: () => 0, warn: (message: string) => given.push(message) };
    dequantizeLinear
      .apply(
        [x, scale],
        new Map(Object.entries(attributes).map(([name, value]) => [name, { kind: 'int', value }])),
        context,
      )
      .infer();
    return given.length;
  };

  it('is told of', () => {
    expect(warnings(tensor('int8', 4, 5), f32(4), {})).toBe(1);
    expect(warnings(tensor('int8', 4, 5), f32(4), { axis: 0 })).toBe(0);
    expect(warnings(tensor('int8', 4, 5), f32(1), {})).toBe(0);
    expect(warnings(tensor('int8', 4, 5), f32(2, 2, 2), {})).toBe(1);
    expect(warnings(tensor('int8', 5), f32(5), {})).toBe(0);
  });
});
