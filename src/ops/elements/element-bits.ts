import { bitsOf } from '../../ir/index.js';
import type { Element } from '../../ir/index.js';
import type { BinaryFold, UnaryFold } from './element-arithmetic.js';
import { wrap } from './element-number.js';

/** The bits that both integers have. */
export const intersectBits: BinaryFold = onBits((x, y) => x & y);

/** The bits that one of the integers has, or both. */
export const uniteBits: BinaryFold = onBits((x, y) => x | y);

/** The bits that one of the integers has and the other has not. */
export const differBits: BinaryFold = onBits((x, y) => x ^ y);

/** The bits that an integer does not have. */
export const invertBits: UnaryFold = (element, dtype) => {
  const integer = integerOf(element);
  return integer === undefined || dtype === undefined ? undefined : wrap(~integer, dtype);
};

/** x · 2^y in the width of x. */
export const shiftLeft: BinaryFold = onBits((x, y, bits) => (y < 0n ? undefined : y < bits ? x << y : 0n));

/** x ÷ 2^y, rounded down. */
export const shiftRight: BinaryFold = onBits((x, y, bits) => (y < 0n ? undefined : x >> (y < bits ? y : bits)));

function onBits(compute: (x: bigint, y: bigint, bits: bigint) => bigint | undefined): BinaryFold {
  return (a, b, dtype) => {
    const [x, y] = [integerOf(a), integerOf(b)];
    const bits = dtype === undefined ? undefined : bitsOf(dtype);
    if (x === undefined || y === undefined || dtype === undefined || bits === undefined) return undefined;
    const result = compute(x, y, BigInt(bits));
    return result === undefined ? undefined : wrap(result, dtype);
  };
}

function integerOf(element: Element): bigint | undefined {
  if (typeof element === 'bigint') return element;
  return typeof element === 'number' && Number.isInteger(element) ? BigInt(element) : undefined;
}
