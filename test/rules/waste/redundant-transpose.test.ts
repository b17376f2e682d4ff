import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/redundant-transpose.js';
import { testRule } from '../../testers/test-rule.js';

const shape = [1, 6, 4, 4];
const toLast = node('Transpose', ['x'], ['a'], { perm: [0, 2, 3, 1] }, { name: 'first' });
const toFirst = (from: string): NodeSpec =>
  node('Transpose', [from], ['y'], { perm: [0, 3, 1, 2] }, { name: 'second' });
const unit = (nodes: readonly NodeSpec[], rest: Partial<ModelSpec> = {}): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', shape)],
  outputs: ['y'],
  nodes,
  ...rest,
});
const layers = ['first', 'second'];
// Each of the two reads and writes 96 elements of 4 bytes.
const lostBytes = 2 * 2 * 96 * 4;

testRule(rule, {
  quiet: [
    { name: 'one', model: unit([node('Transpose', ['x'], ['y'], { perm: [0, 2, 3, 1] })]) },
    {
      name: 'a layer that knows its axes between',
      model: unit([toLast, node('Softmax', ['a'], ['b'], { axis: 1 }), toFirst('b')]),
    },
    {
      name: 'another activation joined between',
      model: unit([
        toLast,
        node('Transpose', ['x'], ['c'], { perm: [0, 3, 2, 1] }),
        node('Add', ['a', 'c'], ['b']),
        toFirst('b'),
      ]),
    },
    {
      name: 'another reader of what is between',
      model: unit([toLast, node('Relu', ['a'], ['b']), toFirst('b')], { outputs: ['y', 'b'] }),
    },
    {
      name: 'permutations that do not cancel, with work between',
      model: unit([toLast, node('Relu', ['a'], ['b']), node('Transpose', ['b'], ['y'], { perm: [0, 2, 3, 1] })]),
    },
  ],
  reports: [
    {
      name: 'a pair that cancels',
      model: unit([toLast, toFirst('a')]),
      findings: [{ layers, severity: 'info', message: /undo each other/u, data: { lostBytes, between: [0] } }],
    },
    {
      name: 'through element-wise layers and constants of any shape',
      model: unit(
        [
          toLast,
          node('Mul', ['a', 's'], ['b']),
          node('Add', ['t', 'b'], ['c']),
          node('Sigmoid', ['c'], ['d']),
          toFirst('d'),
        ],
        { initializers: [weight('s', 'float32', [6]), constant('t', 'float32', [], [1])] },
      ),
      findings: [{ layers, data: { lostBytes, between: [3] } }],
    },
    {
      name: 'two that are one',
      model: unit([toLast, node('Transpose', ['a'], ['y'], { perm: [0, 2, 3, 1] }, { name: 'second' })]),
      findings: [{ layers, message: /are one Transpose/u, data: { lostBytes: lostBytes / 2 } }],
    },
  ],
});
