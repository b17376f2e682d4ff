import { describe, expect, it } from 'vitest';
import { bind, subtract, symbol } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import { sliceLength, sliceStart } from '../../../src/ops/families/slicing.js';

/**
 * The indices that Slice's page says are taken, one by one; backwards, INT32_MAX is onnxruntime's "no end" as it is
 * forwards.
 */
function walk(length: number, start: number, end: number, step: number): number[] {
  const fromFront = (bound: number): number => (bound < 0 ? bound + length : bound);
  const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  const indices: number[] = [];
  if (length === 0) return indices;
  if (step > 0) {
    const to = clamp(fromFront(end), 0, length);
    for (let index = clamp(fromFront(start), 0, length); index < to; index += step) indices.push(index);
  } else {
    const to = end === 2 ** 31 - 1 ? -1 : clamp(fromFront(end), -1, length - 1);
    for (let index = clamp(fromFront(start), 0, length - 1); index > to; index += step) indices.push(index);
  }
  return indices;
}

const lengths = [0, 1, 2, 3, 4, 5, 7, 12];
const bounds = [-(2 ** 31), -9, -8, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 9, 2 ** 31 - 1];
const steps = [-3, -2, -1, 1, 2, 3];

describe('sliceLength', () => {
  const length = symbol('length');
  const at = (dim: Dim, values: Readonly<Record<string, number>>): Dim => bind(dim, new Map(Object.entries(values)));

  it('counts what a walk over the axis takes, for numbers and for a symbol bound later', () => {
    for (const start of bounds) {
      for (const end of bounds) {
        for (const step of steps) {
          const symbolic = sliceLength(length, start, end, step);
          for (const n of lengths) {
            const wanted = walk(n, start, end, step).length;
            expect(sliceLength(n, start, end, step), `${n}[${start}:${end}:${step}]`).toBe(wanted);
            expect(at(symbolic, { length: n }), `length[${start}:${end}:${step}] at ${n}`).toBe(wanted);
          }
        }
      }
    }
  });

  it('counts the same where a bound is length - k, below 0 on short axes', () => {
    for (const back of [0, 1, 2, 3, 4, 6]) {
      for (const other of bounds) {
        for (const step of steps) {
          const ended = sliceLength(length, other, subtract(length, back), step);
          const started = sliceLength(length, subtract(length, back), other, step);
          for (const n of lengths) {
            expect(at(ended, { length: n }), `length[${other}:length-${back}:${step}] at ${n}`).toBe(
              walk(n, other, n - back, step).length,
            );
            expect(at(started, { length: n }), `length[length-${back}:${other}:${step}] at ${n}`).toBe(
              walk(n, n - back, other, step).length,
            );
          }
        }
      }
    }
  });

  it('counts the same where both bounds are symbols of their own', () => {
    const symbolic = sliceLength(length, symbol('start'), symbol('end'), 2);
    for (const n of lengths) {
      for (const start of [0, 1, 3, 9]) {
        for (const end of [0, 2, 3, 5, 20]) {
          expect(at(symbolic, { length: n, start, end })).toBe(walk(n, start, end, 2).length);
        }
      }
    }
  });

  it('takes the bounds that exporters write for "to the end" without a minimum in the way', () => {
    expect(sliceLength(length, 0, 9223372036854775807n, 1)).toBe(length);
    expect(sliceLength(length, -1, -9223372036854775807n, -1)).toBe(length);
    expect(sliceLength(length, 0, length, 1)).toBe(length);
  });
});

describe('sliceStart', () => {
  it('is the first index of the walk', () => {
    for (const n of lengths) {
      for (const start of bounds) {
        for (const step of steps) {
          const [first] = walk(n, start, step > 0 ? 2 ** 31 : -(2 ** 31), step);
          if (first !== undefined) expect(sliceStart(n, start, step), `${n}[${start}::${step}]`).toBe(first);
        }
      }
    }
  });
});
