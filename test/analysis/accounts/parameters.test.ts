import { describe, expect, it } from 'vitest';
import { constant, float, graph, node, tensor, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel, layerOf, plain } from '../../testers/analyse-model.js';

const image = value('x', 'float32', [1, 3, 8, 8]);

describe('params and buffers', () => {
  it('counts statistics as buffers and the affine part as params, as PyTorch does', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: ['scale', 'bias', 'mean', 'var'].map((name) => weight(name, 'float32', [3])),
      nodes: [node('BatchNormalization', ['x', 'scale', 'bias', 'mean', 'var'], ['y'])],
    });
    expect([plain(analysis.totals.parameterElements), plain(analysis.totals.bufferElements)]).toEqual([2 * 3, 2 * 3]);
  });

  it('counts a shared weight once, where it is first used', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 10])],
      outputs: ['z'],
      initializers: [weight('w', 'float32', [10, 10])],
      nodes: [
        node('MatMul', ['x', 'w'], ['y'], {}, { name: 'first' }),
        node('MatMul', ['y', 'w'], ['z'], {}, { name: 'second' }),
      ],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(10 * 10);
    expect(plain(layerOf(analysis, 'first').parameterElements)).toBe(10 * 10);
    expect(plain(layerOf(analysis, 'second').parameterElements)).toBe(0);
    expect(plain(analysis.totals.macs)).toBe(2 * (10 * 10));
  });

  it('finds weights behind DequantizeLinear; scales and zero points are buffers', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [
        weight('q', 'int8', [4, 3, 3, 3]),
        constant('s', 'float32', [], [0.1]),
        constant('z', 'int8', [], [0]),
      ],
      nodes: [node('DequantizeLinear', ['q', 's', 'z'], ['w']), node('Conv', ['x', 'w'], ['y'], {}, { name: 'conv' })],
    });
    expect([plain(analysis.totals.parameterElements), plain(analysis.totals.bufferElements)]).toEqual([
      4 * 3 * 3 * 3,
      2,
    ]);
    expect(plain(analysis.totals.parameterBytes), 'a byte each').toBe(4 * 3 * 3 * 3);
    expect(plain(layerOf(analysis, 'conv').parameterElements)).toBe(4 * 3 * 3 * 3);
    expect(plain(layerOf(analysis, 'conv').readBytes), 'weights are read as they are stored').toBe(
      4 * (3 * 8 * 8) + 4 * 3 * 3 * 3 + (4 + 1),
    );
  });

  it('follows weights through Transpose, Cast and Identity', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 5])],
      outputs: ['y'],
      initializers: [weight('w', 'float16', [7, 5])],
      nodes: [
        node('Cast', ['w'], ['a'], { to: 1 }),
        node('Transpose', ['a'], ['b']),
        node('Identity', ['b'], ['c']),
        node('MatMul', ['x', 'c'], ['y'], {}, { name: 'product' }),
      ],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(7 * 5);
    expect(plain(analysis.totals.parameterBytes)).toBe(2 * 7 * 5);
    expect(plain(layerOf(analysis, 'product').parameterElements)).toBe(7 * 5);
    expect(analysis.totals.layers, 'constant layers are done at load').toBe(1);
  });

  it('leaves out settings, indices and single numbers', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 6])],
      outputs: ['y'],
      initializers: [
        constant('shape', 'int64', [2], [3, 4]),
        constant('half', 'float32', [], [0.5]),
        constant('rows', 'int64', [2], [0, 2]),
      ],
      nodes: [
        node('Reshape', ['x', 'shape'], ['a']),
        node('Mul', ['a', 'half'], ['b']),
        node('Gather', ['b', 'rows'], ['y']),
      ],
    });
    expect([plain(analysis.totals.parameterElements), plain(analysis.totals.bufferElements)]).toEqual([0, 0]);
  });

  it('tells parts that are put together at load by what the whole is', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 6, 4, 4])],
      outputs: ['y', 'z'],
      initializers: [
        constant('same', 'float32', [2], [1, 1]),
        constant('twice', 'float32', [2], [2, 2]),
        weight('queries', 'float32', [4, 3]),
        weight('keys', 'float32', [4, 5]),
      ],
      nodes: [
        node('Concat', ['same', 'twice'], ['scales'], { axis: 0 }),
        node('Resize', ['x', '', 'scales'], ['y']),
        node('Concat', ['queries', 'keys'], ['packed'], { axis: 1 }),
        node('MatMul', ['x', 'packed'], ['z']),
      ],
    });
    expect(plain(analysis.totals.parameterElements), 'no scales of a Resize').toBe(4 * 3 + 4 * 5);
  });

  it('counts weights in Constant nodes, and those that both branches of an If store', () => {
    const branch = (name: string, columns: number) =>
      graph({
        inputs: [],
        outputs: [name],
        nodes: [
          node('Constant', [], [`w_${name}`], { value: tensor(weight('', 'float32', [4, columns])) }),
          node('MatMul', ['x', `w_${name}`], [name]),
        ],
      });
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 4]), value('c', 'bool', [])],
      outputs: ['y'],
      nodes: [node('If', ['c'], ['y'], { then_branch: branch('a', 3), else_branch: branch('b', 5) })],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(4 * 3 + 4 * 5);
  });

  it('counts a weight that an If gives out', () => {
    const branch = (name: string) =>
      graph({
        inputs: [],
        outputs: [name],
        nodes: [node('Constant', [], [name], { value: tensor(weight('', 'int8', [4, 4])) })],
      });
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'int8', [1, 4]), value('c', 'bool', [])],
      outputs: ['y'],
      nodes: [
        node('If', ['c'], ['w'], { then_branch: branch('a'), else_branch: branch('b') }),
        node('MatMulInteger', ['x', 'w'], ['y']),
      ],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(2 * 4 * 4);
  });

  it('counts weights that a node makes as params of no bytes', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [constant('shape', 'int64', [4], [4, 3, 3, 3])],
      nodes: [
        node('ConstantOfShape', ['shape'], ['w'], { value: tensor(constant('', 'float32', [1], [0.02])) }),
        node('Conv', ['x', 'w'], ['y']),
      ],
    });
    expect([plain(analysis.totals.parameterElements), plain(analysis.totals.parameterBytes)]).toEqual([
      4 * 3 * 3 * 3,
      0,
    ]);
  });

  it('counts nothing for an initializer that nobody reads', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [4])],
      outputs: ['y'],
      initializers: [weight('lost', 'float32', [100])],
      nodes: [node('LeakyRelu', ['x'], ['y'], { alpha: float(0) })],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(0);
    expect(analysis.parameters.filter(({ owner }) => owner === undefined).map(({ edge }) => edge.name)).toEqual([
      'lost',
    ]);
  });
});
