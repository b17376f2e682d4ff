import { describe, expect, it } from 'vitest';
import { constant, graph, ints, node, value, weight } from '../../../fixtures/build/model.js';
import type { GraphSpec, ModelSpec } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain, shapeOf } from '../../testers/analyse-model.js';

const x = value('x', 'float32', [4, 8]);
const wide: GraphSpec = {
  inputs: [],
  outputs: ['wide'],
  nodes: [node('MatMul', ['x', 'w16'], ['wide'], {}, { name: 'wide' })],
};
const narrow: GraphSpec = {
  inputs: [],
  outputs: ['narrow'],
  nodes: [node('MatMul', ['x', 'w2'], ['narrow'], {}, { name: 'narrow' })],
};
const weights = [weight('w16', 'float32', [8, 16]), weight('w2', 'float32', [8, 2])];

describe('If', () => {
  const nodes = [node('If', ['c'], ['y'], { then_branch: graph(narrow), else_branch: graph(wide) }, { name: 'if' })];

  it('runs the branch that a known condition picks', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      nodes,
      initializers: [...weights, constant('c', 'bool', [], [true])],
    });
    expect(plain(analysis.totals.macs)).toBe(4 * 8 * 2);
    expect(shapeOf(analysis.outputs[0])).toEqual([4, 2]);
    expect(plain(layerOf(analysis, 'wide').times)).toBe(0);
    expect(plain(analysis.totals.parameterElements), 'both branches are stored').toBe(8 * 16 + 8 * 2);
  });

  it('assumes the dearer branch when the condition is data, and says so', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x, value('c', 'bool', [])],
      outputs: ['y'],
      nodes,
      initializers: weights,
    });
    expect(plain(analysis.totals.macs)).toBe(4 * 8 * 16);
    expect(plain(layerOf(analysis, 'narrow').times)).toBe(0);
    expect(shapeOf(analysis.outputs[0]), 'the sizes of the branch that the totals take').toEqual([4, 16]);
    expect(layerOf(analysis, 'wide').path).toEqual(['if.else_branch']);
  });

  it('has a symbol for all sizes that differ in the same way where data decide, at most the larger', () => {
    const both = (of: string): GraphSpec => ({
      inputs: [],
      outputs: ['one', 'other'],
      nodes: [node('MatMul', ['x', of], ['one']), node('MatMul', ['x', of], ['other'])],
    });
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y', 'z'],
      nodes: [
        node('ReduceMax', ['x'], ['m'], { keepdims: 0 }),
        node('Greater', ['m', 'm'], ['c']),
        node('If', ['c'], ['y', 'z'], { then_branch: graph(both('w2')), else_branch: graph(both('w16')) }),
      ],
      initializers: weights,
    });
    expect(analysis.outputs.map(shapeOf)).toEqual([
      [4, 'y_1'],
      [4, 'y_1'],
    ]);
    expect(analysis.symbols).toMatchObject([{ symbol: 'y_1', atMost: 16 }]);
  });

  it('says what its branch depends on: an input to be given, open sizes, or data', () => {
    const told = (inputs: NonNullable<ModelSpec['inputs']>, condition: ModelSpec['nodes']) =>
      analyseModel({
        opset: 17,
        inputs: [x, ...inputs],
        outputs: ['y'],
        nodes: [...condition, ...nodes],
        initializers: [...weights, constant('two', 'int64', [], [2])],
      }).diagnostics.map(({ code, message }) => `${code}: ${message}`);
    const assumed = 'the totals take else_branch, the dearer one';
    expect(told([value('c', 'bool', [])], [])).toEqual([
      `value-open: which branch runs depends on the value of c: give it with --value c=true; until then ${assumed}`,
    ]);
    expect(
      told([value('rate', 'int64', [])], [node('Mul', ['rate', 'two'], ['m']), node('Less', ['m', 'two'], ['c'])])[0],
    ).toContain('the value of rate: give it with --value rate=16000');
    expect(told([value('my rate', 'bool', [])], [node('Not', ['my rate'], ['c'])])[0]).toContain(
      "give it with --value 'my rate=true'",
    );
    // Nobody can give what is drawn, nor what is not known.
    expect(
      told(
        [value('rate', 'float32', [])],
        [node('RandomUniform', [], ['r'], { shape: ints([1]) }), node('Less', ['rate', 'r'], ['c'])],
      )[0],
    ).toContain('depends on data');
    expect(told([value('rate', 'float32', [])], [node('Mystery', ['rate'], ['c'])]).at(-1)).toContain(
      'depends on data',
    );
    expect(
      told([value('z', 'float32', ['N', 'N'])], [node('Size', ['z'], ['s']), node('Less', ['s', 'two'], ['c'])]),
    ).toEqual([`branch-assumed: which branch runs depends on sizes that are open; ${assumed}`]);
    expect(
      told(
        [value('z', 'float32', [1000])],
        [node('ReduceMax', ['z'], ['m'], { keepdims: 0 }), node('Greater', ['m', 'm'], ['c'])],
      ),
    ).toEqual([`branch-assumed: which branch runs depends on data; ${assumed}`]);
  });

  it('takes nothing that is unknown of a branch that is not taken for a gap', () => {
    const strange: GraphSpec = { inputs: [], outputs: ['strange'], nodes: [node('Mystery', ['x'], ['strange'])] };
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      nodes: [node('If', ['c'], ['y'], { then_branch: graph(narrow), else_branch: graph(strange) })],
      initializers: [...weights, constant('c', 'bool', [], [true])],
    });
    expect(analysis.coverage).toMatchObject({ layers: 3, costed: 3, costedElements: 1, unknownOps: new Map() });
    expect(analysis.diagnostics).toEqual([]);
  });

  it('takes the condition from --value', () => {
    const analysis = analyseModel(
      { opset: 17, inputs: [x, value('c', 'bool', [])], outputs: ['y'], nodes, initializers: weights },
      { values: new Map([['c', [false]]]) },
    );
    expect(shapeOf(analysis.outputs[0])).toEqual([4, 16]);
  });
});

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
