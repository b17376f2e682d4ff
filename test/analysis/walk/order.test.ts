import { describe, expect, it } from 'vitest';
import { graph, node, value } from '../../../fixtures/build/model.js';
import { analyseModel, shapeOf } from '../../testers/analyse-model.js';

const x = value('x', 'float32', [2, 3]);

describe('order', () => {
  it('sorts nodes that read what comes later in the file', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['c'],
      nodes: [
        node('Neg', ['b'], ['c'], {}, { name: 'third' }),
        node('Abs', ['a'], ['b'], {}, { name: 'second' }),
        node('Relu', ['x'], ['a'], {}, { name: 'first' }),
      ],
    });
    expect(analysis.layers.map(({ label }) => label)).toEqual(['first', 'second', 'third']);
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
    expect(analysis.diagnostics).toEqual([]);
  });

  it('sees what a body reads from around it', () => {
    const branch = graph({ inputs: [], outputs: ['inner'], nodes: [node('Neg', ['late'], ['inner'])] });
    const analysis = analyseModel({
      opset: 17,
      inputs: [x, value('c', 'bool', [])],
      outputs: ['y'],
      nodes: [
        node('If', ['c'], ['y'], { then_branch: branch, else_branch: branch }, { name: 'if' }),
        node('Relu', ['x'], ['late'], {}, { name: 'relu' }),
      ],
    });
    expect(analysis.layers[0]?.label).toBe('relu');
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
  });

  it('keeps the order of nodes that need no move', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['d'],
      nodes: [
        node('Relu', ['x'], ['a'], {}, { name: 'a' }),
        node('Add', ['a', 'c'], ['d'], {}, { name: 'd' }),
        node('Abs', ['x'], ['b'], {}, { name: 'b' }),
        node('Neg', ['b'], ['c'], {}, { name: 'c' }),
      ],
    });
    expect(analysis.layers.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reports a cycle and goes on', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      nodes: [
        node('Add', ['x', 'b'], ['a'], {}, { name: 'first' }),
        node('Relu', ['a'], ['b'], {}, { name: 'second' }),
        node('Abs', ['x'], ['y'], {}, { name: 'apart' }),
      ],
    });
    expect(analysis.diagnostics.map(({ code }) => code)).toContain('cycle');
    expect(analysis.layers).toHaveLength(3);
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
  });

  it('sorts a long chain written backwards without running out of stack', () => {
    const length = 20_000;
    const nodes = Array.from({ length }, (_, index) =>
      node('Relu', [index === 0 ? 'x' : `v${index - 1}`], [`v${index}`]),
    ).toReversed();
    const analysis = analyseModel({ opset: 17, inputs: [x], outputs: [`v${length - 1}`], nodes });
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
  });

  it('reports an input that nothing defines and a name that two nodes give', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      nodes: [node('Add', ['x', 'nowhere'], ['a']), node('Relu', ['x'], ['a']), node('Abs', ['a'], ['y'])],
    });
    expect(analysis.diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['undefined-input', 'duplicate-name']),
    );
  });
});
