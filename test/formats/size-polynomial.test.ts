import { describe, expect, it } from 'vitest';
import { polynomialText, polynomialThrough } from '../../src/formats/html/page/size-polynomial.js';

describe('the polynomial through the figures of a list of sizes', () => {
  const at = (sizes: readonly number[], value: (x: number) => number) =>
    polynomialThrough(sizes.map((x) => ({ x, y: value(x) })));

  it('is the one of least degree that another point confirms', () => {
    expect(at([1, 8, 32], () => 5)).toEqual([5]);
    expect(at([1, 8, 32], (x) => 442_528 * x + 7)).toEqual([7, 442_528]);
    expect(at([128, 256, 512, 1024], (x) => 3 * x * x + 2 * x + 1)).toEqual([1, 2, 3]);
    expect(at([1, 2, 3, 5, 8], (x) => x ** 3 - x)).toEqual([0, -1, 0, 1]);
  });

  it('is none where no point is left to confirm it, or it is not of whole numbers', () => {
    expect(at([1, 2], (x) => x)).toBeUndefined();
    expect(at([1, 2, 3], (x) => x * x)).toBeUndefined();
    expect(at([2, 4, 6], (x) => x / 4)).toBeUndefined();
    expect(at([1, 2, 3, 4], (x) => Math.max(10, 3 * x))).toBeUndefined();
  });

  it('is written with its highest power first', () => {
    expect(polynomialText([7, -3, 512], 'N')).toBe('512·N² − 3·N + 7');
    expect(polynomialText([0, 1], 'N')).toBe('N');
    expect(polynomialText([0], 'N')).toBe('0');
  });
});
