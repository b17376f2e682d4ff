import { cholesky, inverseAt, invertTriangle, solveLower, solveUpper } from './cholesky.js';
import type { SquareMatrix } from './cholesky.js';
import { Fitting, prior } from './fitting.js';
import { minimise } from './minimise.js';

/** A measured value at a place, and how far noise may have moved it. */
export interface Observation {
  readonly features: readonly number[];
  readonly value: number;
  /** The variance of the measurement itself. */
  readonly variance: number;
}

/**
 * How values vary with features: Matérn 3/2, a length a feature (Rasmussen and Williams, "Gaussian Processes for
 * Machine Learning", 4.17).
 */
export interface Covariance {
  /**
   * Features as they are compared: minus `centre`, over `scale`, over the feature's length. One that never varies has
   * no length.
   */
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  readonly lengths: readonly (number | null)[];
  /** The standard deviation of values far apart, and of equal features. */
  readonly signal: number;
  readonly noise: number;
  /** Far from all observations. */
  readonly mean: number;
}

/** A predicted value with its standard deviation. */
export interface Estimate {
  readonly value: number;
  readonly sigma: number;
}

/** Observations that the covariance is fitted to, unless fewer will do; fitting takes the cube of their number. */
const FITTED = 128;

/** The most likely covariance of some observations, given the priors (ibid., 5.8 and 5.9). */
export function fitCovariance(observations: readonly Observation[], most = FITTED): Covariance {
  const { centre, scale, varies } = spreadOf(observations);
  const mean = meanOf(observations);
  const flat = { centre, scale, mean };
  const few = spreadOut(observations, most);
  const axes = varies.flatMap((is, axis) => (is ? [axis] : []));
  const place = few.map(({ features }) =>
    Float64Array.from(axes, (axis) => ((features[axis] ?? 0) - (centre[axis] ?? 0)) / (scale[axis] ?? 1)),
  );
  const values = Float64Array.from(few, ({ value }) => value - mean);
  const variances = Float64Array.from(few, ({ variance }) => variance);
  const fitting = new Fitting(place, values, variances);
  const start = Float64Array.from([prior.signal, prior.noise, ...axes.map(() => prior.length)]);
  const found =
    few.length < 6 ? start : minimise((point) => fitting.unlikelihood(point), start, { steps: 40, tolerance: 0.02 });
  const lengths = centre.map((): number | null => null);
  axes.forEach((axis, position) => {
    lengths[axis] = rounded(Math.exp(found[position + 2] ?? 0));
  });
  return {
    ...flat,
    lengths,
    signal: rounded(Math.exp(found[0] ?? 0)),
    noise: rounded(Math.exp(found[1] ?? 0)),
  };
}

/** Predicts from observations and their covariance. */
export class GaussianProcess {
  readonly #covariance: Covariance;
  readonly #axes: readonly number[];
  readonly #places: readonly Float64Array[];
  readonly #lower: SquareMatrix;
  readonly #weights: Float64Array;

  constructor(observations: readonly Observation[], covariance: Covariance) {
    this.#covariance = covariance;
    this.#axes = covariance.lengths.flatMap((length, axis) => (length === null ? [] : [axis]));
    this.#places = observations.map(({ features }) => this.#placeOf(features));
    const size = observations.length;
    const elements = new Float64Array(size * size);
    observations.forEach(({ variance }, row) => {
      for (let column = 0; column < row; column += 1) elements[row * size + column] = this.#between(row, column);
      elements[row * size + row] = covariance.signal ** 2 + covariance.noise ** 2 + variance + 1e-8;
    });
    const lower = cholesky({ size, elements });
    if (lower === undefined) throw new Error('a covariance is positive definite by its noise');
    this.#lower = lower;
    this.#weights = solveUpper(
      lower,
      solveLower(
        lower,
        Float64Array.from(observations, ({ value }) => value - covariance.mean),
      ),
    );
  }

  /** The value at some features; its sigma holds what the fit leaves open and the noise of one kernel. */
  at(features: readonly number[]): Estimate {
    const { signal, noise, mean } = this.#covariance;
    const { near, open } = this.#explain(this.#placeOf(features));
    let value = mean;
    let explained = 0;
    for (let index = 0; index < near.length; index += 1) {
      value += (near[index] ?? 0) * (this.#weights[index] ?? 0);
      explained += (open[index] ?? 0) ** 2;
    }
    const sigma = Math.sqrt(Math.max(0, signal ** 2 - explained) + noise ** 2);
    return { value, sigma };
  }

  /**
   * How the errors of predictions at several places go together, noise apart: their covariance given the observations.
   */
  covariances(all: readonly (readonly number[])[]): readonly (readonly number[])[] {
    const places = all.map((features) => this.#placeOf(features));
    const explained = places.map((place) => this.#explain(place).open);
    return places.map((a, row) =>
      places.map((b, column) => {
        const [left, right] = [explained[row] ?? a, explained[column] ?? b];
        let sum = this.#covarianceOf(a, b);
        for (let index = 0; index < left.length; index += 1) sum -= (left[index] ?? 0) * (right[index] ?? 0);
        return sum;
      }),
    );
  }

  /**
   * For each group of observations, how far it lies from what all others say of it, in two sums: the inverse covariance
   * of its errors times the errors, and that inverse alone. A shift of the whole group is likely to be their quotient
   * (ibid., 5.12, for groups instead of single observations).
   */
  shiftsOf(groups: readonly number[]): ReadonlyMap<number, { readonly errors: number; readonly weight: number }> {
    const inverse = invertTriangle(this.#lower);
    const shifts = new Map<number, { errors: number; weight: number }>();
    for (let row = 0; row < inverse.size; row += 1) {
      const group = groups[row] ?? 0;
      const shift = shifts.get(group) ?? { errors: 0, weight: 0 };
      shifts.set(group, shift);
      shift.errors += this.#weights[row] ?? 0;
      for (let column = 0; column <= row; column += 1) {
        if (groups[column] === group) shift.weight += (column < row ? 2 : 1) * inverseAt(inverse, row, column);
      }
    }
    return shifts;
  }

  /**
   * For each observation, how far it lies above what all others say of it, and how far it is likely to (ibid., 5.12):
   * the standard deviation, its own noise included.
   */
  leftOut(): readonly { readonly residual: number; readonly deviation: number }[] {
    const inverse = invertTriangle(this.#lower);
    return Array.from(this.#weights, (weight, row) => {
      const precision = inverseAt(inverse, row, row);
      return { residual: weight / precision, deviation: 1 / Math.sqrt(precision) };
    });
  }

  /** The covariance of a place with the observations, and what they explain of it. */
  #explain(place: Float64Array): { readonly near: Float64Array; readonly open: Float64Array } {
    const near = Float64Array.from(this.#places, (other) => this.#covarianceOf(place, other));
    return { near, open: solveLower(this.#lower, near) };
  }

  #placeOf(features: readonly number[]): Float64Array {
    const { centre, scale, lengths } = this.#covariance;
    return Float64Array.from(
      this.#axes,
      (axis) => ((features[axis] ?? 0) - (centre[axis] ?? 0)) / ((scale[axis] ?? 1) * (lengths[axis] ?? 1)),
    );
  }

  #between(row: number, column: number): number {
    return this.#covarianceOf(this.#places[row] ?? new Float64Array(), this.#places[column] ?? new Float64Array());
  }

  #covarianceOf(a: Float64Array, b: Float64Array): number {
    let distance = 0;
    for (let axis = 0; axis < a.length; axis += 1) {
      const difference = (a[axis] ?? 0) - (b[axis] ?? 0);
      distance += difference * difference;
    }
    const root = Math.sqrt(3 * distance);
    return this.#covariance.signal ** 2 * (1 + root) * Math.exp(-root);
  }
}

function spreadOf(observations: readonly Observation[]): {
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  readonly varies: readonly boolean[];
} {
  const count = Math.max(1, observations.length);
  const width = observations[0]?.features.length ?? 0;
  const centre = Array.from({ length: width }, (_, axis) =>
    rounded(observations.reduce((sum, { features }) => sum + (features[axis] ?? 0), 0) / count),
  );
  const deviation = centre.map((middle, axis) =>
    Math.sqrt(observations.reduce((sum, { features }) => sum + ((features[axis] ?? 0) - middle) ** 2, 0) / count),
  );
  return {
    centre,
    scale: deviation.map((value) => (value < 1e-6 ? 1 : rounded(value))),
    varies: deviation.map((value) => value >= 1e-6),
  };
}

/** The mean, noisy values counting less. */
function meanOf(observations: readonly Observation[]): number {
  let sum = 0;
  let weights = 0;
  for (const { value, variance } of observations) {
    sum += value / (variance + 0.01);
    weights += 1 / (variance + 0.01);
  }
  return weights === 0 ? 0 : rounded(sum / weights);
}

/** So many of the items, evenly spread. */
export function spreadOut<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const step = items.length / count;
  return Array.from({ length: count }, (_, index) => items[Math.floor(index * step)]).filter(
    (item) => item !== undefined,
  );
}

/** Six digits: what a file keeps. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
