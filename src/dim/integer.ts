import { ExpressionTooLarge, MAX_COEFFICIENT_BITS, MAX_SUM_BITS } from './limits.js';

/**
 * An exact integer: a number where that is safe (below 2^53), a bigint only beyond. Equal integers are `===`.
 *
 * Sums and products below 2^31 are returned as `| 0` makes them. Otherwise the engine may keep such a number as a
 * floating-point one, and copies every object anew that has had it as an integer: a tenth of an analysis.
 */
export type Integer = number | bigint;

const LARGEST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const LARGEST = 1n << BigInt(MAX_COEFFICIENT_BITS);
const LARGEST_SUM = 1n << BigInt(MAX_SUM_BITS);

/** The one form of an integer. Throws RangeError on a fraction, NaN or an infinity. */
export function toInteger(value: number | bigint): Integer {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? value + 0 : BigInt(value); // + 0 turns -0 into 0
  }
  return value <= LARGEST_SAFE && value >= -LARGEST_SAFE ? Number(value) : value;
}

/** Throws ExpressionTooLarge beyond `MAX_SUM_BITS`. */
export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    const small = sum | 0;
    if (small === sum) return small;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  if (sum > LARGEST_SUM || sum < -LARGEST_SUM) {
    throw new ExpressionTooLarge(`a number of more than ${MAX_SUM_BITS} bits`);
  }
  return toInteger(sum);
}

/** Throws ExpressionTooLarge beyond `MAX_COEFFICIENT_BITS`. */
export function multiplyIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b; // exact whenever the rounded product is safe
    const small = product | 0;
    if (small === product) return small;
    if (Number.isSafeInteger(product)) return product;
  }
  // A sum may have more bits than a product may.
  if (a === 1 || a === -1) return a === 1 ? b : negateInteger(b);
  if (b === 1 || b === -1) return b === 1 ? a : negateInteger(a);
  const product = BigInt(a) * BigInt(b);
  if (product > LARGEST || product < -LARGEST) {
    throw new ExpressionTooLarge(`a number of more than ${MAX_COEFFICIENT_BITS} bits`);
  }
  return toInteger(product);
}

export function negateInteger(a: Integer): Integer {
  return typeof a === 'number' ? 0 - a : -a;
}

/** The remainder of a ÷ divisor in [0, divisor), for a positive divisor. */
export function moduloIntegers(a: Integer, divisor: Integer): Integer {
  if (typeof a === 'number' && typeof divisor === 'number') {
    const remainder = a % divisor;
    return remainder < 0 ? remainder + divisor : remainder + 0;
  }
  const remainder = BigInt(a) % BigInt(divisor);
  return toInteger(remainder < 0n ? remainder + BigInt(divisor) : remainder);
}

/** a ÷ divisor, rounded down, for a positive divisor. */
export function floorDivideIntegers(a: Integer, divisor: Integer): Integer {
  const multiple = addIntegers(a, negateInteger(moduloIntegers(a, divisor)));
  // Math.floor(a / divisor) would be wrong near 2^53, where the quotient rounds up; that of a multiple is exact.
  if (typeof multiple === 'number' && typeof divisor === 'number') return multiple / divisor;
  return toInteger(BigInt(multiple) / BigInt(divisor));
}

/** a ÷ b where that leaves no remainder. b is not 0. */
export function divideIntegersExactly(a: Integer, b: Integer): Integer | undefined {
  const divisor = b < 0 ? negateInteger(b) : b;
  if (moduloIntegers(a, divisor) !== 0) return undefined;
  const quotient = floorDivideIntegers(a, divisor);
  return b < 0 ? negateInteger(quotient) : quotient;
}

/** The greatest common divisor of two non-negative integers. */
export function greatestCommonDivisor(a: Integer, b: Integer): Integer {
  while (b !== 0) [a, b] = [b, moduloIntegers(a, b)];
  return a;
}
