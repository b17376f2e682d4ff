import { describe, expect, it } from 'vitest';
import { float, node, reference, value, weight } from '../../../fixtures/build/model.js';
import type { FunctionSpec } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain, shapeOf } from '../../testers/analyse-model.js';

const x = value('x', 'float32', [4, 8]);
const linear: FunctionSpec = {
  name: 'Linear',
  domain: 'my.layers',
  inputs: ['input', 'weight'],
  outputs: ['output'],
  attributes: ['slope'],
  defaults: { axis: 1 },
  nodes: [
    node('MatMul', ['input', 'weight'], ['product'], {}, { name: 'product' }),
    node('LeakyRelu', ['product'], ['active'], { alpha: reference('slope', 'float') }, { name: 'active' }),
    node('Softmax', ['active'], ['output'], { axis: reference('axis', 'int') }, { name: 'softmax' }),
  ],
};
const call = (name: string, inputs: readonly string[], output: string, attributes = {}) =>
  node('Linear', inputs, [output], attributes, { name, domain: 'my.layers' });

describe('functions', () => {
  it('are inlined, their layers shown under the call', () => {
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1 },
      inputs: [x],
      outputs: ['y'],
      functions: [linear],
      initializers: [weight('w', 'float32', [8, 16])],
      nodes: [call('fc', ['x', 'w'], 'y', { slope: float(0.25) })],
    });
    expect(analysis.layers.map(({ label, path }) => [label, path])).toEqual([
      ['product', ['fc']],
      ['active', ['fc']],
      ['softmax', ['fc']],
    ]);
    expect(plain(analysis.totals.macs)).toBe(4 * 8 * 16);
    expect(layerOf(analysis, 'active').detail).toMatchObject({ parameters: { alpha: 0.25 } });
    expect(layerOf(analysis, 'softmax').outputs[0]?.name, "the caller's name").toBe('y');
    expect(shapeOf(analysis.outputs[0])).toEqual([4, 16]);
  });

  it('may be called twice; labels stay unique and a shared weight counts once', () => {
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1 },
      inputs: [x],
      outputs: ['z'],
      functions: [linear],
      initializers: [weight('w', 'float32', [8, 8])],
      nodes: [call('fc1', ['x', 'w'], 'y'), call('fc2', ['y', 'w'], 'z')],
    });
    expect(new Set(analysis.layers.map(({ label }) => label)).size).toBe(6);
    expect(plain(analysis.totals.macs)).toBe(2 * (4 * 8 * 8));
    expect(plain(analysis.totals.parameterElements)).toBe(8 * 8);
  });

  it('call functions; attribute references pass through', () => {
    const outer: FunctionSpec = {
      name: 'Twice',
      domain: 'my.layers',
      inputs: ['a', 'w'],
      outputs: ['c'],
      attributes: ['slope'],
      nodes: [
        call('first', ['a', 'w'], 'b', { slope: reference('slope', 'float') }),
        call('second', ['b', 'w'], 'c', { slope: reference('slope', 'float') }),
      ],
    };
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1 },
      inputs: [x],
      outputs: ['y'],
      functions: [linear, outer],
      initializers: [weight('w', 'float32', [8, 8])],
      nodes: [node('Twice', ['x', 'w'], ['y'], { slope: float(0.5) }, { name: 'twice', domain: 'my.layers' })],
    });
    expect(analysis.layers.map(({ path }) => path.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(
      analysis.layers.filter(({ node: { opType } }) => opType === 'LeakyRelu').map(({ detail }) => detail),
    ).toEqual([
      expect.objectContaining({ parameters: { alpha: 0.5 } }),
      expect.objectContaining({ parameters: { alpha: 0.5 } }),
    ]);
  });

  it('of two overloads the one that the node names', () => {
    const overload = (name: string, opType: string): FunctionSpec => ({
      name: 'Act',
      domain: 'my.layers',
      overload: name,
      inputs: ['a'],
      outputs: ['b'],
      nodes: [node(opType, ['a'], ['b'])],
    });
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1 },
      inputs: [x],
      outputs: ['y'],
      functions: [overload('1', 'Relu'), overload('2', 'Tanh')],
      nodes: [node('Act', ['x'], ['y'], {}, { domain: 'my.layers', overload: '2' })],
    });
    expect(analysis.layers.map(({ node: { opType } }) => opType)).toEqual(['Tanh']);
  });

  it('do not replace an operator that the imported opset has, but do where it has not', () => {
    const gelu: FunctionSpec = {
      name: 'Gelu',
      domain: 'ai.onnx',
      inputs: ['a'],
      outputs: ['b'],
      nodes: [node('Erf', ['a'], ['b'])],
    };
    const run = (opset: number) =>
      analyseModel({
        opset,
        inputs: [x],
        outputs: ['y'],
        functions: [gelu],
        nodes: [node('Gelu', ['x'], ['y'])],
      }).layers.map(({ node: { opType } }) => opType);
    expect(run(20), 'Gelu came with opset 20').toEqual(['Gelu']);
    expect(run(17)).toEqual(['Erf']);
  });

  it('that call themselves are reported, not followed for ever', () => {
    const self: FunctionSpec = {
      name: 'Self',
      domain: 'my.layers',
      inputs: ['a'],
      outputs: ['b'],
      nodes: [node('Self', ['a'], ['b'], {}, { domain: 'my.layers' })],
    };
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1 },
      inputs: [x],
      outputs: ['y'],
      functions: [self],
      nodes: [node('Self', ['x'], ['y'], {}, { domain: 'my.layers' })],
    });
    expect(analysis.diagnostics.map(({ code }) => code)).toContain('recursive-function');
  });

  it('keep the types of their outputs that the caller declares, where nobody knows the operator inside', () => {
    const odd: FunctionSpec = {
      name: 'Odd',
      domain: 'my.layers',
      inputs: ['a'],
      outputs: ['b'],
      nodes: [node('Nobody', ['a'], ['b'], {}, { domain: 'nowhere' })],
    };
    const analysis = analyseModel({
      opset: 17,
      domains: { 'my.layers': 1, nowhere: 1 },
      inputs: [x],
      outputs: ['y'],
      functions: [odd],
      valueInfo: [value('m', 'float16', [2, 5])],
      nodes: [node('Odd', ['x'], ['m'], {}, { domain: 'my.layers' }), node('Relu', ['m'], ['y'])],
    });
    expect(analysis.outputs.map(({ type }) => type)).toMatchObject([{ dtype: 'float16', shape: [2, 5] }]);
  });
});
