import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import { depthToSpace, spaceToDepth } from '../../../src/ops/ai.onnx/depth-space.js';
import type { Context } from '../../../src/ops/language/define.js';
import { f32, testOp } from '../../testers/test-op.js';

testOp(depthToSpace, [
  {
    name: 'b² channels become b×b pixels',
    inputs: { input: f32(1, 8, 3, 5) },
    attributes: { blocksize: 2 },
    outputs: [f32(1, 8 / 4, 3 * 2, 5 * 2)],
    flops: 0,
  },
  {
    name: 'in the other order of channels, which changes no shape',
    opset: 13,
    inputs: { input: f32(1, 18, 3, 5) },
    attributes: { blocksize: 3, mode: 'CRD' },
    outputs: [f32(1, 18 / 9, 3 * 3, 5 * 3)],
  },
]);

testOp(spaceToDepth, [
  {
    name: 'b×b pixels become b² channels',
    inputs: { input: f32(1, 3, 4, 6) },
    attributes: { blocksize: 2 },
    outputs: [f32(1, 3 * 4, 4 / 2, 6 / 2)],
    flops: 0,
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 13, outputCount: 1, fresh: symbol, warn: () => undefined };
  const blocks = new Map([['blocksize', { kind: 'int', value: 2 }]] as const);

  it.each([
    ['channels that do not divide', depthToSpace, f32(1, 6, 2, 2), '6 channels'],
    ['rows that do not divide', spaceToDepth, f32(1, 1, 3, 2), '3 rows'],
    ['another rank than 4', spaceToDepth, f32(1, 2, 2), 'rank 3'],
  ] as const)('%s', (_, operator, input, message) => {
    expect(() => operator.apply([input], blocks, context).infer()).toThrow(message);
  });
  it('no blocksize', () => {
    expect(() => depthToSpace.apply([f32(1, 4, 2, 2)], new Map(), context).infer()).toThrow('blocksize is missing');
  });
});
