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
