import { describe, expect, it } from 'vitest';
import { activations, gelu, imageScaler, prelu, swiglu } from '../../../src/ops/ai.onnx/activation.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, float, floats, known, tensor, testOp, unranked } from '../../testers/test-op.js';

const count = 2 * 3 * 5;

describe('functions of one tensor', () => {
  it.each(activations.map(({ type }) => [type] as const))('%s', (type) => {
    expect(activations.filter((operator) => operator.type === type)).toHaveLength(1);
  });
});

for (const [type, input, output, operations] of [
  ['Relu', 'X', 'Y', 1],
  ['LeakyRelu', 'X', 'Y', 2],
  ['ThresholdedRelu', 'X', 'Y', 1],
  ['Elu', 'X', 'Y', 4],
  ['Selu', 'X', 'Y', 5],
  ['Celu', 'X', 'Y', 7],
  ['Sigmoid', 'X', 'Y', 4],
  ['HardSigmoid', 'X', 'Y', 4],
  ['HardSwish', 'X', 'Y', 5],
  ['Tanh', 'input', 'output', 1],
  ['Softplus', 'X', 'Y', 3],
  ['Softsign', 'input', 'output', 3],
  ['Mish', 'X', 'Y', 5],
  ['Swish', 'X', 'Y', 6],
  ['Shrink', 'input', 'output', 3],
  ['Affine', 'X', 'Y', 2],
  ['ParametricSoftplus', 'X', 'Y', 5],
  ['ScaledTanh', 'input', 'output', 3],
  ['Scale', 'input', 'output', 1],
] as const) {
  const operator = operatorNamed(activations, type);
  testOp(operator, [
    {
      name: 'keeps type and shape',
      inputs: { [input]: tensor('float16', 2, 3, 5) },
      outputs: [tensor('float16', 2, 3, 5)],
      multiplyAdds: 0,
      flops: operations * count,
      detail: { kind: 'elementwise', function: type.toLowerCase() },
    },
    { name: 'a scalar', inputs: { [input]: f32() }, outputs: [f32()], flops: operations },
    { name: 'an unknown rank', inputs: { [input]: unranked('float64') }, outputs: [unranked('float64')] },
  ]);
  it(`${type} declares its output`, () => {
    expect(operator.outputs).toEqual([output]);
  });
}

testOp(operatorNamed(activations, 'Relu'), [
  { name: 'elements', opset: 14, inputs: { X: known('int64', -3, 4) }, outputs: [known('int64', 0, 4)] },
]);
testOp(operatorNamed(activations, 'LeakyRelu'), [
  {
    name: 'its slope',
    inputs: { X: f32(4) },
    attributes: { alpha: float(0.1) },
    outputs: [f32(4)],
    detail: { parameters: { alpha: 0.1 } },
  },
  { name: 'its default slope', inputs: { X: f32(4) }, outputs: [f32(4)], detail: { parameters: { alpha: 0.01 } } },
]);

testOp(gelu, [
  { name: 'by the error function', inputs: { X: f32(1, 197, 768) }, outputs: [f32(1, 197, 768)], flops: 5 * 197 * 768 },
  {
    name: 'by tanh',
    inputs: { X: f32(1, 197, 768) },
    attributes: { approximate: 'tanh' },
    outputs: [f32(1, 197, 768)],
    flops: 9 * 197 * 768,
    detail: { function: 'gelu' },
  },
]);

testOp(prelu, [
  {
    name: 'a slope per channel in opset 6',
    opset: 6,
    inputs: { X: f32(2, 3, 4, 5), slope: f32(3) },
    outputs: [f32(2, 3, 4, 5)],
    flops: 2 * (2 * 3 * 4 * 5),
  },
  { name: 'one slope in opset 1', opset: 1, inputs: { X: f32(2, 3, 4, 5), slope: f32(1) }, outputs: [f32(2, 3, 4, 5)] },
  {
    name: 'a slope that broadcasts',
    opset: 9,
    inputs: { X: f32(2, 3, 4, 5), slope: f32(3, 1, 1) },
    outputs: [f32(2, 3, 4, 5)],
    flops: 2 * (2 * 3 * 4 * 5),
  },
]);

it('PRelu refuses a slope of higher rank than its input', () => {
  const context = { opset: 16, outputCount: 1, fresh: () => 0, warn: () => undefined };
  expect(() => prelu.apply([f32(5), f32(2, 5)], new Map(), context).infer()).toThrow('rank 2');
  expect(prelu.roleOf(1)).toBe('weight');
});

testOp(swiglu, [
  {
    name: 'a gate and a value',
    inputs: { A: f32(4, 128), B: f32(4, 128) },
    attributes: { alpha: float(1.5) },
    outputs: [f32(4, 128)],
    flops: 7 * 4 * 128,
    detail: { parameters: { alpha: 1.5 } },
  },
]);
testOp(imageScaler, [
  {
    name: 'an image',
    inputs: { input: f32(1, 3, 8, 8) },
    attributes: { bias: floats(1, 2, 3), scale: float(0.5) },
    outputs: [f32(1, 3, 8, 8)],
    flops: 2 * 3 * 8 * 8,
  },
]);
