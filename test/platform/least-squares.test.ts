import { describe, expect, it } from 'vitest';
import { fitNonNegative } from '../../src/platform/least-squares.js';

const line = Array.from({ length: 20 }, (_, x) => ({ terms: [1, x], value: 3 + 2 * x, deviation: 0.1 }));

describe('fitNonNegative', () => {
  it('finds the coefficients of exact equations', () => {
    const [constant, slope] = fitNonNegative(line, 2);
    expect(constant).toBeCloseTo(3, 5);
    expect(slope).toBeCloseTo(2, 5);
  });

  it('gives outliers little weight', () => {
    const [, slope] = fitNonNegative([...line, { terms: [1, 10], value: 500, deviation: 0.1 }], 2);
    expect(slope).toBeGreaterThan(1.8);
    expect(slope).toBeLessThan(2.2);
  });

  it('leaves a coefficient that would be below zero at zero', () => {
    expect(
      fitNonNegative(
        line.map(({ terms, value }) => ({ terms, value: value - 20, deviation: 1 })),
        2,
      )[0],
    ).toBe(0);
  });
});
