import { cholesky, solveLower, solveUpper } from './cholesky.js';

/** An equation: the terms, each times its coefficient, add up to the value, give or take the deviation. */
export interface Equation {
  readonly terms: readonly number[];
  readonly value: number;
  readonly deviation: number;
}

/**
 * The coefficients that fit the equations best, none below zero, outliers counting little: least squares over the
 * active coefficients (Lawson and Hanson, "Solving Least Squares Problems", chapter 23), weighted anew by Huber's rule
 * until they settle.
 */
export function fitNonNegative(equations: readonly Equation[], count: number): readonly number[] {
  let coefficients = new Array<number>(count).fill(0);
  let weights = equations.map(() => 1);
  for (let round = 0; round < 20; round += 1) {
    coefficients = nonNegative(equations, weights, count);
    weights = equations.map(({ terms, value, deviation }) => {
      const miss = Math.abs(value - dot(terms, coefficients)) / deviation;
      return miss <= 1 ? 1 : 1 / miss;
    });
  }
  return coefficients;
}

function nonNegative(equations: readonly Equation[], weights: readonly number[], count: number): number[] {
  let active = Array.from({ length: count }, (_, index) => index);
  while (active.length > 0) {
    const solution = solve(equations, weights, active);
    const worst = solution.reduce((least, value, index) => (value < (solution[least] ?? 0) ? index : least), 0);
    if ((solution[worst] ?? 0) >= 0) {
      const coefficients = new Array<number>(count).fill(0);
      active.forEach((column, index) => {
        coefficients[column] = solution[index] ?? 0;
      });
      return coefficients;
    }
    active = active.filter((_, index) => index !== worst);
  }
  return new Array<number>(count).fill(0);
}

/**
 * The normal equations of some columns, each scaled to its size and held a little towards zero, so that columns that
 * say one thing share it.
 */
function solve(
  equations: readonly Equation[],
  weights: readonly number[],
  columns: readonly number[],
): readonly number[] {
  const size = columns.length;
  const elements = new Float64Array(size * size);
  const right = new Float64Array(size);
  equations.forEach(({ terms, value, deviation }, index) => {
    const weight = (weights[index] ?? 0) / deviation ** 2;
    columns.forEach((column, row) => {
      const term = terms[column] ?? 0;
      right[row] = (right[row] ?? 0) + weight * term * value;
      columns.forEach((other, place) => {
        elements[row * size + place] = (elements[row * size + place] ?? 0) + weight * term * (terms[other] ?? 0);
      });
    });
  });
  for (let row = 0; row < size; row += 1) {
    elements[row * size + row] = (elements[row * size + row] ?? 0) * (1 + 1e-9) + 1e-12;
  }
  const lower = cholesky({ size, elements });
  return lower === undefined ? columns.map(() => 0) : [...solveUpper(lower, solveLower(lower, right))];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
