import {
  add,
  ceilDivide,
  floorDivide,
  isNonNegative,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat, isInteger } from '../../ir/index.js';
import type { DType, Element } from '../../ir/index.js';
import {
  fit,
  isInt32,
  isNumeric,
  overCommonDenominator,
  ratioOf,
  roundHalfToEven,
  roundToType,
  wrap,
} from './element-number.js';
import type { Ratio } from './element-number.js';
import { elementBy, roundedOf, roundedStep } from './rounding.js';
import { divideAs, divideRatios, remainder, roundRatio, truncateByConstant, whole } from './ratio-arithmetic.js';

/** An operation on two elements of tensors of `dtype`; undefined when the result cannot be told. */
export type BinaryFold = (a: Element, b: Element, dtype: DType | undefined) => Element | undefined;

/** An operation on one element of a tensor of `dtype`; undefined when the result cannot be told. */
export type UnaryFold = (a: Element, dtype: DType | undefined) => Element | undefined;

/** a + b. */
export const addElements: BinaryFold = (a, b, dtype) =>
  combine(
    a,
    b,
    dtype,
    (x, y) => x + y,
    (x, y) => {
      const { left, right, denominator } = overCommonDenominator(x, y);
      return { numerator: add(left, right), denominator };
    },
  );

/** a − b. */
export const subtractElements: BinaryFold = (a, b, dtype) =>
  combine(
    a,
    b,
    dtype,
    (x, y) => x - y,
    (x, y) => {
      const { left, right, denominator } = overCommonDenominator(x, y);
      return { numerator: subtract(left, right), denominator };
    },
  );

/** a · b. */
export const multiplyElements: BinaryFold = (a, b, dtype) =>
  combine(
    a,
    b,
    dtype,
    (x, y) => x * y,
    (x, y) => ({
      numerator: multiply(x.numerator, y.numerator),
      denominator: x.denominator * y.denominator,
    }),
  );

/** a ÷ b: of integers rounded towards 0, of floating-point numbers exact while symbolic. */
export const divideElements: BinaryFold = (a, b, dtype) => {
  if (dtype !== undefined && isInteger(dtype)) {
    return combine(
      a,
      b,
      dtype,
      (x, y) => Math.trunc(x / y),
      (x, y) => whole(divideAs(truncateByConstant, x.numerator, y.numerator)),
    );
  }
  if (dtype === undefined || !isFloat(dtype)) return undefined;
  return combine(a, b, dtype, (x, y) => x / y, divideRatios);
};

/** The remainder of a ÷ b with the sign of b, as Python's `%`. */
export const floorModulo: BinaryFold = (a, b, dtype) =>
  combine(
    a,
    b,
    dtype,
    (x, y) => {
      const remainder = x % y;
      return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
    },
    (x, y) => remainder(x, y, (dividend, divisor) => divideAs(floorDivide, dividend, divisor)),
  );

/** The remainder of a ÷ b with the sign of a, as C's `fmod`. */
export const truncateModulo: BinaryFold = (a, b, dtype) =>
  combine(
    a,
    b,
    dtype,
    (x, y) => x % y,
    (x, y) => remainder(x, y, (dividend, divisor) => divideAs(truncateByConstant, dividend, divisor)),
  );

/** The greater of two; NaN if one is. */
export const greaterElement: BinaryFold = (a, b, dtype) => {
  if (isUnbounded(a) && !isNumeric(b)) return a > 0 ? a : b;
  if (isUnbounded(b) && !isNumeric(a)) return b > 0 ? b : a;
  return combine(a, b, dtype, Math.max, (x, y) => {
    const { left, right, denominator } = overCommonDenominator(x, y);
    return { numerator: maximum(left, right), denominator };
  });
};

/** The lesser of two; NaN if one is. */
export const lesserElement: BinaryFold = (a, b, dtype) => {
  if (isUnbounded(a) && !isNumeric(b)) return a > 0 ? b : a;
  if (isUnbounded(b) && !isNumeric(a)) return b > 0 ? a : b;
  return combine(a, b, dtype, Math.min, (x, y) => {
    const { left, right, denominator } = overCommonDenominator(x, y);
    return { numerator: minimum(left, right), denominator };
  });
};

/** a to the power b, in the type of a. A symbol can be raised to a known whole power. */
export const raiseElement: BinaryFold = (a, b, dtype) => {
  const power = isNumeric(b) ? Number(b) : undefined;
  if (power === undefined) return undefined;
  const whole = Number.isInteger(power) && power >= 0;
  if (isNumeric(a) && (!whole || (dtype !== undefined && isFloat(dtype)))) {
    const result = Number(a) ** power;
    return dtype !== undefined && isInteger(dtype) ? fitInteger(Math.trunc(result), dtype) : fit(result, dtype);
  }
  if (!whole || power > MAX_POWER) return undefined;
  const base = ratioOf(a, dtype);
  if (base === undefined) return undefined;
  return unlessTooLarge(() => {
    let numerator: Dim = 1;
    for (let count = 0; count < power; count++) numerator = multiply(numerator, base.numerator);
    const rounded = roundedOf(a) && roundedStep([a], [], dtype, (x) => x ** power);
    return elementBy({ numerator, denominator: base.denominator ** BigInt(power) }, dtype, rounded);
  });
};

/** No shape is computed with a higher power; 2^64 passes every integer type. */
const MAX_POWER = 64;

/** −a. */
export const negateElement: UnaryFold = (a, dtype) =>
  map(
    a,
    dtype,
    (x) => -x,
    (x) => ({ ...x, numerator: negate(x.numerator) }),
  );

/** |a|. */
export const absoluteElement: UnaryFold = (a, dtype) =>
  map(a, dtype, Math.abs, ({ numerator, denominator }) => ({
    numerator: isNonNegative(numerator) ? numerator : maximum(numerator, negate(numerator)),
    denominator,
  }));

/** −1, 0 or 1. */
export const signOfElement: UnaryFold = (a, dtype) =>
  map(
    a,
    dtype,
    (x) => (x === 0 ? 0 : Math.sign(x)),
    ({ numerator }) => whole(maximum(minimum(numerator, 1), -1)),
  );

/** a rounded down. */
export const floorElement: UnaryFold = (a, dtype) =>
  map(a, dtype, Math.floor, ({ numerator, denominator }) => whole(floorDivide(numerator, denominator)));

/** a rounded up. */
export const ceilElement: UnaryFold = (a, dtype) =>
  map(a, dtype, Math.ceil, ({ numerator, denominator }) => whole(ceilDivide(numerator, denominator)));

/** a rounded to the nearest integer, ties to the even one. */
export const roundElement: UnaryFold = (a, dtype) => map(a, dtype, roundHalfToEven, roundRatio);

/** a rounded towards 0. */
export const truncateElement: UnaryFold = (a, dtype) =>
  map(a, dtype, Math.trunc, ({ numerator, denominator }) => whole(truncateByConstant(numerator, denominator)));

/** A function of floating-point numbers, for numbers without symbols. */
export function numberFold(compute: (x: number) => number): UnaryFold {
  return (a, dtype) =>
    isNumeric(a) && dtype !== undefined && isFloat(dtype) ? roundToType(compute(Number(a)), dtype) : undefined;
}

function combine(
  a: Element,
  b: Element,
  dtype: DType | undefined,
  onNumbers: (x: number, y: number) => number,
  onRatios: (x: Ratio, y: Ratio) => Ratio | undefined,
): Element | undefined {
  if (isNumeric(a) && isNumeric(b) && dtype !== undefined && isFloat(dtype)) {
    return roundToType(onNumbers(Number(a), Number(b)), dtype);
  }
  // Nearly all shape arithmetic is of small integers, of which numbers give every safe result exactly.
  if (isInt32(a) && isInt32(b) && dtype !== undefined && isInteger(dtype)) {
    const result = onNumbers(a, b);
    if (Number.isSafeInteger(result)) return wrap(result, dtype);
  }
  const left = ratioOf(a, dtype);
  const right = ratioOf(b, dtype);
  if (left === undefined || right === undefined) return undefined;
  return unlessTooLarge(() => {
    const result = onRatios(left, right);
    if (result === undefined) return undefined;
    const isRounded = dtype !== undefined && isFloat(dtype);
    return elementBy(
      result,
      dtype,
      isRounded ? roundedStep([a, b], [left, right, result], dtype, onNumbers) : undefined,
    );
  });
}

function map(
  a: Element,
  dtype: DType | undefined,
  onNumber: (x: number) => number,
  onRatio: (x: Ratio) => Ratio,
): Element | undefined {
  if (isNumeric(a) && dtype !== undefined && isFloat(dtype)) return roundToType(onNumber(Number(a)), dtype);
  const ratio = ratioOf(a, dtype);
  if (ratio === undefined) return undefined;
  return unlessTooLarge(() => {
    const isRounded = roundedOf(a) !== undefined;
    return elementBy(onRatio(ratio), dtype, isRounded ? roundedStep([a], [], dtype, onNumber) : undefined);
  });
}

const GREATEST_LENGTH = 2n ** 63n - 1n;

/** Whether a number lies at or beyond the ends of int64, where no length lies: exporters write "no bound" so. */
function isUnbounded(element: Element): element is number | bigint {
  return isNumeric(element) && (element >= GREATEST_LENGTH || element <= -GREATEST_LENGTH);
}

function fitInteger(value: number, dtype: DType): number | bigint | undefined {
  return Number.isFinite(value) ? fit(BigInt(value), dtype) : undefined;
}
