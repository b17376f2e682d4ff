import rule from './rule.js';
import { node, value } from '../../fixtures/build/model.js';
import { testRule } from '../../test/testers/test-rule.js';

const sum = {
  opset: 17,
  inputs: [value('a', 'float32', [1, 8]), value('b', 'float32', [1, 8])],
  outputs: ['c'],
  nodes: [node('Add', ['a', 'b'], ['c'], {}, { name: 'sum' })],
};

testRule(rule, {
  quiet: [{ name: 'few inputs', model: sum }],
  reports: [{ name: 'more inputs than allowed', model: sum, options: { limit: 1 }, findings: [{ layers: ['sum'], data: { inputs: 2 } }] }],
});
