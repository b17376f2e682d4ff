import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bytesOf, elementsOf } from '../../src/analysis/sizes.js';
import { add, multiply, product, sum } from '../../src/dim/index.js';

setFlagsFromString('--allow-natives-syntax');
/** Whether the engine holds a number as a small integer; src/dim/integer.ts says why that matters. */
const isSmall = vm.runInThisContext('value => %IsSmi(value)') as (value: unknown) => boolean;

describe('a number that the engine holds as a floating-point one', () => {
  // An array with a fraction holds all its numbers so.
  const fractions: readonly number[] = [0.5, 3, 8];
  const [, three = 0, eight = 0] = fractions;
  const elements = elementsOf({ kind: 'tensor', dtype: 'float32', shape: [three, eight] });

  it('is no small integer', () => {
    expect(isSmall(3)).toBe(true);
    expect(isSmall(three)).toBe(false);
  });

  it.each([
    ['a sum', add(three, eight), 11],
    ['a sum of many', sum([three, eight, 1]), 12],
    ['a product', multiply(three, eight), 24],
    ['a product of many', product([three, eight, 2]), 48],
    ['a number of elements', elements, 24],
    ['a number of bytes', bytesOf(elements, 'float32'), 96],
  ])('is one again in %s', (_, value, expected) => {
    expect(value).toBe(expected);
    expect(isSmall(value)).toBe(true);
  });
});
