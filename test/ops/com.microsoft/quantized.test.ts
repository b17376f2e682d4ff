import {
  mulInteger,
  qLinearConcat,
  qLinearLeakyRelu,
  qLinearReduceMean,
  qLinearSigmoid,
  qLinearSoftmax,
  qLinearWhere,
  quantizedBinary,
  quantizers,
  reduceSumInteger,
} from '../../../src/ops/com.microsoft/quantized.js';
import { bool, f32, tensor, testOp } from '../../testers/test-op.js';

const u8 = (...shape: readonly number[]) => tensor('uint8', ...shape);
const [scale, zero] = [f32(), u8()];
const n = 2 * 5 * 8;

// Each operand: less its zero point, times its scale (2). The result: scaled, rounded, offset, clamped (5).
for (const operator of quantizedBinary) {
  testOp(operator, [
    {
      name: 'operands that broadcast',
      inputs: {
        A: u8(2, 5, 8),
        A_scale: scale,
        A_zero_point: zero,
        B: u8(8),
        B_scale: scale,
        B_zero_point: zero,
        C_scale: scale,
        C_zero_point: zero,
      },
      outputs: [u8(2, 5, 8)],
      flops: 2 * n + 2 * 8 + (1 + 5) * n,
    },
  ]);
}

const unary = { X: u8(2, 5, 8), X_scale: scale, X_zero_point: zero, Y_scale: scale, Y_zero_point: zero };
testOp(qLinearSigmoid, [{ name: 'a sigmoid is 4', inputs: unary, outputs: [u8(2, 5, 8)], flops: (2 + 4 + 5) * n }]);
testOp(qLinearLeakyRelu, [
  {
    name: 'a leaky ReLU is 2',
    inputs: unary,
    attributes: { alpha: 0.1 },
    outputs: [u8(2, 5, 8)],
    flops: (2 + 2 + 5) * n,
  },
]);

const softmax = { X: u8(2, 5, 8), X_scale: scale, x_zero_point: zero, y_scale: scale, y_zero_point: zero };
testOp(qLinearSoftmax, [
  {
    name: 'of an axis',
    inputs: softmax,
    attributes: { axis: 1, opset: 13 },
    outputs: [u8(2, 5, 8)],
    flops: (2 + 5 + 5) * n - 2 * 2 * 8,
    detail: { length: 5 },
  },
  {
    name: 'of all from an axis on',
    inputs: softmax,
    attributes: { axis: 1, opset: 12 },
    outputs: [u8(2, 5, 8)],
    flops: 12 * n - 2 * 2,
    detail: { length: 40 },
  },
]);

const reduced = {
  data: u8(2, 5, 8),
  data_scale: scale,
  data_zero_point: zero,
  reduced_scale: scale,
  reduced_zero_point: zero,
};
testOp(qLinearReduceMean, [
  {
    name: 'keeps its axes',
    inputs: reduced,
    attributes: { axes: [-1, 1] },
    outputs: [u8(2, 1, 1)],
    flops: 3 * n + 5 * 2,
  },
  { name: 'all, dropped', inputs: reduced, attributes: { keepdims: 0 }, outputs: [u8()], flops: 3 * n + 5 },
]);
testOp(reduceSumInteger, [
  {
    name: 'signed',
    inputs: { data: tensor('int8', 2, 5, 8) },
    attributes: { axes: [1], keepdims: 0 },
    outputs: [tensor('int32', 2, 8)],
    flops: 2 * 4 * 8,
  },
  {
    name: 'unsigned',
    inputs: { data: u8(2, 5) },
    attributes: { axes: [1], keepdims: 1 },
    outputs: [tensor('uint32', 2, 1)],
  },
]);

testOp(mulInteger, [
  {
    name: 'one zero point',
    inputs: { A: u8(2, 5, 8), A_zero_point: zero, B: u8(5, 8) },
    outputs: [tensor('int32', 2, 5, 8)],
    flops: n + n,
  },
]);

testOp(qLinearWhere, [
  {
    name: 'broadcasts all three',
    inputs: {
      condition: bool(5, 1),
      X: u8(2, 5, 8),
      x_scale: scale,
      x_zero_point: zero,
      Y: u8(8),
      y_scale: scale,
      y_zero_point: zero,
      z_scale: scale,
      z_zero_point: zero,
    },
    outputs: [u8(2, 5, 8)],
    flops: (1 + 2 + 5) * n,
  },
]);

testOp(qLinearConcat, [
  {
    name: 'tensors with their scales and zero points',
    inputs: { Y_scale: scale, Y_zero_point: zero, inputs: [u8(2, 5, 8), scale, zero, u8(2, 7, 8), scale, zero] },
    attributes: { axis: 1 },
    outputs: [u8(2, 12, 8)],
    flops: (2 + 5) * 2 * 12 * 8,
  },
]);

for (const operator of quantizers) {
  const quantizes = operator.type === 'QuantizeLinear';
  testOp(operator, [
    quantizes
      ? {
          name: 'to the type of the zero point',
          inputs: { x: f32(5, 8), y_scale: scale, y_zero_point: tensor('uint16') },
          outputs: [tensor('uint16', 5, 8)],
          flops: 5 * 5 * 8,
        }
      : {
          name: 'to the type of the scale',
          inputs: { x: tensor('int16', 5, 8), x_scale: scale, x_zero_point: tensor('int16') },
          outputs: [f32(5, 8)],
          flops: 2 * 5 * 8,
        },
  ]);
}
