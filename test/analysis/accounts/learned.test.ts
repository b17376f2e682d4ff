import { expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { kindsOf } from '../../testers/kinds-of.js';

it('a table of positions that is looked up and added is learned', () => {
  const nodes = [
    node('Gather', ['table', 'positions'], ['p']),
    node('Add', ['x', 'p'], ['a']),
    node('MatMul', ['a', 'w'], ['y']),
  ];
  expect(kindsOf([weight('table', 'float32', [512, 8])], nodes)).toEqual({ table: 'param' });
});

it('cosines and sines that two products are added of are computed', () => {
  const nodes = [
    node('MatMul', ['x', 'w'], ['q']),
    node('Gather', ['cosines', 'positions'], ['c']),
    node('Gather', ['sines', 'positions'], ['s']),
    node('Neg', ['q'], ['turned']),
    node('Mul', ['q', 'c'], ['a']),
    node('Mul', ['turned', 's'], ['b']),
    node('Add', ['a', 'b'], ['r']),
    node('MatMul', ['r', 'w'], ['y']),
  ];
  const tables = [weight('cosines', 'float32', [64, 8]), weight('sines', 'float32', [64, 8])];
  expect(kindsOf(tables, nodes)).toEqual({ cosines: 'buffer', sines: 'buffer' });
});

/** Positions of Vaswani et al. 2017, section 3.5: the sine and cosine of place / 10000^(2i/width), in turns. */
const positions = (places: number, width: number): readonly number[] =>
  Array.from({ length: places * width }, (_, index) => {
    const [place, axis] = [Math.floor(index / width), index % width];
    const angle = place / 10_000 ** ((axis - (axis % 2)) / width);
    return Math.fround(axis % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });

it('positions of sines and cosines are computed where they are cut and added, learned where data look them up', () => {
  const added = [node('Add', ['x', 'p'], ['a']), node('MatMul', ['a', 'w'], ['y'])];
  const ends = [constant('from', 'int64', [1], [0]), constant('to', 'int64', [1], [6])];
  const table = constant('table', 'float32', [64, 8], positions(64, 8));
  const cut = [node('Slice', ['table', 'from', 'to'], ['p']), ...added];
  expect(kindsOf([...ends, table], cut)).toMatchObject({ table: 'buffer' });
  expect(kindsOf([table], [node('Gather', ['table', 'positions'], ['p']), ...added])).toEqual({ table: 'param' });
  const shuffled = constant('table', 'float32', [64, 8], positions(64, 8).toReversed());
  expect(kindsOf([...ends, shuffled], cut)).toMatchObject({ table: 'param' });
});

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

it('coordinates that weights are applied to at load are computed, as in Swin V2; learned tokens are learned', () => {
  const kinds = (dims: readonly number[]) => {
    const { parameters } = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 6, 8])],
      outputs: ['y'],
      initializers: [weight('table', 'float32', dims), weight('w', 'float32', [dims.at(-1) ?? 1, 8])],
      nodes: [
        node('MatMul', ['table', 'w'], ['h']),
        node('ReduceMean', ['h'], ['m'], { keepdims: 0, axes: dims.slice(1).map((_, axis) => axis) }),
        node('Add', ['x', 'm'], ['y']),
      ],
    });
    return Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]));
  };
  expect(kinds([1, 15, 15, 2])).toEqual({ table: 'buffer', w: 'param' });
  expect(kinds([1, 4, 8])).toEqual({ table: 'param', w: 'param' });
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

it('frequencies whose angles are worked out at load are computed', () => {
  const nodes = [
    node('Expand', ['frequencies', 'one'], ['column']),
    node('MatMul', ['column', 'places'], ['angles']),
    node('Transpose', ['angles'], ['turned'], { perm: [1, 0] }),
    node('Cos', ['turned'], ['c']),
    node('Sin', ['turned'], ['s']),
    node('Concat', ['c', 's'], ['table'], { axis: -1 }),
    node('Mul', ['x', 'table'], ['r']),
    node('MatMul', ['r', 'w'], ['y']),
  ];
  const stored = [weight('frequencies', 'float32', [4, 1]), weight('places', 'float32', [1, 6])];
  expect(kindsOf([...stored, constant('one', 'int64', [2], [4, 1])], nodes)).toMatchObject({
    frequencies: 'buffer',
    places: 'buffer',
  });
});

it('distances that become rows of a table at load are computed', () => {
  const nodes = [
    node('Where', ['near', 'exact', 'logarithms'], ['distances']),
    node('Cast', ['distances'], ['rows'], { to: 7 }),
    node('Gather', ['biases', 'rows'], ['b']),
    node('Add', ['x', 'b'], ['a']),
    node('MatMul', ['a', 'w'], ['y']),
  ];
  const stored = [weight('exact', 'float32', [6]), weight('logarithms', 'float32', [6])];
  const kinds = kindsOf([weight('near', 'bool', [6]), weight('biases', 'float32', [32, 8]), ...stored], nodes);
  expect(kinds).toMatchObject({ exact: 'buffer', logarithms: 'buffer', biases: 'param' });
});

it('numbers of regions that become a mask at load are computed', () => {
  const nodes = [
    node('Sub', ['rows', 'columns'], ['differences']),
    node('Equal', ['differences', 'zero'], ['same']),
    node('Where', ['same', 'x', 'zero'], ['masked']),
    node('MatMul', ['masked', 'w'], ['y']),
  ];
  const stored = [weight('rows', 'float32', [6, 1]), weight('columns', 'float32', [1, 8])];
  const kinds = kindsOf([...stored, constant('zero', 'float32', [], [0])], nodes);
  expect(kinds).toMatchObject({ rows: 'buffer', columns: 'buffer' });
});

it('numbers of regions are computed where their differences end in a mask of floating-point numbers', () => {
  const added = (heads: number) => {
    const { parameters } = analyseModel({
      opset: 18,
      inputs: [value('s', 'float32', [4, 2, 49, 49])],
      outputs: ['p'],
      initializers: [
        weight('rows', 'float32', [4, heads, 49, 1]),
        weight('columns', 'float32', [4, heads, 1, 49]),
        constant('zero', 'float32', [], [0]),
        constant('low', 'float32', [], [-100]),
      ],
      nodes: [
        node('Sub', ['rows', 'columns'], ['differences']),
        node('Equal', ['differences', 'zero'], ['same']),
        node('Not', ['same'], ['other']),
        node('Where', ['other', 'low', 'differences'], ['filled']),
        node('Add', ['s', 'filled'], ['b']),
        node('Softmax', ['b'], ['p'], { axis: -1 }),
      ],
    });
    return parameters.filter(({ kind }) => kind === 'param').map(({ edge }) => edge.name);
  };
  expect(added(1)).toEqual([]);
  // A sum of two numbers for each head is learned, as of positions across and down.
  expect(added(2)).toEqual(['rows', 'columns']);
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

it('frequencies that end in both Sin and Cos are computed, those in Sin alone are learned', () => {
  const angles = [node('Cast', ['positions'], ['p'], { to: 1 }), node('Unsqueeze', ['p', 'last'], ['u'])];
  const last = constant('last', 'int64', [1], [-1]);
  const both = [
    ...angles,
    node('Mul', ['u', 'f'], ['a']),
    node('Sin', ['a'], ['s']),
    node('Cos', ['a'], ['c']),
    node('Concat', ['s', 'c'], ['e'], { axis: -1 }),
    node('MatMul', ['e', 'w'], ['y']),
  ];
  expect(kindsOf([last, weight('f', 'float32', [4])], both)).toMatchObject({ f: 'buffer' });
  const one = [...angles, node('Mul', ['u', 'f'], ['a']), node('Sin', ['a'], ['s']), node('MatMul', ['s', 'w'], ['y'])];
  expect(kindsOf([last, weight('f', 'float32', [8])], one)).toMatchObject({ f: 'param' });
});

it('the bias of a classifier is learned, a Softmax behind it or not', () => {
  const nodes = [node('MatMul', ['x', 'w'], ['q']), node('Add', ['q', 'b'], ['s']), node('Softmax', ['s'], ['y'])];
  expect(kindsOf([weight('b', 'float32', [8])], nodes)).toEqual({ b: 'param' });
});

it('a grid that shifts what no further weight is applied to is computed', () => {
  const nodes = [
    node('MatMul', ['x', 'w'], ['boxes']),
    node('Add', ['boxes', 'grid'], ['shifted']),
    node('Mul', ['shifted', 'strides'], ['y']),
  ];
  const tables = [weight('grid', 'float32', [1, 6, 8]), weight('strides', 'float32', [1, 6, 1])];
  expect(kindsOf(tables, nodes)).toEqual({ grid: 'buffer', strides: 'buffer' });
});

it.each(['Add', 'Concat'])('anchors that meet places of a grid in %s are computed', (type) => {
  const nodes = [
    node('MatMul', ['x', 'w'], ['deltas']),
    node('Shape', ['deltas'], ['length'], { start: 1, end: 2 }),
    node('Squeeze', ['length'], ['count']),
    node('Range', ['from', 'count', 'step'], ['places']),
    node('Cast', ['places'], ['floats'], { to: 1 }),
    node('Mul', ['floats', 'stride'], ['centres']),
    node('Unsqueeze', ['centres', 'last'], ['column']),
    type === 'Add'
      ? node('Add', ['column', 'anchors'], ['boxes'])
      : node('Concat', ['column', 'column', 'anchors'], ['boxes'], { axis: 1 }),
    node('ReduceMax', ['deltas'], ['most'], { keepdims: 0 }),
    node('Mul', ['boxes', 'most'], ['y']),
  ];
  const numbers = [
    constant('from', 'int64', [], [0]),
    constant('step', 'int64', [], [1]),
    constant('stride', 'float32', [], [16]),
    constant('last', 'int64', [1], [1]),
  ];
  const anchors = weight('anchors', 'float32', type === 'Add' ? [1, 4] : [6, 2]);
  expect(kindsOf([...numbers, anchors], nodes)).toMatchObject({ anchors: 'buffer' });
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
