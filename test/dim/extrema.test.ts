import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  broadcast,
  type Dim,
  equals,
  isAtLeast,
  isNonNegative,
  maximum,
  minimum,
  negate,
  parse,
  print,
  symbol,
} from '../../src/dim/index.js';
import { dims, evaluate, unlessTooLarge, values } from './trees.js';

const A = symbol('A');
const B = symbol('B');
const C = symbol('C');

function canonical(text: string): string {
  return print(parse(text));
}

describe('minimum and maximum', () => {
  test('sort, flatten and deduplicate their arguments', () => {
    expect(print(maximum(B, maximum(C, A), B))).toBe('max(A, B, C)');
    expect(canonical('min(B, min(A, 5), 3)')).toBe('min(A, B, 3)');
    expect(equals(maximum(A, B), maximum(B, A))).toBe(true);
    expect(maximum(3, 7, 5)).toBe(7);
    expect(minimum(2n ** 60n, 3)).toBe(3);
    expect(maximum(A)).toBe(A);
  });

  test('absorb one another', () => {
    expect(canonical('max(A, min(A, B))')).toBe('A');
    expect(canonical('min(A, max(B, A, 3))')).toBe('A');
    expect(canonical('max(A, C, min(max(A, C), B))')).toBe('max(A, C)');
  });

  test('drop what another argument is at least', () => {
    expect(canonical('max(A, A + 1)')).toBe('A + 1');
    expect(canonical('min(A, A + B)')).toBe('A');
    expect(canonical('max(0, A*B)')).toBe('A*B');
    expect(canonical('max(-1, floor(A/2))')).toBe('floor(A/2)');
    expect(canonical('max(A, 1)')).toBe('max(A, 1)');
    expect(canonical('max(3*A*B, 2*A*B + A)')).toBe('max(2*A*B + A, 3*A*B)');
  });

  test('need an argument', () => {
    expect(() => minimum()).toThrow(RangeError);
  });

  test('form a lattice', () => {
    fc.assert(
      fc.property(dims, dims, dims, (a, b, c) =>
        unlessTooLarge(() => {
          expect(print(maximum(a, b, c))).toBe(print(maximum(maximum(c, b), a)));
          expect(print(minimum(a, b, c))).toBe(print(minimum(minimum(c, b), a)));
          expect(print(maximum(a, minimum(a, b)))).toBe(print(a));
          expect(print(minimum(a, maximum(a, b)))).toBe(print(a));
          expect(print(maximum(a, a))).toBe(print(a));
        }),
      ),
    );
  });
});

describe('isNonNegative and isAtLeast', () => {
  test('go by form', () => {
    expect(isNonNegative(parse('2*A*B + floor(A/2) + 1'))).toBe(true);
    expect(isNonNegative(parse('max(A - 3, 0)'))).toBe(true);
    expect(isNonNegative(parse('min(A, 3)'))).toBe(true);
    expect(isNonNegative(parse('min(A - 3, B)'))).toBe(false);
    expect(isNonNegative(add(A, -1))).toBe(false);
    expect(isNonNegative(negate(A))).toBe(false);
    expect(isAtLeast(parse('2*A + B'), A)).toBe(true);
    expect(isAtLeast(A, B)).toBe(false);
    expect(isAtLeast(A, parse('A + 1'))).toBe(false);
    expect(isAtLeast(3, 2)).toBe(true);
  });

  test('agree with each other', () => {
    fc.assert(fc.property(dims, dims, (a, b) => isAtLeast(a, b) === isNonNegative(add(a, negate(b)))));
  });

  test('are true only of what holds for all values', () => {
    fc.assert(
      fc.property(dims, dims, values, (a, b, at) => {
        if (isNonNegative(a)) expect(evaluate(a, at) >= 0n).toBe(true);
        if (isAtLeast(add(a, b), b)) expect(evaluate(a, at) >= 0n).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('broadcast', () => {
  test.each<[Dim, Dim, Dim | undefined]>([
    [3, 3, 3],
    [1, 3, 3],
    [3, 1, 3],
    [3, 4, undefined],
    [0, 1, 0],
    [1, 0, 0],
    [0, 3, undefined],
    [A, 1, A],
    [1, A, A],
    [A, 3, 3],
    [3, A, 3],
    [A, 0, 0],
    [A, A, A],
    [A, B, maximum(A, B)],
    [2n ** 60n, 1, 2n ** 60n],
  ])('%o with %o', (a, b, expected) => {
    expect(broadcast(a, b)).toEqual(expected);
  });
});
