import { describe, expect, it } from 'vitest';
import { constant, node, tensor, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const ones = (count: number): readonly number[] => Array.from({ length: count }, () => 1);
const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
const made = (name: string, dims: readonly number[], elements: readonly number[]): ReturnType<typeof node> =>
  node('Constant', [], [name], { value: tensor(constant('', 'float32', [...dims], [...elements])) });

/**
 * `torch.nn.GroupNorm(groups, 6)` as TorchScript exports it: scale and shift of its own around a neutral normalisation.
 */
const groupNorm = (stored: 'nodes' | 'initializers', groups = 3): ReturnType<typeof analyseModel> =>
  analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [2, 6, 4, 4])],
    outputs: ['y'],
    initializers: [
      constant('groups', 'int64', [3], [0, groups, -1]),
      constant('whole', 'int64', [4], [2, 6, 4, 4]),
      weight('scale', 'float32', [6, 1, 1]),
      weight('shift', 'float32', [6, 1, 1]),
      ...(stored === 'nodes'
        ? []
        : [constant('one', 'float32', [groups], ones(groups)), constant('nil', 'float32', [groups], zeros(groups))]),
    ],
    nodes: [
      ...(stored === 'nodes' ? [made('one', [groups], ones(groups)), made('nil', [groups], zeros(groups))] : []),
      node('Reshape', ['x', 'groups'], ['grouped']),
      node('InstanceNormalization', ['grouped', 'one', 'nil'], ['normal']),
      node('Reshape', ['normal', 'whole'], ['back']),
      node('Mul', ['back', 'scale'], ['scaled']),
      node('Add', ['scaled', 'shift'], ['y']),
    ],
  });

describe('what an exporter fills with one number', () => {
  it.each(['nodes', 'initializers'] as const)('is no param of GroupNorm, stored in %s', (stored) => {
    expect(plain(groupNorm(stored).totals.parameterElements), 'weight and bias of 6 channels').toBe(2 * 6);
  });

  it.each(['nodes', 'initializers'] as const)('is no param of a GroupNorm of one group, stored in %s', (stored) => {
    expect(plain(groupNorm(stored, 1).totals.parameterElements)).toBe(2 * 6);
  });

  it('is a param where the normalisation has no other: an affine one that was not trained yet', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 6, 4, 4])],
      outputs: ['y'],
      initializers: [constant('scale', 'float32', [6], ones(6)), constant('shift', 'float32', [6], zeros(6))],
      nodes: [node('InstanceNormalization', ['x', 'scale', 'shift'], ['y'])],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(2 * 6);
  });

  it('is no param of a recurrent cell, whose first state is zeros', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [3, 7])],
      outputs: ['y'],
      initializers: [
        weight('wx', 'float32', [6, 7]),
        weight('wh', 'float32', [6, 6]),
        weight('bx', 'float32', [6]),
        weight('bh', 'float32', [6]),
      ],
      nodes: [
        made('h', [3, 6], zeros(3 * 6)),
        node('Gemm', ['h', 'wh', 'bh'], ['a'], { transB: 1 }),
        node('Gemm', ['x', 'wx', 'bx'], ['b'], { transB: 1 }),
        node('Add', ['a', 'b'], ['sum']),
        node('Tanh', ['sum'], ['y']),
      ],
    });
    expect(plain(analysis.totals.parameterElements), 'torch.nn.RNNCell(7, 6)').toBe(6 * 7 + 6 * 6 + 6 + 6);
  });

  it('is no param where it is larger than what is decoded', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [512, 6])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [6, 6])],
      nodes: [made('h', [512, 6], zeros(512 * 6)), node('MatMul', ['h', 'w'], ['a']), node('Add', ['a', 'x'], ['y'])],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(6 * 6);
  });

  it('is a param where all weights are Constant nodes', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 2, 4, 4])],
      outputs: ['y'],
      nodes: [
        made('scale', [2], ones(2)),
        made('shift', [2], zeros(2)),
        node('InstanceNormalization', ['x', 'scale', 'shift'], ['y']),
      ],
    });
    expect(plain(analysis.totals.parameterElements)).toBe(2 * 2);
  });
});
