import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  bind,
  coefficientsIn,
  fromInteger,
  greatestOver,
  maximum,
  minimum,
  multiply,
  print,
  subtract,
  sum,
  sumOver,
  symbol,
  unlessTooLarge,
} from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { dims, values } from './trees.js';

const p = symbol('p');
const n = symbol('n');

describe('sums over the passes of a loop', () => {
  it('are arithmetic series where a size grows by a step', () => {
    // 4 + 5 + … + 13: a cache of 4 that grows by 1 in each of 10 passes
    expect(sumOver(add(p, 4), 'p', 10)).toBe(85);
    expect(print(sumOver(multiply(2, p), 'p', n) ?? 0)).toBe('n^2 - n');
    expect(print(sumOver(3, 'p', n) ?? 0)).toBe('3*n');
  });

  it.each([0, 1, 2, 3, 4])('of power %i are the sum of each pass', (power) => {
    let term: Dim = 1;
    for (let count = 0; count < power; count++) term = multiply(term, p);
    const formula = sumOver(term, 'p', n);
    expect(formula).toBeDefined();
    for (const count of [0, 1, 2, 7, 20]) {
      const each = Array.from({ length: count }, (_, value) => value ** power);
      expect(bind(formula ?? 0, new Map([['n', count]]))).toBe(each.reduce((a, b) => a + b, 0));
    }
  });

  it('have their greatest where each part of a maximum has its own', () => {
    // Of passes 0, …, n − 1: a cache that grows by 4 beside a size that falls from 100 by 2.
    const most = greatestOver(maximum(multiply(4, p), subtract(100, multiply(2, p))), 'p', n);
    expect(most?.map((part) => bind(part, new Map([['n', 30]])))).toEqual(expect.arrayContaining([4 * 29, 100]));
    expect(maximum(...(most ?? []).map((part) => bind(part, new Map([['n', 5]]))))).toBe(100);
  });

  it('add up what has no closed form, and say so where the count is open', () => {
    expect(sumOver(minimum(p, 3), 'p', 6)).toBe(0 + 1 + 2 + 3 + 3 + 3);
    expect(sumOver(minimum(p, 3), 'p', n)).toBeUndefined();
    expect(coefficientsIn(maximum(p, n), 'p')).toBeUndefined();
  });

  it('of any formula are what its values add up to, and none is above the greatest', () => {
    fc.assert(
      fc.property(dims, values, fc.integer({ min: 1, max: 6 }), (dim, sizesOf, count) => {
        const open = sumOver(dim, 'H', symbol('trips'));
        const known = sumOver(dim, 'H', count);
        const most = greatestOver(dim, 'H', count);
        const sizes = new Map<string, Dim>(Object.entries({ ...sizesOf, trips: BigInt(count) }).map(toDim));
        const bound = (part: Dim, pass = 0): Dim => bind(part, new Map([...sizes, ['H', pass]]));
        const each = Array.from({ length: count }, (_, pass) => unlessTooLarge(() => bound(dim, pass)));
        if (!each.every((value) => value !== undefined)) return;
        if (known !== undefined) expect(bound(known)).toEqual(sum(each));
        if (open !== undefined) expect(bound(open)).toEqual(sum(each));
        if (most !== undefined) expect(maximum(...most.map((part) => bound(part)))).toEqual(maximum(...each));
      }),
    );
  });
});

const toDim = ([name, value]: readonly [string, bigint]): [string, Dim] => [name, fromInteger(value)];
