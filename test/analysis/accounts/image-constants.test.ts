import { expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { kindsOf } from '../../testers/kinds-of.js';

it('means and deviations that make an image again are computed, the bias of a last convolution is learned', () => {
  const kinds = (bias: readonly string[]) => {
    const { parameters } = analyseModel({
      opset: 17,
      inputs: [value('image', 'float32', ['N', 3, 8, 8])],
      outputs: ['y'],
      initializers: [
        weight('w', 'float32', [3, 3, 3, 3]),
        ...bias.map((name) => weight(name, 'float32', [3])),
        weight('mean', 'float32', [1, 3, 1, 1]),
      ],
      nodes: [node('Conv', ['image', 'w', ...bias], ['c']), node('Add', ['c', 'mean'], ['y'])],
    });
    return Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]));
  };
  expect(kinds(['b'])).toEqual({ w: 'param', b: 'param', mean: 'buffer' });
  expect(kinds([])).toEqual({ w: 'param', mean: 'param' });
});

it('means and deviations of an input are computed, what is added to it and multiplies it is learned', () => {
  const prepared = (shift: string, stretch: string) => [
    node(shift, ['x', 'mean'], ['a']),
    node(stretch, ['a', 'deviation'], ['b']),
    node('MatMul', ['b', 'w'], ['y']),
  ];
  const statistics = [weight('mean', 'float32', [8]), weight('deviation', 'float32', [8])];
  expect(kindsOf(statistics, prepared('Sub', 'Div'))).toEqual({ mean: 'buffer', deviation: 'buffer' });
  expect(kindsOf(statistics, prepared('Add', 'Mul'))).toEqual({ mean: 'param', deviation: 'param' });
});

it('what is added to an image and multiplies its colours before any weight is computed, as EfficientNet has it', () => {
  const kinds = (channels: number) => {
    const { parameters } = analyseModel({
      opset: 13,
      inputs: [value('image', 'float32', ['N', 16, 16, channels])],
      outputs: ['y'],
      initializers: [
        weight('w', 'float32', [8, channels, 3, 3]),
        weight('means', 'float32', [channels]),
        weight('stretch', 'float32', [1, 1, 1, channels]),
      ],
      nodes: [
        node('Add', ['image', 'means'], ['a']),
        node('Mul', ['a', 'stretch'], ['b']),
        node('Transpose', ['b'], ['c'], { perm: [0, 3, 1, 2] }),
        node('Conv', ['c', 'w'], ['y']),
      ],
    });
    return Object.fromEntries(parameters.map(({ edge, kind }) => [edge.name, kind]));
  };
  expect(kinds(3)).toEqual({ w: 'param', means: 'buffer', stretch: 'buffer' });
  expect(kinds(64)).toEqual({ w: 'param', means: 'param', stretch: 'param' });
});

it('what is taken off and divides what a weight was applied to is learned', () => {
  const nodes = [
    node('MatMul', ['x', 'w'], ['h']),
    node('Sub', ['h', 'shift'], ['a']),
    node('Div', ['a', 'stretch'], ['b']),
    node('MatMul', ['b', 'w'], ['y']),
  ];
  const stored = [weight('shift', 'float32', [8]), weight('stretch', 'float32', [8])];
  expect(kindsOf(stored, nodes)).toEqual({ shift: 'param', stretch: 'param' });
});
