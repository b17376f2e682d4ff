import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { fusionOf } from '../../../src/analysis/index.js';
import { check, rules } from '../../../src/rules/index.js';
import rule from '../../../src/rules/waste/overridable-initializers.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { canOptimise, optimise } from '../../testers/optimise.js';
import { testRule } from '../../testers/test-rule.js';

const ones = (name: string, dims: readonly number[]) =>
  constant(
    name,
    'float32',
    dims,
    Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, () => 1),
  );
const weights = [ones('w', [8, 8, 1, 1]), ...['g', 'b', 'm', 'v'].map((name) => ones(name, [8]))];

/** A convolution and its BatchNormalization, of which these initializers are inputs of the graph too. */
function network(listed: readonly string[], irVersion = 8): ModelSpec {
  return {
    opset: irVersion < 4 ? 8 : 17,
    irVersion,
    inputs: [
      value('x', 'float32', [1, 8, 14, 14]),
      ...weights.filter(({ name }) => listed.includes(name)).map((one) => value(one.name, one.dtype, one.dims)),
    ],
    outputs: ['y'],
    initializers: weights,
    nodes: [
      node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }),
      node('BatchNormalization', ['c', 'g', 'b', 'm', 'v'], ['y'], {}, { name: 'norm' }),
    ],
  };
}

const all = weights.map(({ name }) => name);

testRule(rule, {
  quiet: [
    { name: 'initializers that are no inputs', model: network([]) },
    { name: 'a model from before IR version 4, where all are listed', model: network(all, 3) },
  ],
  reports: [
    {
      name: 'all weights',
      model: network(all),
      findings: [{ layers: ['conv', 'norm'], severity: 'warning', data: { initializers: 5, layers: 2 } }],
    },
    { name: 'one of them', model: network(['w']), findings: [{ layers: ['conv'], data: { initializers: 1 } }] },
  ],
});

describe('nothing claims folding', () => {
  it.each([
    { listed: [], irVersion: 8, folds: true },
    { listed: all, irVersion: 3, folds: true },
    { listed: all, irVersion: 8, folds: false },
    { listed: ['w'], irVersion: 8, folds: false },
    { listed: ['g'], irVersion: 8, folds: false },
  ])('of $listed in IR version $irVersion: $folds', ({ listed, irVersion, folds }) => {
    const analysis = analyseModel(network(listed, irVersion));
    expect(fusionOf(analysis).fusedInto[1]).toBe(folds ? 0 : undefined);
    const said = check(rules, analysis).filter(({ rule: id }) => id === 'foldable-batch-normalization');
    expect(said).toHaveLength(folds ? 1 : 0);
  });
});

describe.skipIf(!canOptimise)('onnxruntime (skipped without `npm run test:setup`)', () => {
  it.each([
    { listed: [], irVersion: 8, folds: true },
    { listed: all, irVersion: 3, folds: true },
    { listed: all, irVersion: 8, folds: false },
    { listed: ['w'], irVersion: 8, folds: false },
  ])('$folds: folds with $listed as inputs in IR version $irVersion', async ({ listed, irVersion, folds }) => {
    const { nodes } = await optimise(network(listed, irVersion), 'all');
    expect(nodes.some(({ opType }) => opType === 'BatchNormalization')).toBe(!folds);
  });
});
