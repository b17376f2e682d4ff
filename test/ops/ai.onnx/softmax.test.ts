import { expect, it } from 'vitest';
import { softmaxes } from '../../../src/ops/ai.onnx/softmax.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, testOp, unranked } from '../../testers/test-op.js';

for (const [type, perRow] of [
  ['Softmax', (n: number) => n - 1 + n + n + (n - 1) + n],
  ['LogSoftmax', (n: number) => n - 1 + n + n + (n - 1) + 1 + n],
  ['Hardmax', (n: number) => n - 1],
] as const) {
  testOp(operatorNamed(softmaxes, type, 13), [
    {
      name: 'the last axis',
      inputs: { input: f32(1, 12, 197, 197) },
      outputs: [f32(1, 12, 197, 197)],
      flops: 12 * 197 * perRow(197),
      detail: { kind: 'softmax', function: type.toLowerCase(), length: 197 },
    },
    {
      name: 'another axis',
      inputs: { input: f32(2, 21, 5, 7) },
      attributes: { axis: 1 },
      outputs: [f32(2, 21, 5, 7)],
      flops: 2 * 5 * 7 * perRow(21),
      detail: { length: 21 },
    },
    { name: 'nothing', inputs: { input: f32(4, 0) }, outputs: [f32(4, 0)], flops: 0 },
    { name: 'an unknown rank', inputs: { input: unranked('float16') }, outputs: [unranked('float16')] },
  ]);
  testOp(operatorNamed(softmaxes, type, 1), [
    {
      name: 'all that follows axis 1',
      inputs: { input: f32(2, 21, 5, 7) },
      outputs: [f32(2, 21, 5, 7)],
      flops: 2 * perRow(21 * 5 * 7),
      detail: { length: 21 * 5 * 7 },
    },
    {
      name: 'all that follows an axis from the back',
      opset: 11,
      inputs: { input: f32(2, 21, 5, 7) },
      attributes: { axis: -1 },
      outputs: [f32(2, 21, 5, 7)],
      flops: 2 * 21 * 5 * perRow(7),
    },
    {
      name: 'axis 0 takes all',
      opset: 11,
      inputs: { input: f32(3, 4) },
      attributes: { axis: 0 },
      outputs: [f32(3, 4)],
      flops: perRow(3 * 4),
    },
    { name: 'a vector of rows of one', inputs: { input: f32(9) }, outputs: [f32(9)], flops: 9 * perRow(1) },
  ]);
}

it('refuses an axis out of range', () => {
  const context = { opset: 13, outputCount: 1, fresh: () => 0, warn: () => undefined };
  const infer = (since: number, axis: number) =>
    operatorNamed(softmaxes, 'Softmax', since)
      .apply([f32(2, 3)], new Map([['axis', { kind: 'int', value: axis }]]), context)
      .infer();
  expect(() => infer(13, 2)).toThrow('axis 2');
  expect(() => infer(1, 3)).toThrow('axis 3');
});
