import { expect, it } from 'vitest';
import { dequantizers, dynamicQuantizers, fp4Qdq, quantizers } from '../../../src/ops/trt.plugins/quantizers.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

it.each(['TRT', 'trt', 'trt.plugins', 'ai.onnx'])('are known in the domain %s', (domain) => {
  const types = quantizers.filter((operator) => operator.domain === domain).map(({ type }) => type);
  expect(types).toContain('TRT_FP8QuantizeLinear');
});

const to = { FP8: 'float8e4m3fn', MXFP8: 'float8e4m3fn', INT8: 'int8', INT4: 'int4' } as const;
for (const [name, dtype] of Object.entries(to)) {
  for (const operator of quantizers.filter(({ type }) => type === `TRT_${name}QuantizeLinear`)) {
    testOp(operator, [
      {
        name: 'division, rounding, two comparisons',
        inputs: { x: f32(4, 32), y_scale: f32() },
        outputs: [tensor(dtype, 4, 32)],
        flops: 4 * 4 * 32,
      },
    ]);
  }
  for (const operator of dequantizers.filter(({ type }) => type === `TRT_${name}DequantizeLinear`)) {
    testOp(operator, [
      {
        name: 'a product, in the type of the scale',
        inputs: { x: tensor(dtype, 4, 32), x_scale: tensor('float16') },
        outputs: [tensor('float16', 4, 32)],
        flops: 4 * 32,
      },
    ]);
  }
}

for (const operator of dynamicQuantizers) {
  const isFp4 = operator.type === 'TRT_FP4DynamicQuantize';
  const block = isFp4 ? 16 : 32;
  testOp(operator, [
    {
      name: 'a scale for each block of the last axis',
      inputs: { x: f32(4, 64) },
      outputs: [
        tensor(isFp4 ? 'float4e2m1' : 'float8e4m3fn', 4, 64),
        tensor(isFp4 ? 'float8e4m3fn' : 'float8e8m0', 4, 64 / block),
      ],
      flops: 6 * 4 * 64 + (4 * 64) / block,
    },
  ]);
}

for (const operator of fp4Qdq) {
  testOp(operator, [{ name: 'and back', inputs: { x: f32(4, 32) }, outputs: [f32(4, 32)], flops: 7 * 4 * 32 }]);
}
