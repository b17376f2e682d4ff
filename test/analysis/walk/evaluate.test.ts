import { describe, expect, it } from 'vitest';
import { node, tensor, constant, value } from '../../../fixtures/build/model.js';
import type { FunctionSpec } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain, shapeOf } from '../../testers/analyse-model.js';

const x = value('x', 'float32', [2, 3]);

describe('nodes that ask the same of an operator', () => {
  it('get the same answer, whatever their names', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['c'],
      nodes: [
        node('Softmax', ['x'], ['a'], { axis: 1 }),
        node('Softmax', ['a'], ['b'], { axis: 1 }),
        node('Softmax', ['b'], ['c'], { axis: 0 }),
      ],
    });
    const [first, second, other] = analysis.layers;
    expect(second?.detail).toBe(first?.detail);
    expect(second?.detail).toMatchObject({ length: 3 });
    expect(other?.detail, 'another axis').toMatchObject({ length: 2 });
    expect(plain(second?.arithmetic)).toBe(plain(first?.arithmetic));
    expect(shapeOf(analysis.outputs[0])).toEqual([2, 3]);
  });

  it('have sizes of their own where different data decide them, and one where the same do', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x, { ...x, name: 'other' }],
      outputs: ['a', 'b', 'c'],
      nodes: [
        node('NonZero', ['x'], ['a'], {}, { name: 'first' }),
        node('NonZero', ['other'], ['b'], {}, { name: 'second' }),
        node('NonZero', ['x'], ['c'], {}, { name: 'third' }),
      ],
    });
    expect(analysis.outputs.map(shapeOf)).toEqual([
      [2, 'first_count'],
      [2, 'second_count'],
      [2, 'first_count'],
    ]);
  });

  it('are told apart by how many outputs they list', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['a', 'b', 'c'],
      nodes: [node('Dropout', ['x'], ['a']), node('Dropout', ['x'], ['b', 'mask']), node('Dropout', ['x'], ['c'])],
    });
    expect(analysis.layers.map(({ outputs }) => outputs.map(shapeOf))).toEqual([
      [[2, 3]],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3]],
    ]);
  });

  it('are each told of as malformed', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x, value('w', 'float32', [5, 5])],
      outputs: ['a', 'b'],
      nodes: [node('MatMul', ['x', 'w'], ['a']), node('MatMul', ['x', 'w'], ['b'])],
    });
    expect(analysis.diagnostics.map(({ code, layer }) => [code, layer])).toEqual([
      ['malformed-node', 0],
      ['malformed-node', 1],
    ]);
  });

  it('are each held against what the file declares', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['c'],
      valueInfo: [value('b', 'float32', [2, 4])],
      nodes: [node('Relu', ['x'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['c'])],
    });
    expect(analysis.diagnostics.map(({ code, layer }) => [code, layer])).toEqual([['contradicted-declaration', 1]]);
  });

  it('in functions are told apart by the opset that these import', () => {
    // Up to opset 12 all axes from there on make one row.
    const old: FunctionSpec = {
      name: 'Old',
      domain: 'my',
      inputs: ['a'],
      outputs: ['b'],
      opsets: { 'ai.onnx': 11 },
      nodes: [node('Softmax', ['a'], ['b'], { axis: 1 }, { name: 'old' })],
    };
    const analysis = analyseModel({
      opset: 17,
      domains: { my: 1 },
      inputs: [value('y', 'float32', [2, 3, 4])],
      outputs: ['c'],
      functions: [old],
      nodes: [
        node('Softmax', ['y'], ['b'], { axis: 1 }, { name: 'new' }),
        node('Old', ['b'], ['c'], {}, { domain: 'my' }),
      ],
    });
    expect(layerOf(analysis, 'new').detail).toMatchObject({ length: 3 });
    expect(layerOf(analysis, 'old').detail).toMatchObject({ length: 3 * 4 });
  });

  it('read Constant nodes of the same bytes as one value, but two tensors', () => {
    const weights = tensor(constant('', 'float32', [3, 2], [1, 2, 3, 4, 5, 6]));
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['a', 'b'],
      nodes: [
        node('Constant', [], ['v'], { value: weights }),
        node('Constant', [], ['w'], { value: weights }),
        node('MatMul', ['x', 'v'], ['a']),
        node('MatMul', ['x', 'w'], ['b']),
      ],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(2 * (3 * 2));
    expect(analysis.layers[1]?.detail).toBe(analysis.layers[0]?.detail);
  });
});
