import { divideExactly, fromInteger, isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { bitsOf, isFloat, isInteger, isSigned } from '../../ir/index.js';
import type { DType, Element } from '../../ir/index.js';

/** A number that may hold symbols, exactly: numerator ÷ denominator. */
export interface Ratio {
  readonly numerator: Dim;
  /** Above 0. */
  readonly denominator: bigint;
}

/** Whether an element is a number without symbols. */
export function isNumeric(element: Element | undefined): element is number | bigint {
  return typeof element === 'number' || typeof element === 'bigint';
}

/** Whether an element is a number that 32 bits hold. */
export function isInt32(element: Element): element is number {
  return typeof element === 'number' && element === (element | 0);
}

/**
 * A numeric element as a ratio; undefined for texts, truth values, infinities and NaN. A floating-point number beside a
 * symbol stands for the simplest fraction that rounds to it (0.7 is 7/10, though its nearest float32 is a little less),
 * so that H·0.7 is a whole number where a runtime, which rounds the product, finds one.
 */
export function ratioOf(element: Element, dtype: DType | undefined): Ratio | undefined {
  switch (typeof element) {
    case 'bigint':
      return { numerator: element, denominator: 1n };
    case 'number':
      if (!Number.isFinite(element)) return undefined;
      return Number.isInteger(element)
        ? { numerator: fromInteger(element), denominator: 1n }
        : simplestRatio(element, dtype);
    case 'object':
      if (element.kind === 'condition') return undefined;
      return element.kind === 'fraction'
        ? { numerator: element.numerator, denominator: BigInt(element.denominator) }
        : { numerator: element, denominator: 1n };
    default:
      return undefined;
  }
}

/**
 * The element of a ratio in a tensor of `dtype`: rounded or wrapped when known, in lowest terms when symbolic;
 * undefined when it has no such element.
 */
export function elementOf({ numerator, denominator }: Ratio, dtype: DType | undefined): Element | undefined {
  if (denominator === 1n) return isKnown(numerator) ? fit(numerator, dtype) : numerator;
  const common = gcd(contentOf(numerator), denominator);
  const reduced = common === 1n ? numerator : divideExactly(numerator, fromInteger(common));
  const by = denominator / common;
  if (reduced === undefined) return undefined;
  if (by === 1n) return isKnown(reduced) ? fit(reduced, dtype) : reduced;
  if (dtype !== undefined && !isFloat(dtype)) return undefined;
  if (isKnown(reduced)) return roundToType(Number(reduced) / Number(by), dtype);
  return by <= BigInt(Number.MAX_SAFE_INTEGER)
    ? { kind: 'fraction', numerator: reduced, denominator: Number(by) }
    : undefined;
}

/** The known number as a tensor of `dtype` holds it. */
export function fit(value: number | bigint, dtype: DType | undefined): number | bigint | undefined {
  if (dtype === undefined) return typeof value === 'bigint' ? fromKnown(value) : value;
  if (isFloat(dtype)) return roundToType(Number(value), dtype);
  return isInteger(dtype) ? wrap(value, dtype) : undefined;
}

/** An integer in the width of `dtype`, its higher bits dropped. */
export function wrap(value: number | bigint, dtype: DType): number | bigint | undefined {
  const bits = bitsOf(dtype);
  if (bits === undefined || (typeof value === 'number' && !Number.isInteger(value))) return undefined;
  if (bits >= 32 && isInt32(value) && (isSigned(dtype) || value >= 0)) return value | 0;
  const integer = BigInt(value);
  return fromKnown(isSigned(dtype) ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer));
}

/**
 * A number rounded to the nearest of `dtype`, ties to even; undefined for formats of 8 bits and fewer, in which no
 * shape is computed.
 */
export function roundToType(value: number, dtype: DType | undefined): number | undefined {
  switch (dtype) {
    case undefined:
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'float16':
      return roundToBits(value, 11, -14, 65504);
    case 'bfloat16':
      return roundToBits(value, 8, -126, (2 - 2 ** -7) * 2 ** 127);
    default:
      return undefined;
  }
}

/** The greatest integer that divides every coefficient; 0 for 0. */
export function contentOf(dim: Dim): bigint {
  if (isKnown(dim)) return magnitude(BigInt(dim));
  let content = 0n;
  for (const { coefficient } of dim.terms) content = gcd(content, magnitude(BigInt(coefficient)));
  return content;
}

/** Two ratios over their common denominator. */
export function overCommonDenominator(
  a: Ratio,
  b: Ratio,
): { readonly left: Dim; readonly right: Dim; readonly denominator: bigint } {
  if (a.denominator === b.denominator) return { left: a.numerator, right: b.numerator, denominator: a.denominator };
  const common = gcd(a.denominator, b.denominator);
  return {
    left: multiply(a.numerator, fromInteger(b.denominator / common)),
    right: multiply(b.numerator, fromInteger(a.denominator / common)),
    denominator: (a.denominator / common) * b.denominator,
  };
}

/** Fractions with a larger denominator are taken for no fraction that a person wrote. */
const MAX_SIMPLE_DENOMINATOR = 4096;

function simplestRatio(value: number, dtype: DType | undefined): Ratio | undefined {
  // The convergents of a continued fraction hold every fraction closer to the value than 1/(2·denominator²), as the one
  // meant is.
  let [p0, q0, p1, q1] = [1, 0, Math.floor(value), 1];
  let rest = value - Math.floor(value);
  while (rest !== 0 && q1 <= MAX_SIMPLE_DENOMINATOR) {
    if (roundToType(p1 / q1, dtype) === value) break;
    const quotient = Math.floor(1 / rest);
    rest = 1 / rest - quotient;
    [p0, q0, p1, q1] = [p1, q1, quotient * p1 + p0, quotient * q1 + q0];
  }
  if (q1 <= MAX_SIMPLE_DENOMINATOR && roundToType(p1 / q1, dtype) === value) {
    return { numerator: p1, denominator: BigInt(q1) };
  }
  // Every finite number is a whole number of some power of two.
  let denominator = 1;
  while (!Number.isInteger(value * denominator) && denominator < 2 ** 52) denominator *= 2;
  return Number.isInteger(value * denominator)
    ? { numerator: fromInteger(value * denominator), denominator: BigInt(denominator) }
    : undefined;
}

/** Rounds to `precision` significant bits, fewer below the least normal exponent; infinite above the largest number. */
function roundToBits(value: number, precision: number, leastExponent: number, largest: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(exponentOf(value), leastExponent);
  const unit = 2 ** (exponent - precision + 1);
  const rounded = roundHalfToEven(value / unit) * unit;
  return Math.abs(rounded) > largest ? Math.sign(rounded) * Infinity : rounded;
}

/** The integer nearest to a number, the even one of two; -0 for numbers that round up to 0. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const above = value - floor;
  const up = above > 0.5 || (above === 0.5 && floor % 2 !== 0);
  return up ? (floor === -1 ? -0 : floor + 1) : floor;
}

/** The e with 2^e ≤ |value| < 2^(e+1). */
function exponentOf(value: number): number {
  let exponent = Math.floor(Math.log2(Math.abs(value)));
  if (2 ** exponent > Math.abs(value)) exponent--;
  if (2 ** (exponent + 1) <= Math.abs(value)) exponent++;
  return exponent;
}

function fromKnown(value: bigint): number | bigint {
  const dim = fromInteger(value);
  return isKnown(dim) ? dim : value;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
