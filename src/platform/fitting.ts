import { cholesky, halfLogDeterminant, inverseOf, solveLower, solveUpper } from './cholesky.js';
import type { Slope } from './minimise.js';

/** The priors of a length, the signal and the noise: logarithms, each with a standard deviation of 1. */
export const prior = { length: Math.log(2), signal: -1.2, noise: -3 };

/** Places to which a covariance is fitted, with what is made of them once for all steps. */
export class Fitting {
  readonly #axes: number;
  readonly #values: Float64Array;
  readonly #variances: Float64Array;
  /** The squared distances of all pairs along each axis. Pairs stand as in a lower triangle without its diagonal. */
  readonly #squares: Float64Array;
  readonly #matrix: Float64Array;
  readonly #decay: Float64Array;

  constructor(places: readonly Float64Array[], values: Float64Array, variances: Float64Array) {
    const size = places.length;
    this.#axes = places[0]?.length ?? 0;
    this.#values = values;
    this.#variances = variances;
    this.#squares = new Float64Array(((size * (size - 1)) / 2) * this.#axes);
    this.#matrix = new Float64Array(size * size);
    this.#decay = new Float64Array((size * (size - 1)) / 2);
    let at = 0;
    places.forEach((a, row) => {
      for (const b of places.slice(0, row)) {
        for (let axis = 0; axis < this.#axes; axis += 1) {
          this.#squares[at] = ((a[axis] ?? 0) - (b[axis] ?? 0)) ** 2;
          at += 1;
        }
      }
    });
  }

  /** Half the negative logarithm of the posterior of a covariance, and its slope. */
  unlikelihood(point: Float64Array): Slope {
    const gradient = new Float64Array(point.length);
    const size = this.#values.length;
    const [matrix, decay, squares, axes] = [this.#matrix, this.#decay, this.#squares, this.#axes];
    const signal = Math.exp(2 * (point[0] ?? 0));
    const noise = Math.exp(2 * (point[1] ?? 0));
    const rates = point.slice(2).map((length) => Math.exp(-2 * length));
    let pair = 0;
    let at = 0;
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < row; column += 1, pair += 1) {
        let distance = 0;
        for (let axis = 0; axis < axes; axis += 1, at += 1) distance += (squares[at] ?? 0) * (rates[axis] ?? 0);
        const root = Math.sqrt(3 * distance);
        const fall = signal * Math.exp(-root);
        decay[pair] = fall;
        matrix[row * size + column] = (1 + root) * fall;
      }
      matrix[row * size + row] = signal + noise + (this.#variances[row] ?? 0) + 1e-8;
    }
    const lower = cholesky({ size, elements: matrix });
    if (lower === undefined) return { value: Number.POSITIVE_INFINITY, gradient };
    const alpha = solveUpper(lower, solveLower(lower, this.#values));
    let value = halfLogDeterminant(lower);
    for (let row = 0; row < size; row += 1) value += 0.5 * (alpha[row] ?? 0) * (this.#values[row] ?? 0);
    const inverse = inverseOf(lower).elements;
    const slopes = new Float64Array(axes);
    let [ofSignal, ofNoise] = [0, 0];
    pair = 0;
    at = 0;
    for (let row = 0; row < size; row += 1) {
      const weightRow = alpha[row] ?? 0;
      for (let column = 0; column < row; column += 1, pair += 1) {
        // Twice a half, for the matrix is symmetric.
        const weight = (inverse[row * size + column] ?? 0) - weightRow * (alpha[column] ?? 0);
        ofSignal += 2 * weight * (matrix[row * size + column] ?? 0);
        const change = 3 * weight * (decay[pair] ?? 0);
        for (let axis = 0; axis < axes; axis += 1, at += 1) {
          slopes[axis] = (slopes[axis] ?? 0) + change * (squares[at] ?? 0);
        }
      }
      const weight = (inverse[row * size + row] ?? 0) - weightRow * weightRow;
      ofSignal += weight * signal;
      ofNoise += weight * noise;
    }
    gradient.set([ofSignal, ofNoise, ...slopes.map((slope, axis) => slope * (rates[axis] ?? 0))]);
    point.forEach((place, axis) => {
      const off = place - (axis === 0 ? prior.signal : axis === 1 ? prior.noise : prior.length);
      value += 0.5 * off * off;
      gradient[axis] = (gradient[axis] ?? 0) + off;
    });
    return { value, gradient };
  }
}
