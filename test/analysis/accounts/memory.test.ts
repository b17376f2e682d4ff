import { describe, expect, it } from 'vitest';
import { elementsOf } from '../../../src/analysis/index.js';
import { multiply, symbol } from '../../../src/dim/index.js';
import { f32, unranked } from '../../testers/test-op.js';

describe('elementsOf', () => {
  it("multiplies a tensor's dimensions", () => {
    expect(elementsOf(f32(2, 3, 4))).toBe(2 * 3 * 4);
    expect(elementsOf(f32())).toBe(1);
    expect(elementsOf(unranked('float32'))).toBeUndefined();
  });

  it('adds up the known items of a sequence, each of its own size', () => {
    const items = [f32(2, 3), f32(5, 3)];
    expect(elementsOf({ kind: 'sequence', element: f32(symbol('rows'), 3), length: 2, items })).toBe(2 * 3 + 5 * 3);
    expect(elementsOf({ kind: 'sequence', element: undefined, length: 0, items: [] })).toBe(0);
  });

  it('counts a sequence of unknown items by what all of them are', () => {
    expect(elementsOf({ kind: 'sequence', element: f32(2, 3), length: symbol('n') })).toEqual(
      multiply(2 * 3, symbol('n')),
    );
    expect(elementsOf({ kind: 'sequence', element: f32(2, 3), length: undefined })).toBeUndefined();
  });

  it('counts nothing for an optional that is empty', () => {
    expect(elementsOf({ kind: 'optional', element: f32(2, 3), present: false })).toBe(0);
    expect(elementsOf({ kind: 'optional', element: f32(2, 3) })).toBe(2 * 3);
  });
});
