import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  ceilDivide,
  type Dim,
  divideExactly,
  equals,
  floorDivide,
  fromInteger,
  multiply,
  parse,
  print,
  product,
  symbol,
} from '../../src/dim/index.js';
import { dims, divisors, floor, integers, unlessTooLarge } from './trees.js';

const H = symbol('H');
const W = symbol('W');
const half = floorDivide(H, 2);

function divided(text: string, divisor: number): string {
  return print(floorDivide(parse(text), divisor));
}

function exact(a: Dim, b: Dim): string | undefined {
  const quotient = divideExactly(a, b);
  return quotient === undefined ? undefined : print(quotient);
}

describe('floorDivide', () => {
  test('takes out what divides', () => {
    expect(divided('4*H + 6', 2)).toBe('2*H + 3');
    expect(divided('5*N + 3', 2)).toBe('2*N + floor((N + 1)/2) + 1');
    expect(divided('H + 8', 4)).toBe('floor(H/4) + 2');
  });

  test('leaves no negative coefficient under the floor', () => {
    expect(divided('H - 1', 2)).toBe('floor((H + 1)/2) - 1');
    expect(divided('-H', 2)).toBe('-H + floor(H/2)');
  });

  test('reduces by the common divisor', () => {
    expect(divided('2*N + 1', 4)).toBe('floor(N/2)');
    expect(divided('6*N + 9*H + 5', 12)).toBe('floor((3*H + 2*N + 1)/4)');
  });

  test('merges nested floors', () => {
    expect(print(floorDivide(half, 3))).toBe('floor(H/6)');
    expect(print(floorDivide(add(floorDivide(add(H, 1), 2), 1), 2))).toBe('floor((H + 3)/4)');
    expect(print(floorDivide(add(half, W), 2))).toBe('floor((H + 2*W)/4)');
  });

  test('gives every 3×3, stride 2, padding 1 layer of a stack one floor', () => {
    let size: Dim = H;
    for (let layer = 0; layer < 5; layer++) size = add(floorDivide(add(size, -1), 2), 1);
    expect(print(size)).toBe('floor((H + 31)/32)');
  });

  test('rejects a divisor that is not above 0', () => {
    expect(() => floorDivide(H, 0)).toThrow(RangeError);
    expect(() => ceilDivide(H, -2)).toThrow(RangeError);
    expect(() => floorDivide(6, 1.5)).toThrow(RangeError);
  });

  test('is exact on numbers', () => {
    expect(floorDivide(-7, 2)).toBe(-4);
    expect(ceilDivide(-7, 2)).toBe(-3);
    expect(floorDivide(Number.MAX_SAFE_INTEGER, 2)).toBe((Number.MAX_SAFE_INTEGER - 1) / 2);
    fc.assert(
      fc.property(integers, divisors, (a, divisor) => {
        expect(floorDivide(fromInteger(a), divisor)).toBe(fromInteger(floor(a, divisor)));
        expect(ceilDivide(fromInteger(a), divisor)).toBe(fromInteger(-floor(-a, divisor)));
      }),
    );
  });

  test('takes multiples of the divisor out of any dim', () => {
    fc.assert(
      fc.property(dims, dims, divisors, (a, b, divisor) =>
        unlessTooLarge(() => {
          const by = fromInteger(divisor);
          expect(print(floorDivide(add(multiply(a, by), b), divisor))).toBe(print(add(a, floorDivide(b, divisor))));
        }),
      ),
    );
  });
});

describe('divideExactly', () => {
  test('cancels factors', () => {
    expect(exact(parse('N*C*H'), parse('N*C'))).toBe('H');
    expect(exact(parse('H^2 - W^2'), parse('H + W'))).toBe('H - W');
    expect(divideExactly(parse('64*N'), parse('-32*N'))).toBe(-2);
    expect(exact(multiply(parse('N*(H + 1)'), half), half)).toBe('H*N + N');
    expect(divideExactly(12, 4)).toBe(3);
    expect(divideExactly(0, H)).toBe(0);
  });

  test('is undefined when a remainder is left or the divisor is 0', () => {
    for (const a of ['N + 1', 'H', '7', '3*H*N', 'N + floor(N/2)']) {
      expect(divideExactly(parse(a), parse('2*N'))).toBeUndefined();
    }
    for (const a of ['N', '0', '7']) expect(divideExactly(parse(a), 0)).toBeUndefined();
    expect(divideExactly(parse('2*N + 1'), 2)).toBeUndefined();
    expect(divideExactly(parse('N'), parse('N^2'))).toBeUndefined();
    expect(divideExactly(7, 2)).toBeUndefined();
  });

  test('undoes multiply', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        fc.pre(b !== 0);
        const back = divideExactly(
          unlessTooLarge(() => multiply(a, b)),
          b,
        );
        expect(back !== undefined && equals(back, a)).toBe(true);
      }),
    );
  });

  test('gives only true quotients', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        const quotient = divideExactly(a, b);
        if (quotient !== undefined) expect(print(product([quotient, b]))).toBe(print(a));
      }),
    );
  });
});
