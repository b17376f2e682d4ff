import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain } from '../../testers/analyse-model.js';

const [K, N] = [64, 48];
const blocks = (K * N) / 32;

describe('weights that a kernel unpacks', () => {
  const initializers = [weight('q', 'int4', [K, N]), weight('s', 'float16', [K / 32, N])];
  const dequantised = node('DequantizeLinear', ['q', 's'], ['w'], { axis: 0, block_size: 32 });

  it('are read packed, with their scales, and unpacked by two operations each, as those of MatMulNBits', () => {
    const x = value('x', 'float16', [1, K]);
    const spelledOut = analyseModel({
      opset: 21,
      inputs: [x],
      outputs: ['y'],
      initializers,
      nodes: [dequantised, node('MatMul', ['x', 'w'], ['y'], {}, { name: 'product' })],
    });
    const packed = analyseModel({
      opset: 21,
      inputs: [x],
      outputs: ['y'],
      initializers: [weight('B', 'uint8', [N, K / 32, 16]), weight('s', 'float16', [N, K / 32])],
      nodes: [
        node(
          'MatMulNBits',
          ['x', 'B', 's'],
          ['y'],
          { K, N, bits: 4, block_size: 32 },
          { name: 'product', domain: 'com.microsoft' },
        ),
      ],
    });
    for (const analysis of [spelledOut, packed]) {
      const layer = layerOf(analysis, 'product');
      expect(plain(layer.readBytes)).toBe(2 * K + (K * N) / 2 + 2 * blocks);
      expect(plain(layer.arithmetic)).toBe(2 * K * N + 2 * K * N);
    }
  });

  it('behind a look-up of rows, those rows alone', () => {
    const analysis = analyseModel({
      opset: 21,
      inputs: [value('ids', 'int64', [1, 8])],
      outputs: ['y'],
      initializers,
      nodes: [dequantised, node('Gather', ['w', 'ids'], ['y'], {}, { name: 'rows' })],
    });
    const layer = layerOf(analysis, 'rows');
    expect(plain(layer.readBytes)).toBe(8 * 8 + (8 * N) / 2 + 2 * ((8 * N) / 32));
    expect(plain(layer.arithmetic)).toBe(2 * 8 * N);
  });
});

it('a weight stored in floats and quantised at load is read quantised; its kernel computes with integers', () => {
  const scale = [constant('s', 'float32', [], [0.1]), constant('z', 'int8', [], [0])];
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'int8', [1, 3, 8, 8])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [4, 3, 3, 3]), ...scale],
    nodes: [
      node('DequantizeLinear', ['x', 's', 'z'], ['xf']),
      node('QuantizeLinear', ['w', 's', 'z'], ['wq']),
      node('DequantizeLinear', ['wq', 's', 'z'], ['wf']),
      node('Conv', ['xf', 'wf'], ['y'], {}, { name: 'conv' }),
    ],
  });
  const layer = layerOf(analysis, 'conv');
  expect(plain(analysis.totals.parameterElements)).toBe(4 * 3 * 3 * 3);
  expect(plain(layer.readBytes)).toBe(4 * (3 * 8 * 8) + 4 * 3 * 3 * 3);
  expect(plain(layer.arithmetic), 'nothing is unpacked').toBe(2 * (4 * 36 * 27));
});
