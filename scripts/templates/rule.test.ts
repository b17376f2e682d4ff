import { expect, it } from 'vitest';
import { node, value } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { testRule } from '../../test/testers/test-rule.js';
import rule from './rule.js';

const three: ModelSpec = {
  opset: 17,
  inputs: ['a', 'b', 'c'].map((name) => value(name, 'float32', [1, 8])),
  outputs: ['y'],
  nodes: [node('Concat', ['a', 'b', 'c'], ['y'], { axis: 1 }, { name: 'join' })],
};

testRule(rule, {
  quiet: [{ name: 'three inputs', model: three }],
  reports: [
    {
      name: 'three inputs where two are allowed',
      model: three,
      options: { limit: 2 },
      findings: [{ layers: ['join'], message: /3 inputs/, data: { inputs: 3 } }],
    },
  ],
});

it('is written', () =>
  expect.fail(
    'FILL IN: template-name is the scaffold of a rule; write it and its page, test a model that it ' +
      'reports, and delete this test',
  ));
