import { expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import { storedWeightsOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

it('tells the bytes of weights by what they hold, of scales and of buffers', () => {
  const [K, N] = [64, 48];
  const analysis = analyseModel({
    opset: 21,
    inputs: [value('x', 'float16', [1, K])],
    outputs: ['y'],
    initializers: [
      weight('B', 'uint8', [N, K / 32, 16]),
      weight('s', 'float16', [N, K / 32]),
      weight('scale', 'float16', [N]),
      weight('shift', 'float16', [N]),
      weight('mean', 'float16', [N]),
      weight('var', 'float16', [N]),
    ],
    nodes: [
      node('MatMulNBits', ['x', 'B', 's'], ['h'], { K, N, bits: 4, block_size: 32 }, { domain: 'com.microsoft' }),
      node('BatchNormalization', ['h', 'scale', 'shift', 'mean', 'var'], ['y']),
    ],
  });
  const { types, bytesOfScales, bufferBytes, bytes, bytesInOtherFiles, activeParams } = storedWeightsOf(analysis);
  expect(types.map(({ type, elements, bytes: each }) => [type, plain(elements), plain(each)])).toEqual([
    ['int4', K * N, (K * N) / 2],
    ['float16', 2 * N, 2 * 2 * N],
  ]);
  expect([plain(bytesOfScales), plain(bufferBytes)]).toEqual([2 * N * (K / 32), 2 * 2 * N]);
  expect(plain(bytes)).toBe((K * N) / 2 + 2 * N * 2 + 2 * N * (K / 32) + 2 * 2 * N);
  expect(plain(bytesInOtherFiles), 'the builder keeps weights beside the model').toBe(plain(bytes));
  expect(plain(activeParams)).toBe(K * N + 2 * N);
});
