import {
  add,
  divideExactly,
  floorDivide,
  fromInteger,
  isAtLeast,
  isKnown,
  isNonNegative,
  maximum,
  multiply,
  negate,
  subtract,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { contentOf, overCommonDenominator } from './element-number.js';
import type { Ratio } from './element-number.js';

/** A whole number as a ratio. */
export function whole(numerator: Dim): Ratio;
export function whole(numerator: Dim | undefined): Ratio | undefined;
export function whole(numerator: Dim | undefined): Ratio | undefined {
  return numerator === undefined ? undefined : { numerator, denominator: 1n };
}

/** x ÷ y; by a symbol only where that leaves a polynomial with fractional coefficients. */
export function divideRatios(x: Ratio, y: Ratio): Ratio | undefined {
  const reduced = cancel(multiply(x.numerator, fromInteger(y.denominator)), y.numerator);
  return reduced && { numerator: reduced.dividend, denominator: x.denominator * reduced.divisor };
}

/**
 * Dividend ÷ divisor, rounded to an integer by `divide`; undefined when the divisor is 0 or has symbols that do not
 * cancel.
 */
export function divideAs(
  divide: (dividend: Dim, divisor: bigint) => Dim,
  dividend: Dim,
  divisor: Dim,
): Dim | undefined {
  const reduced = cancel(dividend, divisor);
  return reduced && divide(reduced.dividend, reduced.divisor);
}

/** The quotient with a known divisor above 0. */
function cancel(dividend: Dim, divisor: Dim): { readonly dividend: Dim; readonly divisor: bigint } | undefined {
  if (isKnown(divisor)) {
    if (divisor === 0) return undefined;
    return divisor < 0
      ? { dividend: negate(dividend), divisor: -BigInt(divisor) }
      : { dividend, divisor: BigInt(divisor) };
  }
  const content = contentOf(divisor);
  const primitive = divideExactly(divisor, fromInteger(content));
  const quotient = primitive === undefined ? undefined : divideExactly(dividend, primitive);
  return quotient === undefined ? undefined : { dividend: quotient, divisor: content };
}

/**
 * Dividend ÷ divisor > 0, rounded towards 0, exact whatever the symbols stand for: a floor where the dividend's form
 * shows its sign, else two.
 */
export function truncateByConstant(dividend: Dim, divisor: bigint): Dim {
  if (isNonNegative(dividend)) return floorDivide(dividend, divisor);
  const opposite = negate(dividend);
  if (isNonNegative(opposite)) return negate(floorDivide(opposite, divisor));
  const exact = divideExactly(dividend, fromInteger(divisor));
  if (exact !== undefined) return exact;
  const positive = floorDivide(maximum(dividend, 0), divisor);
  if (isAtLeast(add(dividend, fromInteger(divisor)), 1)) return positive;
  return subtract(positive, floorDivide(maximum(opposite, 0), divisor));
}

/** The remainder x − q·y, where `divide` gives the rounded quotient q of x and y. */
export function remainder(
  x: Ratio,
  y: Ratio,
  divide: (dividend: Dim, divisor: Dim) => Dim | undefined,
): Ratio | undefined {
  const { left, right, denominator } = overCommonDenominator(x, y);
  const quotient = divide(left, right);
  return quotient === undefined ? undefined : { numerator: subtract(left, multiply(quotient, right)), denominator };
}

/**
 * n/d to the nearest integer: half up, less the ties that this takes to an odd integer, which are the n that leave d/2
 * modulo 2d.
 */
export function roundRatio({ numerator, denominator }: Ratio): Ratio {
  if (denominator % 2n === 1n) {
    return whole(floorDivide(add(numerator, fromInteger((denominator - 1n) / 2n)), denominator));
  }
  const half = fromInteger(denominator / 2n);
  const past = subtract(numerator, half);
  const ties = subtract(floorDivide(past, 2n * denominator), floorDivide(subtract(past, 1), 2n * denominator));
  return whole(subtract(floorDivide(add(numerator, half), denominator), ties));
}
