import { describe, expect, it } from 'vitest';
import { conv, convInteger, convTranspose, deformConv, qLinearConv } from '../../../src/ops/ai.onnx/convolution.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

testOp(conv, [
  {
    name: 'the first layer of a network, with bias',
    inputs: { X: f32(1, 3, 224, 224), W: f32(32, 3, 3, 3), B: f32(32) },
    attributes: { pads: [1, 1, 1, 1] },
    outputs: [f32(1, 32, 224, 224)],
    multiplyAdds: 32 * 224 * 224 * 3 * 9,
    flops: 2 * 32 * 224 * 224 * 3 * 9 + 32 * 224 * 224,
    detail: {
      kind: 'convolution',
      transposed: false,
      groups: 1,
      inputChannels: 3,
      outputChannels: 32,
      kernel: [3, 3],
      strides: [1, 1],
      bias: true,
    },
  },
  {
    name: 'stride and uneven pads',
    inputs: { X: f32(2, 4, 7, 10), W: f32(6, 4, 3, 5) },
    attributes: { strides: [2, 3], pads: [1, 0, 0, 2] },
    outputs: [f32(2, 6, 3, 3)],
    multiplyAdds: 2 * 6 * 9 * 4 * 15,
    flops: 2 * 2 * 6 * 9 * 4 * 15,
    pin: [3, 5],
  },
  {
    name: 'depthwise: the weight holds one input channel a group',
    inputs: { X: f32(1, 32, 112, 112), W: f32(32, 1, 3, 3) },
    attributes: { group: 32, pads: [1, 1, 1, 1], kernel_shape: [3, 3] },
    outputs: [f32(1, 32, 112, 112)],
    multiplyAdds: 32 * 112 * 112 * 9,
    detail: { groups: 32, inputChannels: 32 },
    pin: [3, 32],
  },
  {
    name: 'dilation in three axes',
    inputs: { X: f32(1, 2, 9, 9, 9), W: f32(4, 2, 3, 3, 3) },
    attributes: { dilations: [1, 2, 3] },
    outputs: [f32(1, 4, 7, 5, 3)],
    multiplyAdds: 4 * 7 * 5 * 3 * 2 * 27,
  },
  {
    name: 'SAME_UPPER keeps ceil(input / stride), whatever the dilation and whatever pads the file also lists',
    inputs: { X: f32(1, 1, 13, 12), W: f32(1, 1, 3, 3) },
    attributes: { auto_pad: 'SAME_UPPER', strides: [2, 5], dilations: [2, 2], pads: [9, 9, 9, 9] },
    outputs: [f32(1, 1, 7, 3)],
  },
  {
    name: 'VALID takes no padding',
    inputs: { X: f32(1, 1, 13), W: f32(1, 1, 3) },
    attributes: { auto_pad: 'VALID', strides: [2] },
    outputs: [f32(1, 1, 6)],
  },
]);

testOp(convTranspose, [
  {
    name: 'stride 2: s·(i − 1) + k − pads + output padding',
    inputs: { X: f32(1, 8, 5, 6), W: f32(8, 4, 3, 3), B: f32(4) },
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    outputs: [f32(1, 4, 10, 12)],
    multiplyAdds: 8 * 5 * 6 * 4 * 9,
    flops: 2 * 8 * 5 * 6 * 4 * 9 + 4 * 10 * 12,
    detail: { transposed: true, inputChannels: 8, outputChannels: 4, bias: true },
  },
  {
    name: 'groups: the weight holds the output channels of one group',
    inputs: { X: f32(2, 6, 4), W: f32(6, 5, 3) },
    attributes: { group: 3, dilations: [2] },
    outputs: [f32(2, 15, 8)],
    multiplyAdds: 2 * 6 * 4 * 5 * 3,
  },
  {
    name: 'output_shape decides, batch and channels in it or not',
    inputs: { X: f32(1, 1, 3, 3), W: f32(1, 2, 3, 3) },
    attributes: { strides: [3, 2], output_shape: [1, 2, 10, 8] },
    outputs: [f32(1, 2, 10, 8)],
    multiplyAdds: 9 * 2 * 9,
  },
  {
    name: 'SAME_LOWER multiplies by the stride, unless the kernel does not fill the last step',
    inputs: { X: f32(1, 1, 3, 5, 7), W: f32(1, 2, 3, 3, 2) },
    attributes: { strides: [2, 3, 4], auto_pad: 'SAME_LOWER' },
    outputs: [f32(1, 2, 6, 15, 26)],
  },
]);

testOp(convInteger, [
  {
    name: '8-bit operands give 32-bit sums; zero points are subtracted from each operand',
    inputs: {
      x: tensor('uint8', 1, 2, 5, 5),
      w: tensor('int8', 3, 2, 2, 2),
      x_zero_point: tensor('uint8'),
      w_zero_point: tensor('int8', 3),
    },
    outputs: [tensor('int32', 1, 3, 4, 4)],
    multiplyAdds: 3 * 16 * 2 * 4,
    flops: 2 * 3 * 16 * 2 * 4 + 50 + 24,
  },
]);

testOp(qLinearConv, [
  {
    name: 'the output has the type of its zero point',
    inputs: {
      x: tensor('uint8', 1, 2, 5, 5),
      x_scale: f32(),
      x_zero_point: tensor('uint8'),
      w: tensor('int8', 3, 2, 2, 2),
      w_scale: f32(3),
      w_zero_point: tensor('int8', 3),
      y_scale: f32(),
      y_zero_point: tensor('int8'),
      B: tensor('int32', 3),
    },
    outputs: [tensor('int8', 1, 3, 4, 4)],
    multiplyAdds: 3 * 16 * 2 * 4,
    flops: 2 * 3 * 16 * 2 * 4 + 50 + 24 + 48 + 5 * 48,
  },
]);

testOp(deformConv, [
  {
    name: 'every tap interpolates four corners',
    inputs: { X: f32(1, 2, 5, 5), W: f32(3, 2, 2, 2), offset: f32(1, 8, 4, 4), mask: f32(1, 4, 4, 4) },
    outputs: [f32(1, 3, 4, 4)],
    multiplyAdds: 3 * 16 * 2 * 4,
    flops: 2 * 3 * 16 * 2 * 4 + 8 * 16 + (7 + 1) * 2 * 16 * 4,
  },
]);

describe('Conv of operands that do not fit', () => {
  const context = { opset: 13, outputCount: 1, fresh: () => 1, warn: () => undefined };
  const infer = (...shapes: readonly (readonly number[])[]): unknown =>
    conv
      .apply(
        shapes.map((shape) => f32(...shape)),
        new Map(),
        context,
      )
      .infer();
  it('refuses ranks, channels and windows that cannot be', () => {
    expect(() => infer([3, 8], [4, 3, 3])).toThrow(/rank|spatial/);
    expect(() => infer([1, 3, 8, 8], [4, 3, 3])).toThrow(/rank/);
    expect(() => infer([1, 3, 8, 8], [4, 2, 3, 3])).toThrow(/3 channels.*2/);
    expect(() =>
      convTranspose
        .apply([f32(1, 3, 8), f32(3, 4, 2)], new Map([['group', { kind: 'int', value: 2 }]]), context)
        .infer(),
    ).toThrow(/3 channels.*2 groups/);
    expect(() => infer([1, 3, 2, 2], [4, 3, 3, 3])).toThrow(/larger than the padded input/);
  });
});
