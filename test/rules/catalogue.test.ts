import { describe, expect, it } from 'vitest';
import { catalogue } from '../../fixtures/networks/index.js';
import { check, rules } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const networks = catalogue.map(({ name, build, dims }) => ({
  name,
  analysis: analyseModel(build(), dims === undefined ? {} : { dims }),
}));

describe('a rule says something only if it does not always say it', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s is quiet on at least a third of the networks',
    (_, rule) => {
      const quiet = networks.filter(({ analysis }) => check([rule], analysis).length === 0);
      expect(quiet.length).toBeGreaterThanOrEqual(networks.length / 3);
    },
  );

  it.each(networks)('what is said of $name is few', ({ analysis }) => {
    const found = check(
      rules.filter(({ guideline }) => guideline !== undefined),
      analysis,
    );
    // One finding a block and guideline at the most, and one for the model.
    expect(new Set(found.map(({ rule, block }) => `${rule} ${block ?? ''}`)).size).toBe(found.length);
  });

  it('checks a network of thousands of layers in a fraction of a second', () => {
    const [large] = networks.toSorted((a, b) => b.analysis.layers.length - a.analysis.layers.length);
    const start = performance.now();
    if (large !== undefined) check(rules, large.analysis);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
