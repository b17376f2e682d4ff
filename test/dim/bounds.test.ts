import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  bind,
  ceilingOf,
  fromInteger,
  isAtLeast,
  isSurelyAtLeast,
  maximum,
  minimum,
  multiply,
  print,
  rangeOf,
  subtract,
  symbol,
  unlessTooLarge,
} from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { dims, values } from './trees.js';

const count = symbol('count', 100);
const N = symbol('N');

describe('symbols with an upper bound', () => {
  it('make minima and maxima simpler', () => {
    expect(print(minimum(count, 200))).toBe('count');
    expect(maximum(count, 100)).toBe(100);
    expect(print(maximum(count, 99))).toBe('max(count, 99)');
    expect(print(minimum(symbol('kept', multiply(8, N)), multiply(9, N)))).toBe('kept');
  });

  it('give a formula its most', () => {
    expect(ceilingOf(add(multiply(3, count), 1))).toBe(301);
    expect(print(ceilingOf(multiply(N, count)) ?? 0)).toBe('100*N');
    expect(ceilingOf(subtract(50, count))).toBe(50);
    expect(ceilingOf(symbol('kept', count))).toBe(100);
    expect(ceilingOf(N)).toBeUndefined();
  });

  it('keep their bound when it is bound', () => {
    const kept = symbol('kept', multiply(8, N));
    expect(ceilingOf(bind(kept, new Map([['N', 2]])))).toBe(16);
  });

  it('share one: the dearest part has all of it', () => {
    const [a, b, other] = [symbol('a', 10), symbol('b', 10), symbol('other', 10)];
    const bound = { parts: new Map(Object.entries({ a: 0, b: 1 })), total: 10 };
    const shared = new Map(['a', 'b'].map((name) => [name, bound]));
    const most = (dim: Dim): Dim | undefined => ceilingOf(dim, shared);
    expect(most(add(multiply(3, a), multiply(5, b)))).toBe(50);
    expect(most(add(add(a, b), add(other, 7)))).toBe(10 + 10 + 7);
    expect(print(most(multiply(N, add(a, b))) ?? 0)).toBe('10*N');
    expect(most(multiply(a, b)), 'no sum: each at its own most').toBe(100);
    expect(most(subtract(add(a, 20), b)), 'what is taken away is nothing at least').toBe(30);
    const equal = { parts: new Map(Object.entries({ a: 0, b: 0 })), total: 10 };
    expect(ceilingOf(add(a, b), new Map(['a', 'b'].map((name) => [name, equal])))).toBe(20);
  });

  it('never let a formula be outside its range, nor an order be wrong', () => {
    fc.assert(
      fc.property(dims, dims, values, fc.bigInt({ min: 0n, max: 9n }), (left, right, sizes, most) => {
        const bounds = new Map<string, Dim>([['C', symbol('C', fromInteger(most))]]);
        const given = { ...sizes, C: (sizes['C'] ?? 0n) > most ? most : (sizes['C'] ?? 0n) };
        const at = new Map(Object.entries(given).map(([name, value]): [string, Dim] => [name, fromInteger(value)]));
        const bounded = unlessTooLarge(() => [bind(left, bounds), bind(right, bounds)] as const);
        const known = unlessTooLarge(() => [bind(left, at), bind(right, at)] as const);
        if (bounded === undefined || known === undefined) return;
        const [a, b] = known;
        expect(bind(bounded[0], at), 'simpler for its bounds, and equal').toEqual(a);
        const range = rangeOf(bounded[0]);
        if (range !== undefined) {
          expect(isAtLeast(bind(range.most, at), a)).toBe(true);
          expect(isAtLeast(a, bind(range.least, at))).toBe(true);
        }
        if (isAtLeast(bounded[0], bounded[1])) expect(isAtLeast(a, b)).toBe(true);
        if (isSurelyAtLeast(bounded[0], bounded[1])) expect(isAtLeast(a, b)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('are seen through maxima where a peak is sought', () => {
    const [past, total] = [symbol('past'), symbol('total')];
    const all = maximum(past, total);
    expect(isAtLeast(multiply(2, all), add(all, past))).toBe(false);
    expect(isSurelyAtLeast(multiply(2, all), add(all, past))).toBe(true);
    expect(isSurelyAtLeast(add(all, past), multiply(2, all))).toBe(false);
  });
});
