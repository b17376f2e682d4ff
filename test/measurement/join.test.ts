import { describe, expect, it } from 'vitest';
import { constant, graph, node, value, weight } from '../../fixtures/build/model.js';
import { joinKernels } from '../../src/measurement/index.js';
import type { Anchor, KernelProfile } from '../../src/measurement/index.js';
import type { Analysis } from '../../src/analysis/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const conv = { pads: [1, 1, 1, 1] };

/** x → a → Relu → b → Add(a's Relu) → Relu → pool → y: a residual block as networks have it. */
const block = analyseModel({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 8, 3, 3])],
  nodes: [
    node('Conv', ['x', 'w'], ['a'], conv, { name: 'conv_a' }),
    node('Relu', ['a'], ['ra'], {}, { name: 'relu_a' }),
    node('Conv', ['ra', 'w'], ['b'], conv, { name: 'conv_b' }),
    node('Add', ['b', 'ra'], ['s'], {}, { name: 'add' }),
    node('Relu', ['s'], ['rs'], {}, { name: 'relu_s' }),
    node('GlobalAveragePool', ['rs'], ['y'], {}, { name: 'pool' }),
  ],
});

function kernel(name: string, anchors: readonly Anchor[], epilogue?: readonly string[]): KernelProfile {
  return { name, anchors, epilogue, durationsMs: [1] };
}

/** Which nodes each kernel computes, and which none does. */
function joined(
  analysis: Analysis,
  kernels: readonly KernelProfile[],
  wanted?: 'all' | 'named',
): { readonly kernels: readonly (readonly string[])[]; readonly removed: readonly string[] } {
  const { layers, removed } = joinKernels(analysis, kernels, wanted);
  const names = (positions: readonly number[]): readonly string[] =>
    positions.map((position) => analysis.layers[position]?.label ?? '');
  return { kernels: layers.map(names), removed: names(removed) };
}

const origin = (index: number): Anchor => ({ kind: 'origin', origin: `graph.node[${index}]` });
const output = (tensor: string): Anchor => ({ kind: 'output', tensor });
const name = (text: string): Anchor => ({ kind: 'name', name: text });

describe('joinKernels', () => {
  it('gives each kernel the node that it is named after', () => {
    const kernels = ['conv_a', 'relu_a', 'conv_b', 'add', 'relu_s', 'pool'];
    expect(
      joined(
        block,
        kernels.map((_, index) => kernel('k', [origin(index)])),
      ),
    ).toEqual({ kernels: kernels.map((each) => [each]), removed: [] });
    expect(
      joined(
        block,
        kernels.map((each) => kernel('k', [name(each)])),
      ).kernels,
    ).toEqual(kernels.map((each) => [each]));
  });

  it('goes back over nodes that were taken in', () => {
    // A fused convolution gives the tensor of its activation.
    expect(
      joined(block, [kernel('first', [output('ra')]), kernel('second', [output('rs')]), kernel('third', [output('y')])])
        .kernels,
    ).toEqual([['conv_a', 'relu_a'], ['conv_b', 'add', 'relu_s'], ['pool']]);
  });

  it('goes on over the addition and activation that a kernel applies, before others go back over them', () => {
    const kernels = [
      kernel('a', [output('ra')]),
      kernel('b', [output('b')], ['Add', 'Sum', 'Relu']),
      kernel('pool', [origin(5)]),
    ];
    expect(joined(block, kernels).kernels).toEqual([['conv_a', 'relu_a'], ['conv_b', 'add', 'relu_s'], ['pool']]);
  });

  it('takes an activation that is the anchor itself for the end', () => {
    expect(joined(block, [kernel('a', [output('ra')], ['Relu']), kernel('b', [origin(2)])]).kernels[0]).toEqual([
      'conv_a',
      'relu_a',
    ]);
  });

  it('never gives a layer to two kernels, and the surest anchor wins', () => {
    const { kernels } = joined(block, [kernel('reordered', [output('ra')]), kernel('relu', [origin(1)])]);
    expect(kernels).toEqual([[], ['conv_a', 'relu_a']]);
  });

  it('leaves kernels without anchors alone, and names layers that no kernel computes', () => {
    expect(joined(block, [kernel('reorder', []), kernel('a', [origin(0)])])).toEqual({
      kernels: [[], ['conv_a']],
      removed: ['relu_a', 'conv_b', 'add', 'relu_s', 'pool'],
    });
  });

  it('goes back over nothing where the kernels may not be all', () => {
    expect(joined(block, [kernel('pool', [name('pool')])], 'named').kernels).toEqual([['pool']]);
  });

  it('finds a node by the start of a name that a runtime has lengthened', () => {
    const lengthened = ['conv_a/FusedConv', 'add/AddFusion/Inner/', 'relu_s_token_12', 'unknown/x'];
    expect(
      joined(
        block,
        lengthened.map((each) => kernel(each, [name(each)])),
        'named',
      ).kernels,
    ).toEqual([['conv_a'], ['add'], ['relu_s'], []]);
  });

  it('takes all nodes of a range', () => {
    expect(joined(block, [kernel('all', [{ kind: 'range', from: 'relu_a', to: 'add' }])], 'named').kernels).toEqual([
      ['relu_a', 'conv_b', 'add'],
    ]);
  });

  it('does not leave the body of a control-flow node when it goes back', () => {
    const looping = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [4, 4]), value('condition', 'bool', [])],
      outputs: ['y'],
      nodes: [
        node('Exp', ['x'], ['before'], {}, { name: 'before' }),
        node(
          'If',
          ['condition'],
          ['y'],
          {
            then_branch: graph({
              outputs: ['t'],
              nodes: [
                node('Neg', ['before'], ['n'], {}, { name: 'neg' }),
                node('Sin', ['n'], ['t'], {}, { name: 'sin' }),
              ],
            }),
            else_branch: graph({ outputs: ['e'], nodes: [node('Cos', ['before'], ['e'], {}, { name: 'cos' })] }),
          },
          { name: 'if' },
        ),
      ],
    });
    expect(joined(looping, [kernel('sin', [name('sin')])]).kernels).toEqual([['neg', 'sin']]);
  });

  it('gives the calls of a function to its kernels in order', () => {
    const called = analyseModel({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [4])],
      outputs: ['y'],
      nodes: [
        node('Twice', ['x'], ['m'], {}, { name: 'first', domain: 'acme' }),
        node('Twice', ['m'], ['y'], {}, { name: 'second', domain: 'acme' }),
      ],
      functions: [
        { name: 'Twice', domain: 'acme', inputs: ['a'], outputs: ['b'], nodes: [node('Add', ['a', 'a'], ['b'])] },
      ],
    });
    const anchor: Anchor = { kind: 'origin', origin: 'functions[0].node[0]' };
    const { layers } = joinKernels(called, [kernel('one', [anchor]), kernel('two', [anchor])]);
    expect(layers.map((positions) => positions.map((position) => called.layers[position]?.path))).toEqual([
      [['first']],
      [['second']],
    ]);
  });

  it('leaves shape arithmetic to those who compute it', () => {
    const reshaped = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 3])],
      outputs: ['y'],
      initializers: [constant('minus', 'int64', [1], [-1])],
      nodes: [
        node('Shape', ['x'], ['s'], { end: 1 }, { name: 'shape' }),
        node('Concat', ['s', 'minus'], ['to'], { axis: 0 }, { name: 'concat' }),
        node('Reshape', ['x', 'to'], ['y'], {}, { name: 'reshape' }),
      ],
    });
    expect(joined(reshaped, [kernel('reshape', [name('reshape')])])).toEqual({ kernels: [['reshape']], removed: [] });
  });
});
