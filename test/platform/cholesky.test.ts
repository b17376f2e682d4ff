import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky, halfLogDeterminant, inverseOf, solveLower, solveUpper } from '../../src/platform/cholesky.js';

/** A = B·Bᵀ + size·I, which is positive definite whatever B holds. */
function definite(size: number, values: readonly number[]): Float64Array {
  const at = (row: number, column: number): number => values[(row * size + column) % values.length] ?? 0;
  return Float64Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    let sum = row === column ? size : 0;
    for (let k = 0; k < size; k += 1) sum += at(row, k) * at(column, k);
    return sum;
  });
}

const matrices = fc
  .tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 7, maxLength: 50 }),
  )
  .map(([size, values]) => ({ size, elements: definite(size, values) }));

describe('cholesky', () => {
  it('gives [[2, 0], [1, 2]] for [[4, 2], [2, 5]]', () => {
    const lower = cholesky({ size: 2, elements: Float64Array.of(4, 2, 2, 5) });
    expect([...lower!.elements]).toEqual([2, 0, 1, 2]);
    expect(halfLogDeterminant(lower!)).toBeCloseTo(Math.log(16) / 2);
  });

  it('has no answer for a matrix that is not positive definite', () => {
    expect(cholesky({ size: 2, elements: Float64Array.of(1, 2, 2, 1) })).toBeUndefined();
  });

  it('solves A·x = b and inverts A', () => {
    fc.assert(
      fc.property(matrices, ({ size, elements }) => {
        const lower = cholesky({ size, elements })!;
        const wanted = Float64Array.from({ length: size }, (_, index) => index - 2.5);
        const b = wanted.map((_, row) =>
          wanted.reduce((sum, value, column) => sum + (elements[row * size + column] ?? 0) * value, 0),
        );
        const x = solveUpper(lower, solveLower(lower, b));
        x.forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, 6));
        const inverse = inverseOf(lower).elements;
        for (let row = 0; row < size; row += 1) {
          let sum = 0;
          for (let k = 0; k < size; k += 1) {
            sum += (elements[row * size + k] ?? 0) * (inverse[Math.max(k, row) * size + Math.min(k, row)] ?? 0);
          }
          expect(sum).toBeCloseTo(1, 6);
        }
      }),
    );
  });
});
