import { describe, expect, it } from 'vitest';
import { matchNames } from '../../src/rules/name-pattern.js';

describe('a pattern of names', () => {
  it.each([
    ['features/*', 'features/features.0', true],
    ['features/*', 'features/features.0/conv', false],
    ['features/**', 'features/features.0/conv', true],
    ['features', 'features', true],
    ['Conv', '/features/features.0/Conv', true],
    ['Conv*', '/features/features.0/Conv_12', true],
    ['features', 'features/features.0', false],
    ['/features/*/Conv', 'features/a/Conv', true],
    ['**/Conv', 'features/a/Conv', true],
    ['features.0', 'featuresX0', false],
    ['a[0]', 'a[0]', true],
    ['a(b|c)', 'ab', false],
    ['{x}?', '{x}?', true],
    ['*', 'Conv_0', true],
    ['two*', 'two\nlines', true],
  ])('%s: %s is %s', (pattern, name, matches) => {
    expect(matchNames(pattern)(name)).toBe(matches);
  });

  it('may be several', () => {
    const matches = matchNames(['stem', 'head/**']);
    expect(['stem', 'head/a/b', 'body'].map(matches)).toEqual([true, true, false]);
  });
});
