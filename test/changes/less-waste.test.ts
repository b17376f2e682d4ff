import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import castChain from '../../src/rules/waste/cast-chain.js';
import decomposed from '../../src/rules/waste/decomposed-activation.js';
import redundantTranspose from '../../src/rules/waste/redundant-transpose.js';
import { analyseModel, plain, shapeOf } from '../testers/analyse-model.js';
import { changed, operatorsOf, wishesOf } from '../testers/changed-model.js';

const image = value('x', 'float32', [1, 64, 56, 56]);

describe('layers that change nothing', () => {
  const turned = (between: readonly NodeSpec[], last: readonly number[]): ModelSpec => ({
    opset: 17,
    inputs: [image],
    outputs: ['y'],
    initializers: [constant('two', 'float32', [], [2]), weight('each', 'float32', [64])],
    nodes: [
      node('Transpose', ['x'], ['a'], { perm: [0, 2, 3, 1] }),
      ...between,
      node('Transpose', [between.length === 0 ? 'a' : 'b'], ['c'], { perm: last }),
      node('Relu', ['c'], ['y']),
    ],
  });

  it('are left out: Transposes that undo each other, or one for two', async () => {
    const between = turned([node('Mul', ['a', 'two'], ['b'])], [0, 3, 1, 2]);
    expect(await operatorsOf(between, wishesOf(redundantTranspose, between))).toEqual(['Mul', 'Relu']);
    const merged = turned([], [0, 2, 1, 3]);
    const wishes = wishesOf(redundantTranspose, merged);
    expect(await operatorsOf(merged, wishes)).toEqual(['Transpose', 'Relu']);
    const before = analyseModel(merged);
    expect(shapeOf(changed(merged, wishes).analysis.outputs[0])).toEqual(shapeOf(before.outputs[0]));
    const channels = turned([node('Mul', ['a', 'each'], ['b'])], [0, 3, 1, 2]);
    expect(wishesOf(redundantTranspose, channels), 'its constant would have to be turned').toBeUndefined();
  });

  it('are nothing to gain where the runtime leaves them out itself', () => {
    const spec = turned([], [0, 3, 1, 2]);
    expect(wishesOf(redundantTranspose, spec, 'onnxruntime-web')).toBeUndefined();
    expect(wishesOf(redundantTranspose, spec)).toBeDefined();
  });

  it('are left out: Casts by way of a narrower type', async () => {
    const cast = (to: number): ModelSpec => ({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      nodes: [
        node('Cast', ['x'], ['half'], { to: 10 }),
        node('Cast', ['half'], ['back'], { to }),
        node('Relu', ['back'], ['y']),
      ],
    });
    expect(await operatorsOf(cast(1), wishesOf(castChain, cast(1), 'onnxruntime'))).toEqual(['Relu']);
    expect(await operatorsOf(cast(11), wishesOf(castChain, cast(11), 'onnxruntime'))).toEqual(['Cast', 'Relu']);
  });
});

describe('an activation in several layers', () => {
  const swish = (opset: number): ModelSpec => ({
    opset,
    inputs: [image],
    outputs: ['y'],
    initializers: [
      constant('three', 'float32', [], [3]),
      constant('six', 'float32', [], [6]),
      constant('zero', 'float32', [], [0]),
    ],
    nodes: [
      node('Add', ['x', 'three'], ['a']),
      node('Clip', ['a', 'zero', 'six'], ['b']),
      node('Mul', ['x', 'b'], ['c']),
      node('Div', ['c', 'six'], ['y']),
    ],
  });

  it('is one layer where the opset has it', async () => {
    expect(await operatorsOf(swish(17), wishesOf(decomposed, swish(17), 'onnxruntime'))).toEqual(['HardSwish']);
    expect(wishesOf(decomposed, swish(13), 'onnxruntime')).toBeUndefined();
  });

  it('is a normalisation with a scale of its own', async () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [2, 10, 64])],
      outputs: ['y'],
      initializers: [constant('two', 'float32', [], [2]), constant('small', 'float32', [], [1e-5])],
      nodes: [
        node('ReduceMean', ['x'], ['mean'], { axes: [-1] }),
        node('Sub', ['x', 'mean'], ['centred']),
        node('Pow', ['centred', 'two'], ['squares']),
        node('ReduceMean', ['squares'], ['variance'], { axes: [-1] }),
        node('Add', ['variance', 'small'], ['above']),
        node('Sqrt', ['above'], ['deviation']),
        node('Div', ['centred', 'deviation'], ['y']),
      ],
    };
    const wishes = wishesOf(decomposed, spec);
    expect(await operatorsOf(spec, wishes)).toEqual(['LayerNormalization']);
    const { analysis } = changed(spec, wishes);
    expect(plain(analysis.edges.find(({ name }) => name === 'netstat_scale_6')?.elements)).toBe(64);
  });
});
