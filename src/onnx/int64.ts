/** The signed 64-bit integer of 28 low bits, 28 middle bits and 8 high bits: a number when that is exact. */
export function int64(low: number, middle: number, high: number): number | bigint {
  // Nearly all are small. The engine keeps an integer as one only if it is not made with larger numbers: what is added
  // and multiplied next is quicker then.
  if (high === 0 && middle < 8) return low | (middle << 28);
  // The sign bit is the top one of `high`; 0xff there is a small negative number.
  const signed = high >= 0x80 ? high - 0x100 : high;
  if (signed === -1) {
    // From the negative end: 2^56 + low would lose its last bits.
    const negative = -((0xfffffff - middle) * 2 ** 28 + (0x10000000 - low));
    if (Number.isSafeInteger(negative)) return negative;
  } else if (signed === 0) {
    const positive = middle * 2 ** 28 + low;
    if (Number.isSafeInteger(positive)) return positive;
  }
  return (BigInt(signed) << 56n) + (BigInt(middle) << 28n) + BigInt(low);
}
