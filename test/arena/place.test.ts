import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPieces } from '../../src/arena/index.js';
import type { Piece, Packing } from '../../src/arena/index.js';
import { createReplace, placeInOrder } from '../../src/arena/best-fit.js';
import { placeInExecutionOrder } from '../../src/arena/execution-order.js';
import { findOverlaps } from '../../src/arena/overlaps.js';
import { packedBytes } from '../../src/arena/place.js';

const piece = (bytes: number, from: number, to: number): Piece => ({ bytes, from, to });

/** Pieces of up to 2 KiB that live for up to 12 of 40 steps. */
const anyPieces = fc.array(
  fc
    .record({ bytes: fc.integer({ min: 0, max: 2048 }), from: fc.nat(40), steps: fc.nat(12) })
    .map(({ bytes, from, steps }) => piece(bytes, from, from + steps)),
  { maxLength: 60 },
);

/**
 * The steps in which some byte of the block belongs to two pieces, found step by step and independent of the packing.
 */
function stepsInConflict(pieces: readonly Piece[], { offsets }: Packing): readonly number[] {
  const last = Math.max(0, ...pieces.map(({ to }) => to));
  return Array.from({ length: last + 1 }, (_, step) => step).filter((step) => {
    const alive = pieces
      .map(({ bytes, from, to }, index) => ({
        from,
        to,
        start: offsets[index] ?? NaN,
        end: (offsets[index] ?? NaN) + bytes,
      }))
      .filter(({ from, to, start, end }) => from <= step && step <= to && end > start)
      .toSorted((left, right) => left.start - right.start);
    return alive.some(({ start }, index) => index > 0 && start < (alive[index - 1]?.end ?? 0));
  });
}

/** The most bytes needed in one step, by looking at each. */
function mostNeeded(pieces: readonly Piece[]): number {
  const last = Math.max(0, ...pieces.map(({ to }) => to));
  return Math.max(
    ...Array.from({ length: last + 1 }, (_, step) =>
      pieces.reduce((sum, { bytes, from, to }) => (from <= step && step <= to ? sum + bytes : sum), 0),
    ),
  );
}

describe('a packing', () => {
  it('never lets pieces overlap that are needed in the same step, aligns each, and holds all', () => {
    fc.assert(
      fc.property(anyPieces, fc.constantFrom(1, 16, 64, 256), (pieces, alignment) => {
        const packing = packPieces(pieces, alignment);
        expect(stepsInConflict(pieces, packing)).toEqual([]);
        expect(Array.from(packing.offsets).every((offset) => offset >= 0 && offset % alignment === 0)).toBe(true);
        const end = Math.max(0, ...pieces.map(({ bytes }, index) => (packing.offsets[index] ?? NaN) + bytes));
        expect(packing.bytes).toBeGreaterThanOrEqual(end);
        expect(packing.bytes - end).toBeLessThan(alignment);
        expect(packing.bytes).toBeGreaterThanOrEqual(packing.lowerBound);
        expect(packing.lowerBound).toBe(
          mostNeeded(pieces.map((each) => ({ ...each, bytes: Math.ceil(each.bytes / alignment) * alignment }))),
        );
      }),
    );
  });

  it('is the same whenever it is asked for', () => {
    fc.assert(
      fc.property(anyPieces, (pieces) => {
        expect(packPieces(pieces)).toEqual(packPieces(pieces));
      }),
      { numRuns: 20 },
    );
  });

  it('has the size that is told without the places', () => {
    fc.assert(
      fc.property(anyPieces, fc.constantFrom(1, 64), (pieces, alignment) => {
        expect(packedBytes(pieces, alignment)).toBe(packPieces(pieces, alignment).bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('placed again after some pieces moved is that of placing all anew', () => {
    const moves = fc.array(fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(anyPieces, moves, (pieces, rounds) => {
        const overlaps = findOverlaps(pieces, Infinity);
        if (overlaps === undefined) throw new Error('there are never so many pairs');
        let order: readonly number[] = pieces.map((_, index) => index);
        const replace = createReplace(pieces, overlaps, placeInOrder(pieces, order, overlaps));
        for (const round of pieces.length === 0 ? [] : rounds) {
          const moved = new Set<number>();
          for (const [which, where] of round) {
            const from = which % pieces.length;
            const to = where % (from + 1);
            const index = order[from] ?? 0;
            order = [...order.slice(0, to), index, ...order.slice(to, from), ...order.slice(from + 1)];
            moved.add(index);
          }
          expect(replace(order, [...moved])).toEqual(placeInOrder(pieces, order, overlaps));
        }
      }),
    );
  });

  it('of nothing is empty', () => {
    expect(packPieces([])).toEqual({ bytes: 0, offsets: [], lowerBound: 0 });
    expect(packedBytes([])).toBe(0);
  });

  it('reaches the lower bound where neither the largest first nor execution order does', () => {
    const pieces = [piece(6, 3, 3), piece(4, 3, 5), piece(4, 4, 6), piece(4, 4, 5), piece(4, 1, 2)];
    const overlaps = findOverlaps(pieces, 100);
    if (overlaps === undefined) throw new Error('there are 5 pairs');
    expect(placeInOrder(pieces, [0, 1, 2, 3, 4], overlaps).bytes, 'the 4 of step 3 lies above the 6').toBe(14);
    expect(placeInExecutionOrder(pieces).bytes).toBe(14);
    expect(packPieces(pieces, 1)).toMatchObject({ bytes: 12, lowerBound: 12 });
  });

  it('of too many overlaps to try orders is one in execution order', () => {
    const pieces = Array.from({ length: 3000 }, (_, index) =>
      piece(64 * (1 + (index % 7)), index, 3000 + (index % 11)),
    );
    const packing = packPieces(pieces);
    expect(packing.lowerBound).toBe(mostNeeded(pieces.filter((_, index) => index < 3000)));
    expect(packing.bytes, 'all live to the end').toBe(pieces.reduce((sum, { bytes }) => sum + bytes, 0));
  });
});
