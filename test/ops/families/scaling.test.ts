import { describe, expect, it } from 'vitest';
import { bind, symbol } from '../../../src/dim/index.js';
import { scaledLength } from '../../../src/ops/families/scaling.js';

const single = Math.fround;

describe('scaledLength', () => {
  it('multiplies in float32, where 10 × 0.7 is 7', () => {
    expect(scaledLength(10, single(0.7))).toBe(7);
    expect(scaledLength(3, single(1 / 3))).toBe(1);
    expect(scaledLength(7, 0.5)).toBe(3);
    expect(scaledLength(13, 2)).toBe(26);
  });

  it.each([0.5, 0.25, 1.5, 2, 0.7, 1 / 3, 4 / 3, 0.8, 1.2, 2 / 7, 0.875])(
    'reads a scale of %f as the fraction it stands for, the same for symbols',
    (scale) => {
      const symbolic = scaledLength(symbol('H'), single(scale));
      for (let H = 0; H <= 512; H++) {
        expect(symbolic !== undefined && bind(symbolic, new Map([['H', H]])), `${H} × ${scale}`).toBe(
          scaledLength(H, single(scale)),
        );
      }
    },
  );

  it.each([
    [1.3, 90, 117],
    [2.6, 45, 117],
  ])('gives no formula for a scale of %f: in float32 %d becomes less than %d', (scale, size, length) => {
    expect(scaledLength(size, single(scale))).toBe(length - 1);
    expect(scaledLength(symbol('H'), single(scale))).toBeUndefined();
  });

  it('takes scales that hold symbols', () => {
    const half = scaledLength(5, { kind: 'fraction', numerator: symbol('s'), denominator: 2 });
    expect(half !== undefined && bind(half, new Map([['s', 3]]))).toBe(Math.floor((5 * 3) / 2));
    expect(scaledLength(5, undefined)).toBeUndefined();
  });

  it.each([0, -1, NaN, Infinity])('refuses a scale of %f', (scale) => {
    expect(() => scaledLength(5, scale)).toThrow('a scale is');
  });

  it('refuses a length beyond the range of float32, which ends near 3.4e38', () => {
    expect(() => scaledLength(2 ** 40, 1e38)).toThrow('too long');
  });
});
