import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/duplicate-initializer.js';
import { testRule } from '../../testers/test-rule.js';

const ramp = (length: number) => Array.from({ length }, (_, index) => index);

/** Every tensor added to x in turn. */
const unit = (initializers: readonly Initializer[]): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', [1, 64])],
  outputs: [`s${initializers.length - 1}`],
  initializers,
  nodes: initializers.map(({ name }, index) => node('Add', [index === 0 ? 'x' : `s${index - 1}`, name], [`s${index}`])),
});

testRule(rule, {
  quiet: [
    {
      name: 'different elements',
      model: unit([constant('a', 'float32', [64], ramp(64)), constant('b', 'float32', [64], ramp(64).toReversed())]),
    },
    {
      name: 'different shapes',
      model: unit([constant('a', 'float32', [64], ramp(64)), constant('b', 'float32', [1, 64], ramp(64))]),
    },
    { name: 'tensors that are not read', model: unit([weight('a', 'float32', [64]), weight('b', 'float32', [64])]) },
    {
      name: 'small ones',
      model: unit(
        [constant('a', 'float32', [8], ramp(8)), constant('b', 'float32', [8], ramp(8))].map((each) => ({
          ...each,
          dims: [8, 1],
        })),
      ),
    },
    {
      name: 'less than a hundredth of all bytes',
      model: unit([
        weight('w', 'float32', [1000, 64]),
        constant('a', 'float32', [64], ramp(64)),
        constant('b', 'float32', [64], ramp(64)),
      ]),
    },
  ],
  reports: [
    {
      name: 'equal elements',
      model: unit([constant('a', 'float32', [64], ramp(64)), constant('b', 'float32', [64], ramp(64))]),
      findings: [{ layers: [], severity: 'warning', data: { count: 1, bytes: 256, groups: [['a', 'b']] } }],
    },
    {
      name: 'several groups, the one that wastes most first',
      model: unit(
        ['a', 'b', 'c']
          .map((name) => constant(name, 'float32', [32, 1], ramp(32)))
          .concat(
            ['d', 'e'].map((name) => constant(name, 'float32', [64], ramp(64))),
            ['f', 'g'].map((name) => constant(name, 'float32', [100, 1], ramp(100))),
          ),
      ),
      findings: [
        {
          data: {
            count: 4,
            bytes: 2 * 128 + 256 + 400,
            groups: [
              ['f', 'g'],
              ['a', 'b', 'c'],
              ['d', 'e'],
            ],
          },
        },
      ],
    },
  ],
});
