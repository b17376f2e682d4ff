import { describe, expect, it } from 'vitest';
import { constant, graph, node, value, weight } from '../../../fixtures/build/model.js';
import type { GraphSpec } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain, shapeOf } from '../../testers/analyse-model.js';

const x = value('x', 'float32', [4, 8]);

describe('Loop', () => {
  const step: GraphSpec = {
    inputs: [value('i', 'int64', []), value('go', 'bool', []), value('state', 'float32', [4, 8])],
    outputs: ['go_on', 'next', 'row'],
    nodes: [
      node('Identity', ['go'], ['go_on']),
      node('MatMul', ['state', 'w8'], ['next'], {}, { name: 'product' }),
      node('Relu', ['next'], ['row']),
    ],
  };
  const w8 = weight('w8', 'float32', [8, 8]);

  it('runs its body as often as a constant says, stacking what it gives', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['last', 'rows'],
      initializers: [w8, constant('trips', 'int64', [], [10])],
      nodes: [node('Loop', ['trips', '', 'x'], ['last', 'rows'], { body: graph(step) }, { name: 'loop' })],
    });
    expect(plain(analysis.totals.macs)).toBe(10 * (4 * 8 * 8));
    expect(analysis.outputs.map(shapeOf)).toEqual([
      [4, 8],
      [10, 4, 8],
    ]);
    expect(plain(analysis.totals.parameterElements)).toBe(8 * 8);
  });

  it('runs a symbol times when the count is data', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x, value('trips', 'int64', [])],
      outputs: ['last', 'rows'],
      initializers: [w8],
      nodes: [node('Loop', ['trips', '', 'x'], ['last', 'rows'], { body: graph(step) }, { name: 'loop' })],
    });
    expect(plain(analysis.totals.macs)).toBe(`${4 * 8 * 8}*loop_limit`);
    const bound = analyseModel(
      {
        opset: 17,
        inputs: [x, value('trips', 'int64', [])],
        outputs: ['last', 'rows'],
        initializers: [w8],
        nodes: [node('Loop', ['trips', '', 'x'], ['last', 'rows'], { body: graph(step) }, { name: 'loop' })],
      },
      { dims: new Map([['loop_limit', 3]]) },
    );
    expect(plain(bound.totals.macs)).toBe(3 * (4 * 8 * 8));
  });

  it('may stop early where the body computes its condition', () => {
    const stopping: GraphSpec = {
      ...step,
      nodes: [
        node('ReduceMax', ['state'], ['most'], { keepdims: 0 }),
        node('Cast', ['most'], ['go_on'], { to: 9 }),
        ...step.nodes.slice(1),
      ],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['last', 'rows'],
      initializers: [w8, constant('trips', 'int64', [], [10])],
      nodes: [node('Loop', ['trips', '', 'x'], ['last', 'rows'], { body: graph(stopping) }, { name: 'loop' })],
    });
    expect(plain(analysis.totals.macs)).toBe(`${4 * 8 * 8}*loop_trips`);
    expect(analysis.symbols.find(({ symbol }) => symbol === 'loop_trips')?.atMost).toBe(10);
  });

  it('follows a state that grows by the same amount in every pass', () => {
    const growing: GraphSpec = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('all', 'float32', [undefined, 8])],
      outputs: ['go', 'longer'],
      nodes: [node('Concat', ['all', 'x'], ['longer'], { axis: 0 }, { name: 'append' })],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      initializers: [constant('trips', 'int64', [], [5])],
      nodes: [node('Loop', ['trips', '', 'x'], ['y'], { body: graph(growing) }, { name: 'loop' })],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual([4 + 5 * 4, 8]);
    expect(shapeOf(layerOf(analysis, 'append').outputs[0]), 'inside, the length depends on the pass').toEqual([
      '4*loop_pass + 8',
      8,
    ]);
  });

  it('nests', () => {
    const inner: GraphSpec = {
      inputs: [value('j', 'int64', []), value('go_inner', 'bool', []), value('s', 'float32', [4, 8])],
      outputs: ['go_inner', 't'],
      nodes: [node('MatMul', ['s', 'w8'], ['t'], {}, { name: 'product' })],
    };
    const outer: GraphSpec = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('state', 'float32', [4, 8])],
      outputs: ['go', 'after'],
      nodes: [node('Loop', ['three', '', 'state'], ['after'], { body: graph(inner) }, { name: 'inner' })],
    };
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      initializers: [w8, constant('three', 'int64', [], [3]), constant('five', 'int64', [], [5])],
      nodes: [node('Loop', ['five', '', 'x'], ['y'], { body: graph(outer) }, { name: 'outer' })],
    });
    expect(plain(analysis.totals.macs)).toBe(5 * 3 * (4 * 8 * 8));
    expect(layerOf(analysis, 'product').path).toEqual(['outer.body', 'inner.body']);
  });

  it('does not run when its condition is false from the start', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['last', 'rows'],
      initializers: [w8, constant('trips', 'int64', [], [10]), constant('no', 'bool', [], [false])],
      nodes: [node('Loop', ['trips', 'no', 'x'], ['last', 'rows'], { body: graph(step) }, { name: 'loop' })],
    });
    expect(plain(analysis.totals.macs)).toBe(0);
    expect(analysis.outputs.map(shapeOf)).toEqual([
      [4, 8],
      [0, 4, 8],
    ]);
  });
});

describe('Scan', () => {
  const row: GraphSpec = {
    inputs: [value('sum', 'float32', [8]), value('slice', 'float32', [8])],
    outputs: ['total', 'copy'],
    nodes: [node('Add', ['sum', 'slice'], ['total'], {}, { name: 'add' }), node('Identity', ['total'], ['copy'])],
  };

  it('runs once per slice', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['T', 8]), value('s', 'float32', [8])],
      outputs: ['last', 'rows'],
      nodes: [node('Scan', ['s', 'x'], ['last', 'rows'], { body: graph(row), num_scan_inputs: 1 }, { name: 'scan' })],
    });
    expect(plain(layerOf(analysis, 'add').times)).toBe('T');
    expect(analysis.outputs.map(shapeOf)).toEqual([[8], ['T', 8]]);
  });

  it('scans along another axis and stacks along another', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [8, 6]), value('s', 'float32', [8])],
      outputs: ['last', 'rows'],
      nodes: [
        node(
          'Scan',
          ['s', 'x'],
          ['last', 'rows'],
          { body: graph(row), num_scan_inputs: 1, scan_input_axes: [1], scan_output_axes: [-1] },
          { name: 'scan' },
        ),
      ],
    });
    expect(plain(layerOf(analysis, 'add').times)).toBe(6);
    expect(analysis.outputs.map(shapeOf)).toEqual([[8], [8, 6]]);
  });

  it('of opset 8 has a batch axis', () => {
    const analysis = analyseModel({
      opset: 8,
      inputs: [value('x', 'float32', [2, 6, 8]), value('s', 'float32', [2, 8])],
      outputs: ['last', 'rows'],
      nodes: [
        node('Scan', ['', 's', 'x'], ['last', 'rows'], { body: graph(row), num_scan_inputs: 1 }, { name: 'scan' }),
      ],
    });
    expect(plain(layerOf(analysis, 'add').times)).toBe(2 * 6);
    expect(analysis.outputs.map(shapeOf)).toEqual([
      [2, 8],
      [2, 6, 8],
    ]);
  });
});
