import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/unused-initializer.js';
import { testRule } from '../../testers/test-rule.js';

const unit = (more: readonly Initializer[], rest: Partial<ModelSpec> = {}): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', [1, 64])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [64, 64]), ...more],
  nodes: [node('MatMul', ['x', 'w'], ['y'])],
  ...rest,
});

testRule(rule, {
  quiet: [
    { name: 'all are read', model: unit([]) },
    { name: 'one that the model gives out', model: unit([weight('v', 'float32', [64, 64])], { outputs: ['y', 'v'] }) },
    { name: 'less than a hundredth of all bytes', model: unit([weight('v', 'float32', [10])]) },
  ],
  reports: [
    {
      name: 'one that nobody reads',
      model: unit([weight('v', 'float32', [32, 64])]),
      findings: [
        {
          layers: [],
          severity: 'warning',
          message: /^1 stored tensor of 8\.00 KiB that nobody reads: v; take it out/u,
          data: { count: 1, bytes: 32 * 64 * 4 },
        },
      ],
    },
    {
      name: 'several, the largest first',
      model: unit([constant('a', 'float32', [2], [1, 2]), weight('b', 'float16', [64, 64])]),
      findings: [
        {
          data: {
            count: 2,
            bytes: 2 * 4 + 64 * 64 * 2,
            tensors: [
              { name: 'b', bytes: 8192 },
              { name: 'a', bytes: 8 },
            ],
          },
        },
      ],
    },
    {
      name: 'however small',
      model: unit([weight('v', 'float32', [1])]),
      options: { share: 0 },
      findings: [{ data: { bytes: 4 } }],
    },
  ],
});
