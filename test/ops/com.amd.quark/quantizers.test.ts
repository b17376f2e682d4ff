import { expect, it } from 'vitest';
import { blockQuantizers, extendedLayers, extendedQuantizers } from '../../../src/ops/com.amd.quark/quantizers.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

it('knows the names of Vitis AI', () => {
  const names = [...extendedQuantizers, ...extendedLayers, ...blockQuantizers].map(
    ({ domain, type }) => `${domain}.${type}`,
  );
  expect(names).toContain('com.amd.quark.ExtendedLSTM');
  expect(names).toContain('com.vai.quantize.VitisQuantizeLinear');
  expect(names).toContain('com.vai.quantize.BFPFixNeuron');
});

const [quantize, , dequantize] = extendedQuantizers;
if (quantize !== undefined) {
  testOp(quantize, [
    {
      name: 'in the type of the zero point',
      inputs: { x: f32(2, 8), y_scale: f32(), y_zero_point: tensor('int16') },
      outputs: [tensor('int16', 2, 8)],
      flops: 5 * 16,
    },
  ]);
}
if (dequantize !== undefined) {
  testOp(dequantize, [
    {
      name: 'in the type of the scale',
      inputs: { x: tensor('bfloat16', 2, 8), x_scale: f32(), x_zero_point: tensor('bfloat16') },
      outputs: [f32(2, 8)],
      flops: 2 * 16,
    },
  ]);
}
for (const operator of blockQuantizers) {
  testOp(operator, [{ name: 'seven an element', inputs: { input: f32(2, 8) }, outputs: [f32(2, 8)], flops: 7 * 16 }]);
}
