import { describe, expect, it } from 'vitest';
import { node, value } from '../../../fixtures/build/model.js';
import { bind, symbol } from '../../../src/dim/index.js';
import { dft, melWeightMatrix, stft, windows } from '../../../src/ops/ai.onnx/signal.js';
import type { Context } from '../../../src/ops/language/define.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';
import { f32, scalar, tensor, testOp } from '../../testers/test-op.js';

/** Operations of a fast transform of n = 2^k complex points. */
const transform = (k: number): number => 5 * 2 ** k * k;

testOp(dft, [
  {
    name: 'axis 1 unless told; a real signal has half the work and a complex spectrum',
    inputs: { input: f32(1, 16, 10, 1) },
    outputs: [f32(1, 16, 10, 2)],
    flops: (10 * transform(4)) / 2,
    pin: [16],
  },
  {
    name: 'the axis in an attribute, a complex signal',
    inputs: { input: f32(3, 10, 16, 2) },
    attributes: { axis: 2, inverse: 1 },
    outputs: [f32(3, 10, 16, 2)],
    flops: 3 * 10 * transform(4),
    pin: [2, 16],
  },
  { name: 'one-sided', inputs: { input: f32(1, 17, 10, 1) }, attributes: { onesided: 1 }, outputs: [f32(1, 9, 10, 2)] },
  {
    name: 'cut or padded to a length',
    inputs: { input: f32(1, 17, 10, 1), dft_length: scalar('int64', 32) },
    attributes: { onesided: 1 },
    outputs: [f32(1, 32 / 2 + 1, 10, 2)],
    flops: (10 * transform(5)) / 2,
  },
  {
    name: 'since opset 20 the axis before the last, or an input',
    opset: 20,
    inputs: { input: f32(1, 5, 16, 1) },
    outputs: [f32(1, 5, 16, 2)],
    flops: (5 * transform(4)) / 2,
    pin: [16],
  },
  {
    name: 'an input names the axis',
    opset: 20,
    inputs: { input: f32(1, 16, 5, 1), axis: scalar('int64', 1) },
    attributes: { onesided: 1 },
    outputs: [f32(1, 9, 5, 2)],
  },
  {
    name: 'back from one side to a real signal',
    opset: 20,
    inputs: { input: f32(1, 9, 5, 2), axis: scalar('int64', 1) },
    attributes: { onesided: 1, inverse: 1 },
    outputs: [f32(1, 16, 5, 1)],
    flops: (5 * transform(4)) / 2,
    pin: [9, 2],
  },
]);

testOp(stft, [
  {
    name: 'as many frames as fit',
    inputs: { signal: f32(2, 128, 1), frame_step: scalar('int64', 8), window: f32(16) },
    outputs: [f32(2, (128 - 16) / 8 + 1, 16 / 2 + 1, 2)],
    flops: 2 * 15 * (16 + transform(4) / 2),
    pin: [16],
  },
  {
    name: 'both sides, without a window',
    inputs: { signal: f32(2, 130, 1), frame_step: scalar('int64', 8), frame_length: scalar('int64', 32) },
    attributes: { onesided: 0 },
    outputs: [f32(2, 13, 32, 2)],
    flops: (2 * 13 * transform(5)) / 2,
  },
  {
    name: 'a step that only a run tells',
    inputs: { signal: f32(2, 128, 1), frame_step: tensor('int64'), window: f32(16) },
    outputs: [f32(2, symbol('fresh_frames'), 9, 2)],
  },
  {
    name: 'a signal shorter than a frame has none',
    inputs: { signal: f32(2, 10, 1), frame_step: scalar('int64', 8), window: f32(32) },
    outputs: [f32(2, 0, 17, 2)],
  },
]);

testOp(melWeightMatrix, [
  {
    name: 'a row per bin, a column per band',
    inputs: {
      num_mel_bins: scalar('int64', 8),
      dft_length: scalar('int64', 17),
      sample_rate: scalar('int64', 8192),
      lower_edge_hertz: scalar('float32', 0),
      upper_edge_hertz: scalar('float32', 4096),
    },
    outputs: [f32(9, 8)],
    flops: 2 * 9 * 8,
  },
]);

for (const window of windows) {
  testOp(window, [
    {
      name: 'as long as told',
      inputs: { size: scalar('int64', 10) },
      outputs: [f32(10)],
      flops: (window.type === 'BlackmanWindow' ? 8 : 4) * 10,
    },
    {
      name: 'of another type, of a length that only a run tells',
      inputs: { size: tensor('int32') },
      attributes: { output_datatype: 11 },
      outputs: [tensor('float64', symbol('fresh_size'))],
    },
  ]);
}

describe('an open number of components', () => {
  it.each([
    [1, (10 * transform(4)) / 2],
    [2, 10 * transform(4)],
  ])('%i: real signals take half the work of complex ones', (components, flops) => {
    const { totals } = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 16, 10, 'components'])],
      outputs: ['y'],
      nodes: [node('DFT', ['x'], ['y'])],
    });
    expect(plain(bind(totals.arithmetic, new Map([['components', components]])))).toBe(flops);
  });
});

describe('malformed nodes', () => {
  const context: Context = { opset: 20, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['DFT along the components', dft, [f32(1, 8, 2), undefined, scalar('int64', -1)], 'real and imaginary'],
    ['STFT without a length', stft, [f32(1, 8, 1), scalar('int64', 1)], 'neither a window nor frame_length'],
    ['STFT that stands still', stft, [f32(1, 8, 1), scalar('int64', 0), f32(4)], 'frame_step is 0'],
  ] as const)('%s', (_, operator, inputs, message) => {
    expect(() => operator.apply(inputs, new Map(), context).infer()).toThrow(message);
  });
});
