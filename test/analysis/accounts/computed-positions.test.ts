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
