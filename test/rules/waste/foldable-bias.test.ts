import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/foldable-bias.js';
import { testRule } from '../../testers/test-rule.js';

const unit = (
  shape: readonly number[],
  nodes: readonly NodeSpec[],
  initializers: readonly Initializer[],
): ModelSpec => ({ opset: 17, inputs: [value('x', 'float32', shape)], outputs: ['y'], nodes, initializers });

const added = (dims: readonly number[], bias: readonly string[] = []): ModelSpec =>
  unit(
    [1, 8, 14, 14],
    [
      node('Conv', ['x', 'w', ...bias], ['c'], {}, { name: 'conv' }),
      node('Add', ['c', 'a'], ['y'], {}, { name: 'bias' }),
    ],
    [weight('w', 'float32', [8, 8, 1, 1]), weight('b', 'float32', [8]), weight('a', 'float32', dims)],
  );

const product = (shape: readonly number[]): ModelSpec =>
  unit(
    shape,
    [node('MatMul', ['x', 'w'], ['p']), node('Add', ['a', 'p'], ['y'], {}, { name: 'bias' })],
    [weight('w', 'float32', [16, 8]), weight('a', 'float32', [8])],
  );

testRule(rule, {
  quiet: [
    { name: 'a convolution that has a bias', model: added([8, 1, 1], ['b']) },
    { name: 'a constant per position', model: added([1, 8, 14, 14]) },
    {
      name: 'a constant along the last axis',
      model: unit(
        [1, 8, 14, 8],
        [node('Conv', ['x', 'w'], ['c']), node('Add', ['c', 'a'], ['y'])],
        [weight('w', 'float32', [8, 8, 1, 1]), weight('a', 'float32', [8])],
      ),
    },
    { name: 'a product of more than two axes, which has no form with a bias', model: product([2, 4, 16]) },
    {
      name: 'another activation',
      model: unit(
        [1, 8, 14, 14],
        [node('Conv', ['x', 'w'], ['c']), node('Add', ['c', 'x'], ['y'])],
        [weight('w', 'float32', [8, 8, 1, 1])],
      ),
    },
    { name: 'a map that is given out too', model: { ...added([8, 1, 1]), outputs: ['c', 'y'] } },
  ],
  reports: [
    { name: 'a constant per channel', model: added([8, 1, 1]), findings: [{ layers: ['bias'], severity: 'info' }] },
    { name: 'with a batch axis', model: added([1, 8, 1, 1]), findings: [{ layers: ['bias'] }] },
    {
      name: 'behind the product of two matrices',
      model: product([4, 16]),
      findings: [{ layers: ['bias'], data: { count: 1 } }],
    },
    {
      name: 'behind a transposed convolution',
      model: unit(
        [1, 8, 14, 14],
        [node('ConvTranspose', ['x', 'w'], ['c']), node('Sum', ['c', 'a'], ['y'], {}, { name: 'bias' })],
        [weight('w', 'float32', [8, 4, 2, 2]), constant('a', 'float32', [4, 1, 1], [1, 2, 3, 4])],
      ),
      findings: [{ layers: ['bias'] }],
    },
  ],
});
