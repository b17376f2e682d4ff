import { symbol } from '../../../src/dim/index.js';
import {
  convTransposeWithDynamicPads,
  fusedConv,
  nhwcConv,
  nhwcFusedConv,
  qLinearConvLayout,
  qLinearConvTranspose,
} from '../../../src/ops/com.microsoft/convolution.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

// N·Cout·∏out·(Cin/g)·∏k multiply-adds; the bias, the addend and the activation are operations of each output element.
testOp(fusedConv, [
  {
    name: 'bias, addend and LeakyRelu (2)',
    inputs: { X: f32(2, 4, 9, 9), W: f32(8, 4, 3, 3), B: f32(8), Z: f32(2, 8, 7, 7) },
    attributes: { activation: 'LeakyRelu' },
    outputs: [f32(2, 8, 7, 7)],
    multiplyAdds: 2 * 8 * 7 * 7 * 4 * 9,
    flops: 2 * 2 * 8 * 7 * 7 * 4 * 9 + (1 + 1 + 2) * 2 * 8 * 7 * 7,
    detail: { kind: 'convolution', activation: 'leakyrelu', bias: true },
    pin: [3],
  },
  {
    name: 'nothing fused',
    inputs: { X: f32(2, 4, 9, 9), W: f32(8, 4, 3, 3) },
    outputs: [f32(2, 8, 7, 7)],
    flops: 2 * 2 * 8 * 7 * 7 * 4 * 9,
    pin: [3],
  },
]);

for (const operator of [nhwcConv, nhwcFusedConv]) {
  testOp(operator, [
    {
      name: 'channels last, depthwise',
      inputs: { X: f32(2, 9, 9, 4), W: f32(4, 1, 3, 3), B: f32(4) },
      attributes: { group: 4, auto_pad: 'SAME_UPPER', strides: [2, 2] },
      outputs: [f32(2, 5, 5, 4)],
      multiplyAdds: 2 * 4 * 5 * 5 * 9,
      detail: { groups: 4, inputChannels: 4, outputSpatial: [5, 5] },
      pin: [3, 4],
    },
  ]);
}

testOp(nhwcConv, [
  {
    name: 'a weight whose channels are last, as the sizes of the map say',
    inputs: { X: f32(2, 9, 9, 4), W: f32(8, 3, 3, 4), B: f32(8) },
    outputs: [f32(2, 7, 7, 8)],
    multiplyAdds: 2 * 8 * 7 * 7 * 4 * 9,
    detail: { inputChannels: 4, kernel: [3, 3], outputSpatial: [7, 7] },
    pin: [3, 4, 5, 6, 7],
  },
  {
    // Either axis could hold the 3 channels: the kernel decides.
    name: 'a weight whose channels are last, as the kernel says',
    inputs: { X: f32(1, 9, 9, 3), W: f32(8, 3, 5, 3) },
    attributes: { kernel_shape: [3, 5] },
    outputs: [f32(1, 7, 5, 8)],
    multiplyAdds: 8 * 7 * 5 * 3 * 15,
    pin: [3, 4, 5, 6, 7],
  },
  {
    name: 'a depthwise weight whose channels are last',
    inputs: { X: f32(1, 9, 9, 4), W: f32(4, 3, 3, 1) },
    attributes: { group: 4 },
    outputs: [f32(1, 7, 7, 4)],
    multiplyAdds: 4 * 7 * 7 * 9,
    pin: [3, 4, 5, 6, 7],
  },
]);

const quantised = {
  x_scale: f32(),
  x_zero_point: tensor('uint8'),
  w_scale: f32(),
  w_zero_point: tensor('int8'),
  y_scale: f32(),
  y_zero_point: tensor('uint8'),
};
testOp(qLinearConvLayout, [
  {
    name: 'channels last where it says so',
    inputs: { x: tensor('uint8', 1, 9, 9, 4), w: tensor('int8', 8, 4, 3, 3), ...quantised },
    attributes: { channels_last: 1 },
    outputs: [tensor('uint8', 1, 7, 7, 8)],
    multiplyAdds: 8 * 7 * 7 * 4 * 9,
    pin: [3],
  },
  {
    name: 'channels first where it does not',
    inputs: { x: tensor('uint8', 1, 4, 9, 9), w: tensor('int8', 8, 4, 3, 3), ...quantised },
    outputs: [tensor('uint8', 1, 8, 7, 7)],
    multiplyAdds: 8 * 7 * 7 * 4 * 9,
    pin: [3],
  },
]);

testOp(qLinearConvTranspose, [
  {
    name: 'each input element meets each tap',
    inputs: { x: tensor('uint8', 1, 4, 5, 5), w: tensor('int8', 4, 8, 2, 2), ...quantised },
    attributes: { strides: [2, 2] },
    outputs: [tensor('uint8', 1, 8, 10, 10)],
    multiplyAdds: 4 * 5 * 5 * 8 * 4,
    flops: 2 * 4 * 5 * 5 * 8 * 4 + 4 * 5 * 5 + 4 * 8 * 4 + 5 * 8 * 10 * 10,
    pin: [2],
  },
]);

testOp(convTransposeWithDynamicPads, [
  {
    name: 'padding told by a constant',
    inputs: { X: f32(1, 4, 5, 5), W: f32(4, 8, 3, 3), Pads: known('int64', 1, 1, 1, 1) },
    attributes: { strides: [2, 2] },
    outputs: [f32(1, 8, 9, 9)],
    multiplyAdds: 4 * 5 * 5 * 8 * 9,
    pin: [3],
  },
  {
    name: 'padding that is data',
    inputs: { X: f32(1, 4, 5, 5), W: f32(4, 8, 3, 3), Pads: i64(symbol('n')) },
    outputs: [f32(1, 8, symbol('fresh_axis_2'), symbol('fresh_axis_3'))],
    multiplyAdds: 4 * 5 * 5 * 8 * 9,
    pin: [3],
  },
]);
