import { describe, expect, it } from 'vitest';
import { minimise } from '../../src/platform/minimise.js';

describe('minimise', () => {
  it("finds the minimum of Rosenbrock's valley at (1, 1)", () => {
    const found = minimise(
      ([x = 0, y = 0]) => ({
        value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
      }),
      Float64Array.of(-1.2, 1),
      { steps: 200, tolerance: 1e-14 },
    );
    expect(found[0]).toBeCloseTo(1, 4);
    expect(found[1]).toBeCloseTo(1, 4);
  });

  it('stays where the function is not defined', () => {
    const start = Float64Array.of(3);
    const undefinedThere = { value: Number.POSITIVE_INFINITY, gradient: Float64Array.of(1) };
    expect(minimise(() => undefinedThere, start, { steps: 5, tolerance: 0 })).toEqual(start);
  });
});
