import { describe, expect, it } from 'vitest';
import { NetstatError } from '../../src/ir/index.js';
import { defineRule, describeValues, readOptions } from '../../src/rules/index.js';

const rule = defineRule({
  id: 'particular',
  severity: 'warning',
  summary: 'Has options of every kind.',
  options: {
    share: { default: 0.1, minimum: 0, maximum: 1, description: 'A share.' },
    target: { default: 'cpu', choices: ['cpu', 'tensor-core'], description: 'A choice.' },
    budget: { default: '', description: 'Any text.' },
    layers: { default: [], description: 'A list.' },
  },
  check: () => [],
});

describe('readOptions', () => {
  it('takes values of the type of their default', () => {
    const given = { share: 0.5, target: 'tensor-core', budget: '300M', layers: ['a.*'] };
    expect(readOptions(rule, given, 'here')).toEqual(given);
  });

  it.each([
    [{ shar: 1 }, 'here: particular has no option shar; did you mean share?'],
    [{ share: 2 }, 'here: particular.share is 2, should be a number from 0 to 1'],
    [{ share: '1' }, 'here: particular.share is "1", should be a number from 0 to 1'],
    [{ share: NaN }, 'here: particular.share is null, should be a number from 0 to 1'],
    [{ target: 'gpu' }, 'here: particular.target is "gpu", should be cpu or tensor-core'],
    [{ budget: 3 }, 'here: particular.budget is 3, should be a text'],
    [{ layers: 'a' }, 'here: particular.layers is "a", should be a list of texts'],
    [{ layers: [1] }, 'here: particular.layers is [1], should be a list of texts'],
    [{ constructor: 1 }, /has no option constructor/u],
  ])('refuses %j', (given, message) => {
    expect(() => readOptions(rule, given, 'here')).toThrow(message);
    expect(() => readOptions(rule, given, 'here')).toThrow(NetstatError);
  });
});

describe('describeValues', () => {
  it('says what an option may be', () => {
    expect(Object.values(rule.options).map(describeValues)).toEqual([
      'a number from 0 to 1',
      'cpu or tensor-core',
      'a text',
      'a list of texts',
    ]);
  });
});
