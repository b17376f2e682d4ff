import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../fixtures/build/network.js';
import { graph, node, value, weight } from '../../../fixtures/build/model.js';
import { activationGraphOf } from '../../../src/analysis/views/activation-graph.js';
import { branchesOf } from '../../../src/analysis/views/branches.js';
import type { Analysis } from '../../../src/analysis/index.js';
import { analyseModel, layerOf } from '../../testers/analyse-model.js';

const labels = (analysis: Analysis, indices: readonly number[]): readonly (string | undefined)[] =>
  indices.map((index) => analysis.layers[index]?.label);
const branches = (analysis: Analysis) =>
  branchesOf(analysis).list.map(({ join, layers }) => ({
    join: labels(analysis, [join])[0],
    layers: labels(analysis, layers),
  }));

describe('branchesOf', () => {
  it('goes from a fork to where all paths meet again, small ones first', () => {
    const net = createNetwork({ name: 'nested' });
    const x = net.convolution(net.image(8, 8), 8, { kernel: 3 });
    const inner = net.scope('inner', () => net.sum(net.convolution(net.relu(x), 8), net.relu(x)));
    const outer = net.scope('outer', () => net.sum(x, inner));
    const analysis = analyseModel(net.finish(net.convolution(outer, 8)));
    expect(branches(analysis)).toEqual(
      [{ join: '/outer/Add', layers: ['/inner/Relu', '/inner/Conv', '/inner/Relu_1', '/inner/Add'] }].map((each) => ({
        ...each,
        layers: expect.arrayContaining(each.layers) as unknown,
      })),
    );
    expect(branchesOf(analysis).innermost[layerOf(analysis, '/inner/Conv').index]?.join).toBe(
      layerOf(analysis, '/outer/Add').index,
    );
  });

  it('unites forks that meet at the same layer', () => {
    const net = createNetwork({ name: 'dense' });
    const x = net.convolution(net.image(8, 8), 8, { kernel: 3 });
    const y = net.convolution(x, 8, { kernel: 3 });
    const z = net.convolution(net.concatenate([x, y]), 8, { kernel: 3 });
    const analysis = analyseModel(net.finish(net.convolution(net.concatenate([x, y, z]), 8)));
    expect(branches(analysis)).toEqual([{ join: '/Concat_1', layers: ['/Conv_1', '/Concat', '/Conv_2'] }]);
  });

  it('leaves out the head, views, constants and shape arithmetic', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [4, 8])],
      outputs: ['y'],
      nodes: [
        node('MatMul', ['x', 'w'], ['a'], {}, { name: 'first' }),
        node('Shape', ['a'], ['s'], {}, { name: 'shape' }),
        node('Reshape', ['a', 's'], ['b'], {}, { name: 'view' }),
        node('MatMul', ['b', 'w'], ['c'], {}, { name: 'second' }),
        node('Relu', ['c'], ['d'], {}, { name: 'left' }),
        node('Neg', ['c'], ['e'], {}, { name: 'right' }),
        node('Add', ['d', 'e'], ['y'], {}, { name: 'sum' }),
      ],
      initializers: [weight('w', 'float32', [8, 8])],
    });
    expect(branches(analysis)).toEqual([]);
    const { nodes, successors } = activationGraphOf(analysis);
    expect(labels(analysis, nodes[0] ?? [])).toEqual(['first', 'second', 'left', 'right', 'sum']);
    expect(labels(analysis, successors[layerOf(analysis, 'first').index] ?? [])).toEqual(['second']);
  });

  it('forks at the inputs too', () => {
    const net = createNetwork({ name: 'inputs' });
    const x = net.image(8, 8);
    const analysis = analyseModel(
      net.finish(net.convolution(net.sum(net.convolution(x, 8), net.convolution(x, 8)), 8)),
    );
    expect(branches(analysis)).toEqual([{ join: '/Add', layers: ['/Conv', '/Conv_1'] }]);
  });

  it('looks into bodies, and sees a body as one layer from outside', () => {
    const conv = (input: string, output: string, name: string) => node('MatMul', [input, 'w'], [output], {}, { name });
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [8, 8]), value('condition', 'bool', [])],
      outputs: ['y'],
      nodes: [
        conv('x', 'a', 'before'),
        node(
          'If',
          ['condition'],
          ['b'],
          {
            then_branch: graph({
              nodes: [
                conv('a', 'p', 'left'),
                conv('a', 'q', 'right'),
                node('Add', ['p', 'q'], ['r'], {}, { name: 'join' }),
                conv('r', 't', 'end'),
              ],
              outputs: [value('t', 'float32', [8, 8])],
            }),
            else_branch: graph({ nodes: [conv('a', 'e', 'other')], outputs: [value('e', 'float32', [8, 8])] }),
          },
          { name: 'if' },
        ),
        conv('b', 'y', 'after'),
      ],
      initializers: [weight('w', 'float32', [8, 8])],
    });
    // The inputs fork too: one is the condition, the other goes by `before`.
    expect(branches(analysis).map(({ layers }) => layers.map((label) => label?.split('/').at(-1)))).toEqual([
      ['before'],
      ['left', 'right'],
    ]);
    const { successors } = activationGraphOf(analysis);
    expect(labels(analysis, successors[layerOf(analysis, 'before').index] ?? [])).toEqual(['if']);
    expect(labels(analysis, successors[layerOf(analysis, 'if').index] ?? [])).toEqual(['after']);
  });
});
