import { describe, expect, it } from 'vitest';
import { print, symbol } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import { isRanked } from '../../../src/ir/index.js';
import {
  averagePool,
  globalPools,
  lpPool,
  maxPool,
  maxRoiPool,
  maxUnpool,
  roiAlign,
} from '../../../src/ops/ai.onnx/pooling.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

testOp(maxPool, [
  {
    name: 'ResNet’s first pooling',
    inputs: { X: f32(1, 64, 112, 112) },
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    outputs: [f32(1, 64, 56, 56)],
    multiplyAdds: 0,
    flops: (9 - 1) * 64 * 56 * 56,
    detail: { kind: 'pool', function: 'max', global: false, kernel: [3, 3], strides: [2, 2] },
  },
  // What onnxruntime 1.30 gives where a window is larger than its input: the quotient of the slack is cut towards 0.
  ...[
    { size: 1, kernel: 2, stride: 2, windows: 1 },
    { size: 1, kernel: 2, stride: 1, windows: 0 },
    { size: 2, kernel: 5, stride: 3, windows: 0 },
    { size: 3, kernel: 5, stride: 3, windows: 1 },
  ].map(({ size, kernel, stride, windows }) => ({
    name: `a window of ${kernel} by ${stride} over ${size}`,
    inputs: { X: f32(1, 1, size) },
    attributes: { kernel_shape: [kernel], strides: [stride] },
    outputs: [f32(1, 1, windows)],
    pin: [1, 2, 3],
  })),
  {
    name: 'ceil_mode rounds up',
    opset: 12,
    inputs: { X: f32(1, 1, 4, 4) },
    attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    outputs: [f32(1, 1, 2, 2)],
  },
  {
    name: 'ceil_mode leaves out a window that would start in the padding behind the input',
    opset: 12,
    inputs: { X: f32(1, 1, 2, 5) },
    attributes: { kernel_shape: [1, 2], strides: [2, 3], pads: [0, 1, 0, 1], ceil_mode: 1 },
    // ceil((2 − 1) / 2) + 1 = 2 windows, the second at 2; ceil((5 + 2 − 2) / 3) + 1 = 3, the third at 6 = 5 + 1
    outputs: [f32(1, 1, 1, 2)],
  },
  {
    name: 'ceil_mode lets a window reach over the input',
    opset: 12,
    inputs: { X: f32(1, 1, 2, 2) },
    attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    outputs: [f32(1, 1, 1, 1)],
  },
  {
    name: 'indices are int64 and of the same shape; dilation',
    opset: 12,
    inputs: { X: tensor('uint8', 2, 3, 32) },
    attributes: { kernel_shape: [4], dilations: [3], storage_order: 1 },
    outputs: [tensor('uint8', 2, 3, 23), i64(2, 3, 23)],
    flops: 3 * 2 * 3 * 23,
  },
  {
    name: 'SAME_LOWER',
    inputs: { X: f32(1, 3, 7, 8) },
    attributes: { kernel_shape: [2, 2], strides: [2, 3], auto_pad: 'SAME_LOWER' },
    outputs: [f32(1, 3, 4, 3)],
  },
]);

testOp(averagePool, [
  {
    name: 'a division and k − 1 additions a window',
    inputs: { X: f32(1, 2, 6, 6, 6) },
    attributes: { kernel_shape: [2, 2, 2], strides: [2, 2, 2] },
    outputs: [f32(1, 2, 3, 3, 3)],
    flops: 8 * 2 * 27,
    detail: { function: 'average' },
  },
]);

testOp(lpPool, [
  {
    name: 'magnitudes, powers, sum, root',
    opset: 18,
    inputs: { X: f32(1, 2, 9) },
    attributes: { kernel_shape: [4], dilations: [2], p: 3, ceil_mode: 1 },
    outputs: [f32(1, 2, 3)],
    flops: (4 + 4 + 3 + 1) * 2 * 3,
  },
]);

const [globalMax, globalAverage, globalLp] = globalPools;
for (const [operator, flops] of [
  [globalMax, 48 * 7 - 7],
  [globalAverage, 48 * 7],
  [globalLp, 3 * 48 * 7],
] as const) {
  if (operator === undefined) throw new Error('an operator is missing');
  testOp(operator, [
    {
      name: 'each map becomes one element',
      inputs: { X: f32(1, 7, 6, 8) },
      outputs: [f32(1, 7, 1, 1)],
      flops,
      detail: { kind: 'pool', global: true, kernel: [6, 8] },
    },
    { name: 'maps without elements', inputs: { X: f32(2, 7, 0, 8) }, outputs: [f32(2, 7, 1, 1)], flops: 0 },
  ]);
}

testOp(maxRoiPool, [
  {
    name: 'a grid for every region',
    inputs: { X: f32(2, 5, 20, 30), rois: f32(11, 5) },
    attributes: { pooled_shape: [3, 4] },
    outputs: [f32(11, 5, 3, 4)],
    pin: [5],
  },
]);

testOp(roiAlign, [
  {
    name: 'two by two points a cell, eight operations each',
    opset: 16,
    inputs: { X: f32(2, 7, 20, 30), rois: f32(11, 4), batch_indices: i64(11) },
    attributes: { output_height: 3, output_width: 5, sampling_ratio: 2 },
    outputs: [f32(11, 7, 3, 5)],
    flops: 8 * 4 * 11 * 7 * 15,
  },
]);

testOp(maxUnpool, [
  {
    name: 'undoes a pooling',
    inputs: { X: f32(1, 1, 2, 2), I: i64(1, 1, 2, 2) },
    attributes: { kernel_shape: [2, 3], strides: [2, 2] },
    outputs: [f32(1, 1, 4, 5)],
    flops: 0,
  },
  {
    name: 'takes the size it is told, of which an element may be unknown to us',
    inputs: { X: f32(1, 1, 2, 2), I: i64(1, 1, 2, 2), output_shape: known('int64', 1, 1, 5, 6) },
    attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    outputs: [f32(1, 1, 5, 6)],
  },
]);

describe('ceil_mode of a symbolic size', () => {
  const size = (kernel: number, stride: number, begin: number, end: number, input: Dim): Dim | undefined => {
    const context = { opset: 12, outputCount: 1, fresh: () => 1, warn: () => undefined };
    const attributes = new Map(
      Object.entries({
        kernel_shape: { kind: 'ints', value: [kernel] },
        strides: { kind: 'ints', value: [stride] },
        pads: { kind: 'ints', value: [begin, end] },
        ceil_mode: { kind: 'int', value: 1 },
      } as const),
    );
    const [output] = maxPool.apply([f32(1, 1, input)], attributes, context).infer();
    return isRanked(output) ? output.shape[2] : undefined;
  };

  it('is one division', () => {
    expect(print(size(3, 2, 0, 0, symbol('H')) ?? 0)).toBe('floor(H/2)');
    expect(print(size(2, 2, 0, 0, symbol('H')) ?? 0)).toBe('floor((H + 1)/2)');
  });

  it('is, for known sizes, what the specification’s rule gives step by step', () => {
    for (const [kernel, stride, begin, end] of [
      [3, 2, 1, 1],
      [2, 3, 1, 1],
      [1, 2, 0, 0],
      [3, 5, 2, 0],
      [4, 1, 0, 3],
    ] as const) {
      for (let input = kernel; input < 24; input++) {
        let windows = Math.ceil((input + begin + end - kernel) / stride) + 1;
        if ((windows - 1) * stride >= input + begin) windows--;
        expect(
          size(kernel, stride, begin, end, input),
          `kernel ${kernel}, stride ${stride}, pads ${begin} ${end}, input ${input}`,
        ).toBe(windows);
      }
    }
  });
});
