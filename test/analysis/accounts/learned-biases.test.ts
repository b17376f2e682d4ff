import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, NodeSpec } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { kindsOf } from '../../testers/kinds-of.js';

it('a mask of zeros and ones that multiplies scores is computed', () => {
  const lower = Array.from({ length: 36 }, (_, index) => (index % 6 <= Math.floor(index / 6) ? 1 : 0));
  const kind = (elements: readonly number[]) =>
    kindsOf(
      [constant('mask', 'float32', [6, 6], elements)],
      [
        node('MatMul', ['x', 'w'], ['q']),
        node('Transpose', ['q'], ['k'], { perm: [0, 2, 1] }),
        node('MatMul', ['q', 'k'], ['s']),
        node('Mul', ['s', 'mask'], ['m']),
        node('MatMul', ['m', 'q'], ['y']),
      ],
    );
  expect(kind(lower)).toEqual({ mask: 'buffer' });
  expect(kind(lower.map((seen) => seen * 0.7))).toEqual({ mask: 'param' });
});

it('a mask of scores is computed, a bias that every head has of its own is learned', () => {
  const scores = (bias: string) => [
    node('MatMul', ['x', 'w'], ['q']),
    node('Transpose', ['q'], ['k'], { perm: [0, 2, 1] }),
    node('MatMul', ['q', 'k'], ['s']),
    node('Add', ['s', bias], ['m']),
    node('Softmax', ['m'], ['p']),
    node('MatMul', ['p', 'q'], ['y']),
  ];
  expect(kindsOf([weight('mask', 'float32', [1, 6, 6])], scores('mask'))).toEqual({ mask: 'buffer' });
  expect(kindsOf([weight('bias', 'float32', [2, 6, 6])], scores('bias'))).toEqual({ bias: 'param' });
});

it('numbers that hide scores are computed, wherever they are chosen; other numbers that are chosen are learned', () => {
  const kind = (hidden: number) =>
    kindsOf(
      [
        constant(
          'other',
          'float32',
          [6, 6],
          Array.from({ length: 36 }, () => hidden),
        ),
      ],
      [
        node('MatMul', ['x', 'w'], ['q']),
        node('Transpose', ['q'], ['k'], { perm: [0, 2, 1] }),
        node('MatMul', ['q', 'k'], ['s']),
        node('IsNaN', ['s'], ['none']),
        node('Where', ['none', 'other', 's'], ['m']),
        node('MatMul', ['m', 'q'], ['y']),
      ],
    );
  expect(kind(-Infinity)).toEqual({ other: 'buffer' });
  expect(kind(-0.25)).toEqual({ other: 'param' });
});

it('biases that distances look up for each head are learned, as in T5', () => {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [2, 6, 8]), value('buckets', 'int64', [6, 6])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [8, 8]),
      weight('biases', 'float32', [32, 4]),
      constant('first', 'int64', [1], [0]),
    ],
    nodes: [
      node('Gather', ['biases', 'buckets'], ['looked']),
      node('Transpose', ['looked'], ['heads'], { perm: [2, 0, 1] }),
      node('Unsqueeze', ['heads', 'first'], ['bias']),
      node('MatMul', ['x', 'w'], ['q']),
      node('Transpose', ['q'], ['k'], { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'k'], ['s']),
      node('Unsqueeze', ['s', 'first'], ['scores']),
      node('Add', ['scores', 'bias'], ['m']),
      node('Softmax', ['m'], ['y']),
    ],
  });
  expect(analysis.totals.parameterElements).toBe(8 * 8 + 32 * 4);
});

it.each([1, 4, 'new'])('a mask that is cut to %s new places is computed', (places) => {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [2, places, 8]), value('past', 'float32', [2, 'P', 8])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [8, 8]),
      weight('mask', 'float32', [64, 64]),
      constant('axes', 'int64', [2], [0, 1]),
    ],
    nodes: [
      node('Shape', ['past'], ['p'], { start: 1, end: 2 }),
      node('Concat', ['past', 'x'], ['k'], { axis: 1 }),
      node('Shape', ['k'], ['t'], { start: 1, end: 2 }),
      node('Sub', ['p', 'p'], ['nothing']),
      node('Concat', ['p', 'nothing'], ['from'], { axis: 0 }),
      node('Concat', ['t', 't'], ['to'], { axis: 0 }),
      node('Slice', ['mask', 'from', 'to', 'axes'], ['seen']),
      node('MatMul', ['x', 'w'], ['q']),
      node('Transpose', ['k'], ['kt'], { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'kt'], ['s']),
      node('Add', ['s', 'seen'], ['m']),
      node('Softmax', ['m'], ['a']),
      node('MatMul', ['a', 'k'], ['y']),
    ],
  });
  const kinds = Object.fromEntries(analysis.parameters.map(({ edge, kind }) => [edge.name, kind]));
  expect(kinds).toMatchObject({ w: 'param', mask: 'buffer' });
});

/** Attention of `x` over 16 places by four heads, whose scores get `bias` from `initializers` by `nodes`. */
function biased(
  initializers: readonly Initializer[],
  nodes: readonly NodeSpec[] = [],
): Readonly<Record<string, string>> {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [4, 16, 8]), value('mask', 'int64', [1, 16])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, 8]), ...initializers],
    nodes: [
      ...nodes,
      node('MatMul', ['x', 'w'], ['q']),
      node('Transpose', ['q'], ['k'], { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'k'], ['s']),
      node('Add', ['s', 'bias'], ['m']),
      node('Softmax', ['m'], ['p']),
      node('MatMul', ['p', 'q'], ['y']),
    ],
  });
  return Object.fromEntries(analysis.parameters.map(({ edge, kind }) => [edge.name, kind]));
}

/** The slopes of Press et al. 2022 for four heads: 2^(−8·i/4). */
const slopes = [1 / 4, 1 / 16, 1 / 64, 1 / 256];

describe('ALiBi', () => {
  const places = Array.from({ length: 16 }, (_, place) => place);

  it.each([
    ['of places', 1, (_: number, key: number) => key],
    ['of distances to both sides', 16, (query: number, key: number) => -Math.abs(query - key)],
    ['of distances to what came before', 16, (query: number, key: number) => (key > query ? -Infinity : key - query)],
  ] as const)('is computed where an exporter folded the biases %s, few or many', (_, rows, distance) => {
    const queries = places.slice(0, rows);
    const bias = slopes.flatMap((slope) =>
      queries.flatMap((query) =>
        places.map((key) =>
          distance(query, key) === -Infinity ? -Infinity : Math.fround(slope * distance(query, key)),
        ),
      ),
    );
    expect(biased([constant('bias', 'float32', [4, rows, 16], bias)])).toEqual({ w: 'param', bias: 'buffer' });
  });

  it('is computed where more biases are stored than are decoded', () => {
    const bias = slopes.flatMap((slope) => Array.from({ length: 512 }, (_, key) => slope * (key - 511)));
    const cut = [
      constant('from', 'int64', [1], [0]),
      constant('to', 'int64', [1], [16]),
      constant('axis', 'int64', [1], [2]),
    ];
    const kinds = biased(
      [constant('biases', 'float32', [4, 1, 512], bias), ...cut],
      [node('Slice', ['biases', 'from', 'to', 'axis'], ['bias'])],
    );
    expect(kinds).toMatchObject({ biases: 'buffer' });
  });

  it('has slopes that are computed where distances come of a mask or of stored integers', () => {
    const stored = [constant('slopes', 'float32', [4, 1, 1], slopes), constant('one', 'int64', [], [1])];
    const ofMask = [
      node('CumSum', ['mask', 'one'], ['places']),
      node('Cast', ['places'], ['floats'], { to: 1 }),
      node('Mul', ['floats', 'slopes'], ['bias']),
    ];
    expect(biased(stored, ofMask)).toMatchObject({ slopes: 'buffer' });
    const ofIntegers = [
      node('Cast', ['distances'], ['floats'], { to: 1 }),
      node('Mul', ['floats', 'slopes'], ['bias']),
    ];
    expect(biased([...stored, constant('distances', 'int64', [1, 16], places)], ofIntegers)).toMatchObject({
      slopes: 'buffer',
    });
  });

  it('is not what a network learned: biases of no even slope, temperatures of heads', () => {
    const bias = Array.from({ length: 4 * 16 * 16 }, (_, index) => Math.fround(Math.sin(index * index)));
    expect(biased([constant('bias', 'float32', [4, 16, 16], bias)])).toEqual({ w: 'param', bias: 'param' });
    const temperatures = [
      node('MatMul', ['x', 'w'], ['scores']),
      node('ReduceSum', ['scores', 'last'], ['sums'], { keepdims: 1 }),
      node('Mul', ['sums', 'temperatures'], ['bias']),
    ];
    const stored = [constant('temperatures', 'float32', [4, 1, 1], slopes), constant('last', 'int64', [1], [-1])];
    expect(biased(stored, temperatures)).toMatchObject({ temperatures: 'param' });
  });
});
