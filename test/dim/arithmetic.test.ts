import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  complexity,
  equals,
  fromInteger,
  isKnown,
  multiply,
  negate,
  parse,
  print,
  product,
  subtract,
  sum,
  symbol,
  toNumber,
} from '../../src/dim/index.js';
import { dimOf, dims, evaluate, integers, trees, unlessTooLarge, valueOf, values } from './trees.js';

const N = symbol('N');
const H = symbol('H');

describe('known dims', () => {
  test('are numbers while safe, bigints beyond', () => {
    expect(add(2 ** 53 - 2, 1)).toBe(2 ** 53 - 1);
    expect(add(2 ** 53 - 1, 1)).toBe(2n ** 53n);
    expect(subtract(2n ** 53n, 1)).toBe(2 ** 53 - 1);
    expect(multiply(2 ** 31, 2 ** 31)).toBe(2n ** 62n);
    expect(fromInteger(5n)).toBe(5);
    expect(fromInteger(2 ** 60)).toBe(2n ** 60n);
    expect(toNumber(2n ** 60n)).toBeUndefined();
    expect(toNumber(7)).toBe(7);
  });

  test('hold no negative zero', () => {
    for (const zero of [multiply(0, -3), negate(0), fromInteger(-0), subtract(0, 0), multiply(N, 0)]) {
      expect(zero).toBe(0);
    }
  });

  test('are whole', () => {
    for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => fromInteger(value)).toThrow(RangeError);
    }
  });

  test('are exact near 2^53', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const [x, y] = [fromInteger(a), fromInteger(b)];
        expect(add(x, y)).toBe(fromInteger(a + b));
        expect(subtract(x, y)).toBe(fromInteger(a - b));
        expect(multiply(x, y)).toBe(fromInteger(a * b));
        expect(sum([x, y, x])).toBe(fromInteger(a + b + a));
        expect(product([x, y, x])).toBe(fromInteger(a * b * a));
      }),
    );
  });
});

describe('polynomials', () => {
  test('add up like terms', () => {
    expect(print(sum([N, H, N, 3, multiply(H, -1)]))).toBe('2*N + 3');
    expect(subtract(add(N, 5), N)).toBe(5);
    expect(print(multiply(add(N, H), subtract(N, H)))).toBe('-H^2 + N^2');
    expect(sum([])).toBe(0);
    expect(product([])).toBe(1);
  });

  test('put higher degrees first, then go by name', () => {
    expect(print(sum([1, N, multiply(N, N), H, product([N, H, H])]))).toBe('N*H^2 + N^2 + H + N + 1');
  });

  test('count their terms', () => {
    expect(complexity(12)).toBe(1);
    expect(complexity(N)).toBe(1);
    expect(complexity(parse('N*H + 2*N + 1'))).toBe(3);
    expect(complexity(parse('floor((H + 1)/2)'))).toBe(1 + 1 + 2);
    expect(complexity(parse('3*max(N, H, 7)'))).toBe(1 + 1 + 3);
  });
});

describe('any formula', () => {
  test('has the value that bigint arithmetic gives', () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        const dim = unlessTooLarge(() => dimOf(tree));
        expect(evaluate(dim, at)).toBe(valueOf(tree, at));
      }),
      { numRuns: 1000 },
    );
  });

  test('without a symbol is a number, never an expression', () => {
    fc.assert(
      fc.property(dims, (dim) => {
        expect(isKnown(subtract(dim, dim))).toBe(true);
        expect(subtract(dim, dim)).toBe(0);
        if (!isKnown(dim)) expect(dim.terms.some((term) => term.monomial.degree > 0)).toBe(true);
      }),
    );
  });

  test('is one whatever the order it is built in', () => {
    const shuffled = fc
      .array(dims, { maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const total = sum(list);
        expect(equals(sum(other), total)).toBe(true);
        expect(equals(other.reduce(add, 0), total)).toBe(true);
      }),
    );
  });

  test('distributes', () => {
    fc.assert(
      fc.property(dims, dims, dims, (a, b, c) =>
        unlessTooLarge(() => {
          expect(print(multiply(a, add(b, c)))).toBe(print(add(multiply(a, b), multiply(a, c))));
          expect(print(product([a, b, c]))).toBe(print(multiply(c, multiply(b, a))));
        }),
      ),
    );
  });
});

test('what is 0 or 1 does nothing beside what it tells about', () => {
  const canonical = (text: string): string => print(parse(text));
  expect(canonical('s*min(s, 1)')).toBe('s');
  expect(canonical('2*s - s*min(s, 1)')).toBe('s');
  expect(canonical('max(2*s - s*min(s, 1), s)')).toBe('s');
  expect(canonical('s^2*t*min(s*t, 1)')).toBe('t*s^2');
  expect(canonical('s*min(s + t, 1)')).toBe('s');
  expect(canonical('min(s, 1)*min(s, 1)')).toBe('min(s, 1)');
  expect(canonical('t*min(s, 1)')).toBe('t*min(s, 1)');
  expect(canonical('s*min(s, 2)')).toBe('s*min(s, 2)');
  expect(canonical('s*min(s - 1, 1)')).toBe('s*min(s - 1, 1)');
});
