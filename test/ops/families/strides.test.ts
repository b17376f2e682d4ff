import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { RankedTensor } from '../../../src/ir/index.js';
import {
  elementAt,
  fillElements,
  gridOf,
  offsetOf,
  positionsOf,
  rearrange,
} from '../../../src/ops/families/strides.js';

const elements = [1, 2, 3, 4, 5, 6];
const tensor: RankedTensor = { kind: 'tensor', dtype: 'int64', shape: [2, 3], elements };

describe('positions and offsets', () => {
  it('walk every position in row-major order', () => {
    expect([...positionsOf([2, 3])]).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect([...positionsOf([2, 3])].map((position) => offsetOf(position, [2, 3]))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('have one position in a scalar and none where an axis is empty', () => {
    expect([...positionsOf([])]).toEqual([[]]);
    expect([...positionsOf([2, 0, 3])]).toEqual([]);
  });

  it('lie outside beyond an axis or in another rank', () => {
    expect(offsetOf([0, 3], [2, 3])).toBeUndefined();
    expect(offsetOf([-1, 0], [2, 3])).toBeUndefined();
    expect(offsetOf([0], [2, 3])).toBeUndefined();
  });
});

describe('elements', () => {
  it('are followed where they and the shape are known', () => {
    expect(gridOf(tensor)).toEqual({ shape: [2, 3], elements: [1, 2, 3, 4, 5, 6] });
    expect(gridOf({ kind: 'tensor', dtype: 'float32', shape: [2, 3] })).toBeUndefined();
    expect(gridOf(undefined)).toBeUndefined();
  });

  it('stand at their position', () => {
    expect(elementAt({ shape: [2, 3], elements }, [1, 0])).toBe(4);
    expect(elementAt({ shape: [2, 3], elements }, [2, 0])).toBeUndefined();
  });

  it('fill a shape by position, unless it holds a symbol', () => {
    expect(fillElements([2, 2], ([row = 0, column = 0]) => 10 * row + column)).toEqual([0, 1, 10, 11]);
    expect(fillElements([symbol('N')], () => 0)).toBeUndefined();
    expect(
      fillElements([2 ** 40], () => 0),
      'too many to follow',
    ).toBeUndefined();
  });

  it('are rearranged, unknown where they come from nowhere', () => {
    expect(rearrange(tensor, [3, 2], ([row = 0, column = 0]) => [column, row])).toEqual([1, 4, 2, 5, 3, 6]);
    expect(rearrange(tensor, [2], ([index = 0]) => (index === 0 ? [1, 2] : undefined))).toEqual([6, undefined]);
  });
});
