import type { Detail } from '../ops/index.js';

/** Values at several points; one value where they are all the same. */
export type Samples = readonly number[];

/**
 * The values that a layer makes of samples of its operands: element-wise functions point by point, a reduction over all
 * points. Undefined for a layer that is not elementary.
 */
export function evaluate(detail: Detail, operands: readonly Samples[]): Samples | undefined {
  if (detail.kind === 'reduction') return reduce(detail.function, operands);
  if (detail.kind === 'movement') return detail.function === 'cast' ? operands[0] : undefined;
  if (detail.kind !== 'elementwise') return undefined;
  const apply = pointwise(detail.function, detail.parameters ?? {});
  const [first, second] = operands;
  if (apply === undefined || first === undefined) return undefined;
  let points = 0;
  for (const { length } of operands) points = Math.max(points, length);
  const results: number[] = [];
  for (let point = 0; point < points; point++) {
    // Nearly all have one operand or two; a spread list takes several times as long.
    if (second === undefined) results.push(apply(sampleAt(first, point)));
    else if (operands.length === 2) results.push(apply(sampleAt(first, point), sampleAt(second, point)));
    else results.push(apply(...operands.map((samples) => sampleAt(samples, point))));
  }
  return results;
}

/** One of several samples, or the one that there is. */
function sampleAt(samples: Samples, point: number): number {
  return samples[samples.length === 1 ? 0 : point] ?? NaN;
}

function reduce(name: string, [samples]: readonly Samples[]): Samples | undefined {
  if (samples === undefined) return undefined;
  const sum = (list: Samples): number => list.reduce((total, value) => total + value, 0);
  const squares = samples.map((value) => value * value);
  switch (name) {
    case 'reducemean':
      return [sum(samples) / samples.length];
    case 'reducesum':
      return [sum(samples)];
    case 'reducesumsquare':
      return [sum(squares)];
    case 'reducel2':
      return [Math.sqrt(sum(squares))];
    default:
      return undefined;
  }
}

function pointwise(
  name: string,
  parameters: Readonly<Record<string, number>>,
): ((...operands: readonly number[]) => number) | undefined {
  if (name === 'clip') {
    // Bounds that no constant tells are undefined here; then the operands tell them.
    const { min, max } = parameters;
    return (x = NaN, low = min ?? -Infinity, high = max ?? Infinity) => Math.min(Math.max(x, low), high);
  }
  if (name === 'hardsigmoid') {
    const { alpha = NaN, beta = NaN } = parameters;
    return (x = NaN) => Math.min(Math.max(alpha * x + beta, 0), 1);
  }
  return functions[name];
}

const functions: Readonly<Record<string, (...operands: readonly number[]) => number>> = {
  add: (a = NaN, b = NaN) => a + b,
  sub: (a = NaN, b = NaN) => a - b,
  mul: (a = NaN, b = NaN) => a * b,
  div: (a = NaN, b = NaN) => a / b,
  pow: (a = NaN, b = NaN) => a ** b,
  sum: (...all) => all.reduce((total, value) => total + value, 0),
  max: (...all) => Math.max(...all),
  min: (...all) => Math.min(...all),
  neg: (x = NaN) => -x,
  abs: (x = NaN) => Math.abs(x),
  sqrt: (x = NaN) => Math.sqrt(x),
  reciprocal: (x = NaN) => 1 / x,
  exp: (x = NaN) => Math.exp(x),
  log: (x = NaN) => Math.log(x),
  tanh: (x = NaN) => Math.tanh(x),
  erf: (x = NaN) => erf(x),
  sigmoid: (x = NaN) => 1 / (1 + Math.exp(-x)),
  softplus: (x = NaN) => Math.log1p(Math.exp(x)),
  relu: (x = NaN) => Math.max(x, 0),
};

/** The error function to 1.5e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26). */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
