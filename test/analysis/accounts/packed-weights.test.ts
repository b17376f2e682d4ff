import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, NodeSpec } from '../../../fixtures/build/model.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const opset = 21;
const microsoft = { domain: 'com.microsoft' };
const [K, N] = [64, 48];

function counted(initializers: readonly Initializer[], nodes: readonly NodeSpec[]) {
  const analysis = analyseModel({
    opset,
    inputs: [value('x', 'float16', [1, K]), value('ids', 'int64', [1, 3])],
    outputs: ['y'],
    initializers,
    nodes,
  });
  const params = analysis.parameters.filter(({ kind }) => kind === 'param');
  return {
    params: plain(analysis.totals.parameterElements),
    bytes: plain(analysis.totals.parameterBytes),
    types: params.map(({ type }) => type),
    kinds: Object.fromEntries(analysis.parameters.map(({ edge, kind }) => [edge.name, kind])),
  };
}

describe('a packed weight counts the numbers that it holds', () => {
  const blocks = (bits: number) => weight('B', 'uint8', [N, K / 32, (32 * bits) / 8]);
  const scales = weight('scales', 'float16', [N, K / 32]);

  it.each([2, 4, 8])('in %i bits of MatMulNBits', (bits) => {
    const attributes = { K, N, bits, block_size: 32 };
    expect(
      counted([blocks(bits), scales], [node('MatMulNBits', ['x', 'B', 'scales'], ['y'], attributes, microsoft)]),
    ).toEqual({
      params: K * N,
      bytes: (K * N * bits) / 8,
      types: [`int${bits}`],
      kinds: { B: 'param', scales: 'scale' },
    });
  });

  it('in 4 bits of MatMulBnb4, whose transposed product has the same', () => {
    const initializers = [weight('B', 'uint8', [(K * N) / 2]), weight('absmax', 'float16', [(K * N) / 64])];
    const attributes = { K, N, block_size: 64, quant_type: 1 };
    expect(
      counted(initializers, [node('MatMulBnb4', ['x', 'B', 'absmax'], ['y'], attributes, microsoft)]),
    ).toMatchObject({ params: K * N, types: ['nf4'] });
  });

  it('once where an embedding looks up rows of the weights of the last product', () => {
    const shape = weight('shape', 'int64', [2]);
    const rows = weight('B', 'uint8', [N, K / 32, 16]);
    const nodes = [
      node('Reshape', ['B', 'shape'], ['table']),
      node('GatherBlockQuantized', ['table', 'ids', 'scales'], ['e'], { block_size: 32, bits: 4 }, microsoft),
      node('MatMulNBits', ['e', 'B', 'scales'], ['y'], { K, N, bits: 4, block_size: 32 }, microsoft),
    ];
    expect(counted([rows, scales, shape], nodes)).toMatchObject({ params: K * N, bytes: (K * N) / 2, types: ['int4'] });
  });

  it('in the element type of a DequantizeLinear of 4 bits', () => {
    const initializers = [weight('q', 'uint4', [K, N]), weight('s', 'float16', [K / 32, N])];
    const nodes = [
      node('DequantizeLinear', ['q', 's'], ['w'], { axis: 0, block_size: 32 }),
      node('MatMul', ['x', 'w'], ['y']),
    ];
    expect(counted(initializers, nodes)).toMatchObject({ params: K * N, bytes: (K * N) / 2, types: ['uint4'] });
  });

  it.each([
    ['as the specification stores them', [8, 2 * 32, K / 2], [8, K, 32 / 2]],
    ['in the order of another provider', [8, K, 32], [8, 32, K / 2]],
  ])('in experts %s; one token passes through the chosen ones', (_, first, second) => {
    const initializers = [
      weight('r', 'float16', [K, 8]),
      weight('fc1', 'uint8', first),
      weight('fc2', 'uint8', second),
      weight('s1', 'float16', [8, 2 * 32]),
      weight('s2', 'float16', [8, K]),
    ];
    const attributes = { k: 2, expert_weight_bits: 4, activation_type: 'swiglu', swiglu_fusion: 1 };
    const analysis = analyseModel({
      opset,
      inputs: [value('x', 'float16', [1, K])],
      outputs: ['y'],
      initializers,
      nodes: [
        node('MatMul', ['x', 'r'], ['p']),
        node('QMoE', ['x', 'p', 'fc1', 's1', '', 'fc2', 's2'], ['y'], attributes, { ...microsoft, name: 'experts' }),
      ],
    });
    const expert = 2 * 32 * K + K * 32;
    expect(plain(analysis.totals.parameterElements)).toBe(K * 8 + 8 * expert);
    expect(plain(analysis.totals.macs)).toBe(K * 8 + 2 * expert);
    expect(analysis.parameters.map(({ active }) => plain(active))).toEqual([
      K * 8,
      2 * (2 * 32 * K),
      2 * (K * 32),
      0,
      0,
    ]);
    // Token and result, its scores, and of both layers the weights and scales of two experts.
    const experts = analysis.layers.find(({ label }) => label === 'experts');
    expect(plain(experts?.readBytes)).toBe(2 * K + 2 * 8 + (2 * expert) / 2 + 2 * 2 * (2 * 32 + K));
  });
});

describe('numbers behind a look-up', () => {
  it('are params where an integer table is dequantised after it', () => {
    const initializers = [weight('table', 'int8', [100, K]), weight('s', 'float32', [K]), weight('n', 'float32', [K])];
    const nodes = [
      node('Gather', ['table', 'ids'], ['rows']),
      node('DequantizeLinear', ['rows', 's'], ['e'], { axis: 2 }),
      node('Mul', ['e', 'n'], ['y']),
    ];
    expect(counted(initializers, nodes)).toMatchObject({
      params: 100 * K + K,
      kinds: { table: 'param', s: 'scale', n: 'param' },
    });
  });
});

it('counts what a graph unpacks with masks and shifts: two in a byte, and the zero points as scales', () => {
  const initializers = [
    weight('q', 'uint8', [N, K / 2]),
    weight('z', 'uint8', [N, 1]),
    weight('s', 'float16', [N, 1]),
    constant('fifteen', 'uint8', [], [15]),
    constant('four', 'uint8', [], [4]),
    constant('shape', 'int64', [2], [N, K]),
    constant('last', 'int64', [1], [-1]),
  ];
  const nodes = [
    node('BitwiseAnd', ['q', 'fifteen'], ['low']),
    node('BitShift', ['q', 'four'], ['high'], { direction: 'RIGHT' }),
    node('Unsqueeze', ['low', 'last'], ['low1']),
    node('Unsqueeze', ['high', 'last'], ['high1']),
    node('Concat', ['low1', 'high1'], ['both'], { axis: -1 }),
    node('Reshape', ['both', 'shape'], ['wide']),
    node('Cast', ['wide'], ['numbers'], { to: 10 }),
    node('Cast', ['z'], ['zero'], { to: 10 }),
    node('Sub', ['numbers', 'zero'], ['centred']),
    node('Mul', ['centred', 's'], ['scaled']),
    node('Transpose', ['scaled'], ['w']),
    node('MatMul', ['x', 'w'], ['y']),
  ];
  expect(counted(initializers, nodes)).toMatchObject({
    params: K * N,
    bytes: (K * N) / 2,
    types: ['int4'],
    kinds: { q: 'param', z: 'scale', s: 'scale' },
  });
});
