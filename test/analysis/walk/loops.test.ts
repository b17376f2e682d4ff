import { describe, expect, it } from 'vitest';
import { constant, graph, node, typedValue, value, weight } from '../../../fixtures/build/model.js';
import type { GraphSpec, ModelSpec } from '../../../fixtures/build/model.js';
import { bind } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import { analyseModel, layerOf, plain, shapeOf } from '../../testers/analyse-model.js';

const count = (name: string, number: number | bigint) => constant(name, 'int64', [], [number]);
const loop = (body: GraphSpec, inputs: readonly string[], outputs: readonly string[]): ModelSpec['nodes'][number] =>
  node('Loop', [...inputs], [...outputs], { body: graph(body) }, { name: 'loop' });

/**
 * A body that multiplies its state by a square matrix and goes on while a counter of its own, from `start` in steps of
 * `step`, is below n.
 */
const counting = (compare: string, step: string): GraphSpec => ({
  inputs: [
    value('i', 'int64', []),
    value('go', 'bool', []),
    value('counter', 'int64', []),
    value('state', 'float32', [4, 8]),
  ],
  outputs: ['more', 'counted', 'next', 'next'],
  nodes: [
    node('MatMul', ['state', 'w'], ['next'], {}, { name: 'product' }),
    node('Add', ['counter', step], ['counted']),
    node(compare, ['counted', 'n'], ['below']),
    node('And', ['go', 'below'], ['more']),
  ],
});
const counted = (
  { compare = 'Less', start = 0, step = 1, n = 5 as number | bigint, limit = 2n ** 63n - 1n },
  dims?: ReadonlyMap<string, number>,
) =>
  analyseModel(
    {
      opset: 17,
      inputs: [value('x', 'float32', [4, 8])],
      outputs: ['counter_out', 'last', 'rows'],
      initializers: [
        weight('w', 'float32', [8, 8]),
        count('most', limit),
        count('start', start),
        count('step', step),
        count('n', n),
      ],
      nodes: [loop(counting(compare, 'step'), ['most', '', 'start', 'x'], ['counter_out', 'last', 'rows'])],
    },
    dims === undefined ? {} : { dims },
  );

describe('a loop that counts', () => {
  it.each([
    [{}, 5],
    [{ start: 2 }, 3],
    [{ step: 2 }, 3],
    [{ compare: 'LessOrEqual' }, 6],
    [{ n: 0 }, 1],
    [{ limit: 4n }, 4],
    [{ compare: 'Greater', start: 9, step: -2, n: 2 }, 4],
  ])('of case %# runs as often as its counter says', (options, trips) => {
    const analysis = counted(options);
    expect(analysis.diagnostics).toEqual([]);
    expect(plain(layerOf(analysis, 'product').times)).toBe(trips);
    expect(shapeOf(analysis.outputs[2])).toEqual([trips, 4, 8]);
  });

  it('runs as often as an open size says, and not at all where a first test fails', () => {
    const model: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', ['T', 4, 8]), value('y', 'float32', [4, 8])],
      outputs: ['counter_out', 'last', 'rows'],
      initializers: [
        weight('w', 'float32', [8, 8]),
        count('most', 2n ** 63n - 1n),
        count('start', 0),
        count('step', 1),
      ],
      nodes: [
        node('Shape', ['x'], ['n1'], { start: 0, end: 1 }),
        node('Squeeze', ['n1'], ['n']),
        node('Less', ['start', 'n'], ['any']),
        loop(counting('Less', 'step'), ['most', 'any', 'start', 'y'], ['counter_out', 'last', 'rows']),
      ],
    };
    const open = analyseModel(model);
    expect(plain(layerOf(open, 'product').times)).toBe('T');
    expect(plain(open.totals.macs)).toBe(`${4 * 8 * 8}*T`);
    for (const T of [0, 1, 7]) {
      const bound = analyseModel(model, { dims: new Map([['T', T]]) });
      expect(plain(bound.totals.macs)).toBe(4 * 8 * 8 * T);
      expect(plain(bind(open.totals.readBytes, new Map<string, Dim>([['T', T]])))).toBe(plain(bound.totals.readBytes));
    }
  });

  it('ends when the number of the pass says so', () => {
    const body: GraphSpec = {
      inputs: [value('i', 'int64', [1]), value('go', 'bool', [1]), value('state', 'float32', [4, 8])],
      outputs: ['more', 'next'],
      nodes: [node('MatMul', ['state', 'w'], ['next'], {}, { name: 'product' }), node('Less', ['i', 'two'], ['more'])],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [4, 8])],
      outputs: ['last'],
      initializers: [weight('w', 'float32', [8, 8]), count('ten', 10), count('two', 2)],
      nodes: [loop(body, ['ten', '', 'x'], ['last'])],
    });
    // Passes 0, 1 and 2: the test follows the pass.
    expect(plain(layerOf(analysis, 'product').times)).toBe(3);
    expect(layerOf(analysis, 'product').repeats.map(({ pass }) => pass)).toEqual(['loop_pass']);
  });
});

describe('what grows in a loop', () => {
  const growing: GraphSpec = {
    inputs: [value('i', 'int64', []), value('go', 'bool', []), value('cache', 'float32', [undefined, 64])],
    outputs: ['go', 'longer', 'sum'],
    nodes: [
      node('Concat', ['cache', 'x'], ['longer'], { axis: 0 }),
      node('Transpose', ['longer'], ['turned']),
      node('MatMul', ['x', 'turned'], ['scores'], {}, { name: 'scores' }),
      node('ReduceSum', ['scores'], ['sum'], { keepdims: 0 }),
    ],
  };
  const model = (limit: NonNullable<ModelSpec['initializers']>): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'float32', [1, 64]), value('cache_0', 'float32', ['past', 64])],
    outputs: ['kept', 'sums'],
    initializers: limit,
    nodes: [loop(growing, ['trips', '', 'cache_0'], ['kept', 'sums'])],
  });

  it('sums up exactly: a cache that grows by one is an arithmetic series', () => {
    const open = analyseModel(model([count('trips', 10)]));
    expect(plain(open.totals.macs)).toBe('640*past + 3520');
    expect(shapeOf(open.outputs[0])).toEqual(['past + 10', 64]);
    const bound = analyseModel(model([count('trips', 10)]), { dims: new Map([['past', 4]]) });
    // 64 · (5 + 6 + … + 14)
    expect(plain(bound.totals.macs)).toBe(6080);
  });

  it('has a peak at its last pass', () => {
    const bound = analyseModel(model([count('trips', 10)]), { dims: new Map([['past', 4]]) });
    const open = analyseModel(model([count('trips', 10)]));
    expect(plain(bind(open.totals.peakBytes ?? 0, new Map([['past', 4]])))).toBe(plain(bound.totals.peakBytes));
    // The longest cache is read and its transpose written.
    expect(Number(plain(bound.totals.peakBytes))).toBeGreaterThanOrEqual(2 * 14 * 64 * 4);
  });

  it('cannot be bound from outside', () => {
    const dims = new Map([
      ['loop_cache_0', 1],
      ['past', 4],
    ]);
    const analysis = analyseModel(model([count('trips', 10)]), { dims });
    expect(plain(analysis.totals.macs)).toBe(6080);
    expect([...analysis.used.dims]).toEqual(['past']);
  });

  it('may double: few passes are walked one by one', () => {
    const doubling: GraphSpec = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('all', 'float32', [undefined, 8])],
      outputs: ['go', 'twice'],
      nodes: [node('Concat', ['all', 'all'], ['twice'], { axis: 0 }), node('MatMul', ['twice', 'w'], ['z'])],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [3, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8]), count('trips', 4)],
      nodes: [loop(doubling, ['trips', '', 'x'], ['y'])],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual([3 * 16, 8]);
    expect(plain(analysis.totals.macs)).toBe(3 * (2 + 4 + 8 + 16) * 8 * 8);
  });

  it('is what goes in where no pass is made', () => {
    const growing: GraphSpec = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('all', 'float32', [undefined, 8])],
      outputs: ['go', 'more', 'row'],
      nodes: [node('Concat', ['all', 'all', 'row'], ['more'], { axis: 0 }), node('MatMul', ['more', 'w'], ['z'])],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 8]), value('row', 'float32', ['n', 8])],
      outputs: ['y', 'rows'],
      initializers: [weight('w', 'float32', [8, 8]), count('trips', 0)],
      nodes: [loop(growing, ['trips', '', 'x'], ['y', 'rows'])],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual(['N', 8]);
    expect(shapeOf(analysis.outputs[1])).toEqual([0, 'n', 8]);
    expect(plain(analysis.totals.macs)).toBe(0);
  });

  it('is another size from the second pass on', () => {
    const replaced: GraphSpec = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [undefined, 8])],
      outputs: ['go', 'x'],
      nodes: [node('MatMul', ['s', 'w'], ['z'], {}, { name: 'product' })],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 8]), value('first', 'float32', [3, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8]), count('trips', 100)],
      nodes: [loop(replaced, ['trips', '', 'first'], ['y'])],
    });
    expect(plain(analysis.totals.macs)).toBe(`${99 * 64}*N + ${3 * 64}`);
    expect(shapeOf(analysis.outputs[0])).toEqual(['N', 8]);
  });
});

describe('sequences in loops', () => {
  it('of items of one size and of growing ones come to their sum', () => {
    const body: GraphSpec = {
      inputs: [
        value('i', 'int64', []),
        value('go', 'bool', []),
        value('longer', 'float32', [undefined, 8]),
        typedValue('items', { kind: 'sequence', element: { kind: 'tensor', dtype: 'float32', shape: undefined } }),
      ],
      outputs: ['go', 'next', 'more'],
      nodes: [
        node('Concat', ['longer', 'x'], ['next'], { axis: 0 }),
        node('SequenceInsert', ['items', 'longer'], ['more']),
      ],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8])],
      outputs: ['y'],
      initializers: [count('trips', 100)],
      nodes: [
        node('SequenceEmpty', [], ['none']),
        loop(body, ['trips', '', 'x', 'none'], ['last', 'all']),
        node('ConcatFromSequence', ['all'], ['y'], { axis: 0 }),
      ],
    });
    // 1 + 2 + … + 100
    expect(shapeOf(analysis.outputs[0])).toEqual([5050, 8]);
  });
});

/** Loops in one another, of which the innermost doubles the state. */
function nested(levels: number): ModelSpec {
  const body = (nodes: GraphSpec['nodes']): GraphSpec => ({
    inputs: [value('number', 'int64', []), value('condition', 'bool', []), value('state', 'float32')],
    outputs: ['condition', 'next'],
    nodes,
  });
  let inner = body([node('Concat', ['state', 'state'], ['next'], { axis: 0 })]);
  for (let level = 1; level < levels; level++) {
    inner = body([node('Loop', ['', 'condition', 'state'], ['next'], { body: graph(inner) })]);
  }
  return {
    opset: 17,
    inputs: [value('x', 'float32', ['N', 4]), value('go', 'bool', [])],
    outputs: ['y'],
    nodes: [node('Loop', ['', 'go', 'x'], ['y'], { body: graph(inner) })],
  };
}

describe('a body that was walked with equal types is not walked again', () => {
  // Each level tries its body with the size that comes in and with one that changes: walked anew, 2^20 bodies.
  it('20 loops in one another have a layer each, and one for the node within', () => {
    const { layers, diagnostics } = analyseModel(nested(20));
    expect(layers.map(({ node: { opType } }) => opType)).toEqual([...Array<string>(20).fill('Loop'), 'Concat']);
    expect(diagnostics.filter(({ code }) => code === 'limit-reached')).toEqual([]);
  });

  it('sizes come out as of one loop: 10 passes in 10 passes, each of which adds a row, add 100', () => {
    const body = (nodes: GraphSpec['nodes']): GraphSpec => ({
      inputs: [value('number', 'int64', []), value('condition', 'bool', []), value('state', 'float32')],
      outputs: ['condition', 'next'],
      nodes,
    });
    const row = body([node('Concat', ['state', 'row'], ['next'], { axis: 0 })]);
    const rows = body([node('Loop', ['ten', '', 'state'], ['next'], { body: graph(row) })]);
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 4]), value('row', 'float32', [1, 4])],
      outputs: ['y'],
      initializers: [count('ten', 10)],
      nodes: [node('Loop', ['ten', '', 'x'], ['y'], { body: graph(rows) })],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual(['N + 100', 4]);
  });
});
