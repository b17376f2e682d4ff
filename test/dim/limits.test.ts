import { describe, expect, test } from 'vitest';
import {
  add,
  bind,
  complexity,
  type Dim,
  equals,
  ExpressionTooLarge,
  floorDivide,
  isKnown,
  MAX_TERMS,
  maximum,
  minimum,
  multiply,
  parse,
  print,
  sum,
  symbol,
} from '../../src/dim/index.js';

function symbols(count: number, prefix = 's'): Dim[] {
  return Array.from({ length: count }, (_, i) => symbol(`${prefix}${i}`));
}

/** Applies an operation until it throws. */
function grow(from: Dim, step: (dim: Dim, i: number) => Dim): { last: Dim; error: unknown } {
  let last = from;
  for (let i = 0; i < 10_000; i++) {
    try {
      last = step(last, i);
    } catch (error) {
      return { last, error };
    }
  }
  return { last, error: undefined };
}

describe('expressions stay small', () => {
  test('a product of too many terms', () => {
    const side = sum(symbols(65));
    expect(() => multiply(side, sum(symbols(65, 't')))).toThrow(ExpressionTooLarge);
    expect(complexity(multiply(sum(symbols(64)), sum(symbols(64, 't'))))).toBe(MAX_TERMS);
  });

  test('repeated squaring, of a number and of a symbol', () => {
    expect(grow(3, (dim) => multiply(dim, dim)).error).toBeInstanceOf(ExpressionTooLarge);
    expect(grow(symbol('N'), (dim) => multiply(dim, dim)).error).toBeInstanceOf(ExpressionTooLarge);
  });

  test('doubling, by sums and by products, ends in a floating-point number, negated and printed as well', () => {
    for (const double of [(dim: Dim) => add(dim, dim), (dim: Dim) => multiply(2, dim)]) {
      const { last, error } = grow(3, double);
      expect(error).toBeInstanceOf(ExpressionTooLarge);
      expect(Number.isFinite(Number(print(sum([last, multiply(last, -1), last]))))).toBe(true);
      expect(equals(parse(print(last)), last)).toBe(true);
      const ofSymbol = grow(symbol('N'), double);
      expect(ofSymbol.error).toBeInstanceOf(ExpressionTooLarge);
      expect(equals(parse(print(ofSymbol.last)), ofSymbol.last)).toBe(true);
    }
  });

  test('a floor in which the last one stands twice, and one deeper than the rest', () => {
    const doubling = grow(symbol('N'), (dim) => floorDivide(multiply(add(dim, 1), floorDivide(add(dim, 2), 5)), 7));
    expect(doubling.error).toBeInstanceOf(ExpressionTooLarge);
    expect(complexity(doubling.last)).toBeLessThanOrEqual(2 * MAX_TERMS);
  });

  test('nesting, which can still be printed, parsed and bound just below the limit', () => {
    const { last, error } = grow(symbol('N'), (dim, i) =>
      i % 2 === 0 ? maximum(symbol(`a${i}`), add(dim, 1)) : minimum(symbol(`a${i}`), add(dim, -1)),
    );
    expect(error).toBeInstanceOf(ExpressionTooLarge);
    expect(equals(parse(print(last)), last)).toBe(true);
    expect(isKnown(bind(last, new Map([['N', 1], ...symbols(300, 'a').map((_, i) => [`a${i}`, 3] as const)])))).toBe(
      true,
    );
  });

  test('an extremum of too many arguments that cannot be compared', () => {
    expect(() => maximum(...symbols(5000))).toThrow(ExpressionTooLarge);
    const multiples = Array.from({ length: 5000 }, (_, i) => multiply(i + 1, symbol('N')));
    expect(print(maximum(...multiples))).toBe('5000*N');
    expect(print(minimum(...multiples))).toBe('N');
  });

  test('but a sum may have any number of terms', () => {
    expect(complexity(sum([...symbols(20_000), ...symbols(20_000), 1]))).toBe(20_001);
  });
});
