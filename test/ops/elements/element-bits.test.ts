import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import {
  differBits,
  intersectBits,
  invertBits,
  shiftLeft,
  shiftRight,
  uniteBits,
} from '../../../src/ops/elements/element-bits.js';

describe('bits of integers', () => {
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

  it("are those of JavaScript's 32-bit operators in int32", () => {
    fc.assert(
      fc.property(int32, int32, (a, b) => {
        expect([
          intersectBits(a, b, 'int32'),
          uniteBits(a, b, 'int32'),
          differBits(a, b, 'int32'),
          invertBits(a, 'int32'),
        ]).toEqual([a & b, a | b, a ^ b, ~a]);
      }),
    );
  });

  it('shift within the width of uint32', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 31 }), (a, by) => {
        expect([shiftLeft(a, by, 'uint32'), shiftRight(a, by, 'uint32')]).toEqual([(a << by) >>> 0, a >>> by]);
      }),
    );
    expect([shiftLeft(1, 8, 'uint8'), shiftLeft(1, 2 ** 40, 'uint64'), shiftRight(255, 9, 'uint8')]).toEqual([0, 0, 0]);
  });

  it('are unknown where a symbol is', () => {
    expect(intersectBits(symbol('N'), 1, 'int64')).toBeUndefined();
    expect(invertBits(symbol('N'), 'int64')).toBeUndefined();
  });

  it('are unknown of what is no integer, or shifted by less than nothing', () => {
    expect(uniteBits(0.5, 1, 'float32')).toBeUndefined();
    expect(shiftRight(1, -(2 ** 40), 'int64')).toBeUndefined();
    expect(shiftLeft(1, -1, 'int64')).toBeUndefined();
  });
});
