import { describe, expect, it } from 'vitest';
import { nearest, suggest } from '../../src/ir/index.js';

describe('nearest', () => {
  it.each([
    ['btach', ['batch', 'height'], 'batch'],
    ['BATCH', ['batch'], 'batch'],
    ['multiply', ['memory', 'multiply-adds', 'multiply-adds-share'], 'multiply-adds'],
    ['xyz', ['batch'], undefined],
    ['M', ['N', 'H'], undefined],
    ['x', [], undefined],
  ])('%s among %j', (name, candidates, expected) => expect(nearest(name, candidates)).toBe(expected));
});

describe('suggest', () => {
  it('lists what there is when nothing is near, up to twelve', () => {
    expect(suggest('zzz', ['a'])).toBe('there is a');
    expect(
      suggest(
        'zzz',
        Array.from({ length: 14 }, (_, index) => `n${index}`),
      ),
    ).toMatch(/^there are n0, n1, .*n11 and 2 more$/);
    expect(suggest('zzz', [])).toBe('');
  });
});
