import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { analyseModel, plain, shapeOf } from '../../testers/analyse-model.js';

const relu = (shape: readonly (number | string | undefined)[]): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', shape)],
  outputs: ['y'],
  nodes: [node('Relu', ['x'], ['y'])],
});

describe('declared dimensions', () => {
  it('below 0, empty or absent are unknown, each its own symbol', () => {
    expect(shapeOf(analyseModel(relu([-1, undefined, '', '?', 'None', '-1'])).outputs[0])).toEqual([
      'x_0',
      'x_1',
      'x_2',
      'x_3',
      'x_4',
      'x_5',
    ]);
  });

  it('that are names are one symbol wherever they occur; formulas are read', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['past + seq']), value('y', 'float32', ['seq'])],
      outputs: ['z'],
      nodes: [node('Concat', ['x', 'y'], ['z'], { axis: 0 })],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual(['past + 2*seq']);
  });

  it('with hyphens or odd signs are names', () => {
    expect(shapeOf(analyseModel(relu(['batch-size', 'a b'])).outputs[0])).toEqual(['`batch-size`', '`a b`']);
  });

  it('of outputs bind nothing', () => {
    const analysis = analyseModel({ ...relu(['N']), outputs: [value('y', 'float32', ['M'])] });
    expect(shapeOf(analysis.outputs[0])).toEqual(['N']);
  });
});

describe('options', () => {
  it('bind symbols by name', () => {
    const analysis = analyseModel(relu(['N', 'H']), { dims: new Map([['N', 2]]) });
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 'H']);
    expect([...analysis.used.dims]).toEqual(['N']);
  });

  it('give shapes; plain symbols are bound everywhere, formulas checked', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', ['N', 'past + 1']), value('p', 'float32', ['past'])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    };
    expect(
      shapeOf(
        analyseModel(spec, {
          shapes: new Map([
            ['x', [2, 6]],
            ['p', [5]],
          ]),
        }).outputs[0],
      ),
    ).toEqual([2, 6]);
    expect(() =>
      analyseModel(spec, {
        shapes: new Map([
          ['x', [2, 7]],
          ['p', [5]],
        ]),
      }),
    ).toThrow(/contradicts the model: axis 1 is past \+ 1 = 6/u);
  });

  it('that contradict the model are refused', () => {
    expect(() => analyseModel(relu([1, 3]), { shapes: new Map([['x', [1, 3, 1]]]) })).toThrow('it has 2 dimensions');
  });

  it('give elements that steer shapes', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [12]), value('shape', 'int64', [2])],
      outputs: ['y'],
      nodes: [node('Reshape', ['x', 'shape'], ['y'])],
    };
    expect(shapeOf(analyseModel(spec, { values: new Map([['shape', [3, 4]]]) }).outputs[0])).toEqual([3, 4]);
    expect(() => analyseModel(spec, { values: new Map([['shape', [3, 4, 1]]]) })).toThrow(
      '--value shape has 3 elements',
    );
  });
});

describe('initializers', () => {
  it('listed as inputs are constants, unless an option overrides them', () => {
    const spec: ModelSpec = {
      opset: 17,
      irVersion: 3,
      inputs: [value('x', 'float32', [4, 8]), value('w', 'float32', [8, 2])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 2])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    };
    expect(analyseModel(spec).inputs.map(({ name }) => name)).toEqual(['x']);
    const overridden = analyseModel(
      { ...spec, inputs: [value('x', 'float32', [4, 8]), value('w', 'float32', [8, 'M'])] },
      { shapes: new Map([['w', [8, 5]]]) },
    );
    expect(shapeOf(overridden.outputs[0])).toEqual([4, 5]);
    expect(plain(overridden.totals.parameterElements)).toBe(0);
  });

  it('and Constants of one name: the last stands, as in onnxruntime', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [12])],
      outputs: ['y'],
      nodes: [
        node('Constant', [], ['s'], { value_ints: [2, 6] }),
        node('Reshape', ['x', 's'], ['y']),
        node('Constant', [], ['s'], { value_ints: [3, 4] }),
      ],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual([3, 4]);
    expect(analysis.diagnostics.map(({ code }) => code)).toEqual(['duplicate-name']);
  });

  it('may be outputs', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [],
      outputs: ['c'],
      nodes: [],
      initializers: [constant('c', 'int64', [2], [1, 2])],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual([2]);
    expect(plain(analysis.totals.macs)).toBe(0);
  });
});

describe('declared types', () => {
  it('fill in what an unknown operator leaves open, marked as such', () => {
    const analysis = analyseModel({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [2, 3])],
      outputs: ['y'],
      valueInfo: [value('m', 'float32', [2, 5])],
      nodes: [node('Mystery', ['x'], ['m'], {}, { domain: 'acme' }), node('Relu', ['m'], ['y'])],
    });
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 5]);
    expect(analysis.layers[0]?.outputs[0]?.declared).toBe(true);
    expect([...analysis.coverage.unknownOps]).toEqual([['acme.Mystery', 1]]);
    expect(analysis.coverage.costedElements).toBe((2 * 5) / (2 * 5 + 2 * 5));
  });

  it('do not tell how long strings are, so that layers of strings are not costed', () => {
    const { coverage } = analyseModel({
      opset: 17,
      inputs: [value('s', 'string', [4])],
      outputs: ['t'],
      nodes: [node('StringNormalizer', ['s'], ['t'])],
    });
    expect(coverage).toMatchObject({ layers: 1, shaped: 1, costed: 0 });
  });

  it('that contradict what is inferred are told of', () => {
    const analysis = analyseModel({ ...relu([2, 3]), outputs: [value('y', 'float32', [2, 4])] });
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
    expect(analysis.diagnostics.map(({ code }) => code)).toEqual(['contradicted-declaration']);
  });
});
