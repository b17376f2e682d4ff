import { bitsOf } from '../ir/index.js';
import type { BinaryFold, UnaryFold } from './element-arithmetic.js';
import { isNumeric, wrap } from './element-number.js';

/** The bits that both integers have. */
export const intersectBits: BinaryFold = onBits((x, y) => x & y);

/** The bits that one of the integers has, or both. */
export const uniteBits: BinaryFold = onBits((x, y) => x | y);

/** The bits that one of the integers has and the other has not. */
export const differBits: BinaryFold = onBits((x, y) => x ^ y);

/** The bits that an integer does not have. */
export const invertBits: UnaryFold = (element, dtype) => (isNumeric(element) && dtype !== undefined ? wrap(~BigInt(element), dtype) : undefined);

/** x · 2^y in the width of x. */
export const shiftLeft: BinaryFold = onBits((x, y, bits) => (y < bits ? x << y : 0n));

/** x ÷ 2^y, rounded down. */
export const shiftRight: BinaryFold = onBits((x, y, bits) => x >> (y < bits ? y : bits));

function onBits(compute: (x: bigint, y: bigint, bits: bigint) => bigint): BinaryFold {
  return (a, b, dtype) => {
    const bits = dtype === undefined ? undefined : bitsOf(dtype);
    return isNumeric(a) && isNumeric(b) && dtype !== undefined && bits !== undefined ? wrap(compute(BigInt(a), BigInt(b), BigInt(bits)), dtype) : undefined;
  };
}
