import { expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { kindsOf } from '../../testers/kinds-of.js';

it.each([
  ["Hann's", 0.5, 16],
  ["Hamming's, symmetric", 0.54, 15],
])('a window is computed: %s', (_, constantTerm, period) => {
  const numbers = Array.from({ length: 16 }, (_, n) =>
    Math.fround(constantTerm - (1 - constantTerm) * Math.cos((2 * Math.PI * n) / period)),
  );
  const kinds = (elements: readonly number[]) =>
    analyseModel({
      opset: 17,
      inputs: [value('frames', 'float32', [1, 10, 16])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [16, 4]), constant('window', 'float32', [16], elements)],
      nodes: [node('Mul', ['frames', 'window'], ['f']), node('MatMul', ['f', 'w'], ['y'])],
    }).parameters.map(({ kind }) => kind);
  expect(kinds(numbers)).toEqual(['param', 'buffer']);
  expect(kinds(numbers.map((number) => number + 0.001))).toEqual(['param', 'param']);
});

it('a bias that starts with ones for the gate that forgets is learned', () => {
  const bias = constant('bias', 'float32', [8], [0, 0, 1, 1, 0, 0, 0, 0]);
  const nodes = [
    node('MatMul', ['x', 'w'], ['h']),
    node('Add', ['h', 'bias'], ['g']),
    node('MatMul', ['g', 'w'], ['y']),
  ];
  expect(kindsOf([bias], nodes)).toEqual({ bias: 'param' });
});

it('behind the last weights, a second shift and the values of an expectation are computed', () => {
  const kinds = (function_: string, elements: readonly number[], bias: readonly string[] = ['b']) => {
    const { parameters } = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 6])],
      outputs: ['y'],
      initializers: [
        weight('w', 'float32', [6, 8]),
        ...bias.map((name) => weight(name, 'float32', [8])),
        constant('last', 'float32', [8], elements),
      ],
      nodes: [node('Gemm', ['x', 'w', ...bias], ['h']), node(function_, ['h', 'last'], ['y'])],
    });
    return Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]));
  };
  const odd = [0.3, -0.2, 0.9, 0.1, 0.8, -0.5, 0.4, 0.7];
  expect(kinds('Add', odd)).toMatchObject({ b: 'param', last: 'buffer' });
  expect(kinds('Add', odd, [])).toMatchObject({ last: 'param' });
  expect(kinds('Mul', odd)).toMatchObject({ last: 'param' });
  expect(kinds('Mul', [0, 1, 2, 3, 4, 5, 6, 7])).toMatchObject({ last: 'buffer' });
});

it.each([
  // 64 columns of 32 rows, 4 bits a number: a block of 16 bytes for each column, or all in one row.
  ['MatMulNBits', [64, 1, 16], { K: 32, N: 64, bits: 4, block_size: 32 }],
  ['MatMulBnb4', [1024], { K: 32, N: 64, block_size: 32, quant_type: 1 }],
])('the bias of a last product whose weights are packed is learned: %s', (type, packed, attributes) => {
  const { parameters } = analyseModel({
    opset: 17,
    domains: { 'com.microsoft': 1 },
    inputs: [value('x', 'float32', ['N', 32])],
    outputs: ['y'],
    initializers: [
      weight('packed', 'uint8', packed),
      weight('scales', 'float32', [64]),
      weight('bias', 'float32', [64]),
    ],
    nodes: [
      node(type, ['x', 'packed', 'scales'], ['h'], attributes, { domain: 'com.microsoft' }),
      node('Add', ['h', 'bias'], ['y']),
    ],
  });
  expect(Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]))).toEqual({
    packed: 'param',
    scales: 'scale',
    bias: 'param',
  });
});

it('the window that STFT reads is computed', () => {
  const { totals } = analyseModel({
    opset: 17,
    inputs: [value('signal', 'float32', [1, 1000, 1])],
    outputs: ['y'],
    initializers: [weight('window', 'float32', [400]), constant('step', 'int64', [], [160])],
    nodes: [node('STFT', ['signal', 'step', 'window'], ['y'])],
  });
  expect([totals.parameterElements, totals.bufferElements]).toEqual([0, 400]);
});

it('an embedding that is scaled, and added to what is scaled as well, is learned', () => {
  const nodes = [
    node('Gather', ['words', 'positions'], ['e']),
    node('Mul', ['e', 'large'], ['residual']),
    node('MatMul', ['residual', 'w'], ['h']),
    node('Mul', ['h', 'small'], ['b']),
    node('Add', ['residual', 'b'], ['r']),
    node('MatMul', ['r', 'w'], ['y']),
  ];
  const scales = [constant('large', 'float32', [], [12]), constant('small', 'float32', [], [0.25])];
  expect(kindsOf([weight('words', 'float32', [64, 8]), ...scales], nodes)).toMatchObject({ words: 'param' });
});

it('the bias of a classifier is learned, a Softmax behind it or not', () => {
  const nodes = [node('MatMul', ['x', 'w'], ['q']), node('Add', ['q', 'b'], ['s']), node('Softmax', ['s'], ['y'])];
  expect(kindsOf([weight('b', 'float32', [8])], nodes)).toEqual({ b: 'param' });
});

it('centres that every row meets all of are learned, before weights and behind them', () => {
  const distances = (data: string, result: string) => [
    node('Unsqueeze', [data, 'second'], ['column']),
    node('Sub', ['column', 'centres'], ['apart']),
    node('Mul', ['apart', 'apart'], ['squares']),
    node('ReduceSum', ['squares', 'last'], [result], { keepdims: 0 }),
  ];
  const axes = [constant('second', 'int64', [1], [2]), constant('last', 'int64', [1], [-1])];
  const centres = weight('centres', 'float32', [5, 8]);
  const before = [...distances('x', 'd'), node('MatMul', ['d', 'out'], ['y'])];
  const after = [node('MatMul', ['x', 'w'], ['h']), ...distances('h', 'y')];
  expect(kindsOf([...axes, centres, weight('out', 'float32', [5, 3])], before)).toMatchObject({ centres: 'param' });
  expect(kindsOf([...axes, centres], after)).toMatchObject({ centres: 'param' });
});

it('vectors that only give the one number of spectral normalisation are computed', () => {
  const { parameters } = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [2, 8])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [5, 8]),
      weight('copy', 'float32', [5, 8]),
      weight('u', 'float32', [5]),
      weight('v', 'float32', [8]),
    ],
    nodes: [
      node('MatMul', ['copy', 'v'], ['wv']),
      node('MatMul', ['u', 'wv'], ['sigma']),
      node('Div', ['w', 'sigma'], ['normal']),
      node('Gemm', ['x', 'normal'], ['y'], { transB: 1 }),
    ],
  });
  const kinds = Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]));
  expect(kinds).toEqual({ w: 'param', copy: 'buffer', u: 'buffer', v: 'buffer' });
});

it('the bias of a convolution whose filters a style scales is learned', () => {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [1, 8, 4, 4]), value('style', 'float32', [1, 8, 1, 1])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [12, 8, 3, 3]), weight('b', 'float32', [1, 12, 1, 1])],
    nodes: [
      node('Mul', ['w', 'style'], ['filters']),
      node('Conv', ['x', 'filters'], ['c']),
      node('Add', ['c', 'b'], ['y']),
    ],
  });
  expect(analysis.totals.parameterElements).toBe(12 * 8 * 9 + 12);
});

it('the scale and shift of a last normalisation are learned', () => {
  const nodes = [
    node('MatMul', ['x', 'w'], ['a']),
    node('Mul', ['a', 'scale'], ['b']),
    node('Add', ['b', 'shift'], ['y']),
  ];
  const pair = [weight('scale', 'float32', [8]), weight('shift', 'float32', [8])];
  expect(kindsOf(pair, nodes)).toEqual({ scale: 'param', shift: 'param' });
});

it('what multiplies or is taken off quantised weights is their scale', () => {
  const nodes = [
    node('Cast', ['q'], ['f'], { to: 1 }),
    node('Sub', ['f', 'zero'], ['d']),
    node('Mul', ['d', 'scale'], ['wide']),
    node('MatMul', ['x', 'wide'], ['y']),
  ];
  const parts = [weight('q', 'int8', [8, 5]), weight('zero', 'float32', [1, 5]), weight('scale', 'float32', [1, 5])];
  expect(kindsOf(parts, nodes)).toEqual({ q: 'param', zero: 'scale', scale: 'scale' });
});

it('what multiplies a product of integers is the scale of its channels', () => {
  const nodes = [
    node('DynamicQuantizeLinear', ['x'], ['xq', 'xs', 'xz']),
    node('MatMulInteger', ['xq', 'q', 'xz'], ['p']),
    node('Cast', ['p'], ['f'], { to: 1 }),
    node('Mul', ['xs', 'scale'], ['both']),
    node('Mul', ['f', 'both'], ['m']),
    node('Add', ['m', 'bias'], ['y']),
  ];
  const parts = [weight('q', 'int8', [8, 5]), weight('scale', 'float32', [5]), weight('bias', 'float32', [5])];
  expect(kindsOf(parts, nodes)).toEqual({ q: 'param', scale: 'scale', bias: 'param' });
});

it('the first state of a recurrence is none of its weights, moved or not', () => {
  const nodes = [
    node('Expand', ['start', 'shape'], ['h']),
    node('GRU', ['x', 'W', 'R', '', '', 'h'], ['', 'y'], { hidden_size: 5 }),
  ];
  const parts = [
    weight('W', 'float32', [1, 15, 8]),
    weight('R', 'float32', [1, 15, 5]),
    weight('start', 'float32', [1, 1, 5]),
    constant('shape', 'int64', [3], [1, 6, 5]),
  ];
  expect(kindsOf(parts, nodes)).toEqual({ W: 'param', R: 'param', start: 'buffer', shape: 'neither' });
});
