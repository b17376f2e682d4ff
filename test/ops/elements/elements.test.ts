import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Element, RankedTensor } from '../../../src/ir/index.js';
import { foldElements, mapBroadcast, reduceElements, stridesOf } from '../../../src/ops/elements/elements.js';
import { positionsOf } from '../../../src/ops/families/strides.js';

const numbers = (shape: readonly number[], elements: readonly (Element | undefined)[]): RankedTensor => ({
  kind: 'tensor',
  dtype: 'int64',
  shape,
  elements,
});
const counting = (shape: readonly number[], start = 0): RankedTensor =>
  numbers(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index + start),
  );
const pair = (operands: readonly (Element | undefined)[]): string => operands.map(String).join(' ');

describe('mapBroadcast', () => {
  it('repeats an axis of length 1 and missing leading axes', () => {
    expect(mapBroadcast([counting([2, 1]), counting([3], 10)], [2, 3], pair)).toEqual([
      '0 10',
      '0 11',
      '0 12',
      '1 10',
      '1 11',
      '1 12',
    ]);
  });

  it('gives undefined for an input without elements, and for all nothing', () => {
    const unknown: RankedTensor = { kind: 'tensor', dtype: 'int64', shape: [symbol('N')] };
    expect(mapBroadcast([numbers([2], [7, 8]), unknown], [2], pair)).toEqual(['7 undefined', '8 undefined']);
    expect(mapBroadcast([unknown, unknown], [2], pair)).toBeUndefined();
    expect(mapBroadcast([counting([1]), unknown], [symbol('N')], pair)).toBeUndefined();
  });

  it('of scalars and of nothing', () => {
    expect(mapBroadcast([counting([]), counting([])], [], pair)).toEqual(['0 0']);
    expect(mapBroadcast([counting([0]), counting([1])], [0], pair)).toEqual([]);
    expect(mapBroadcast([counting([0])], [2 ** 40, 0], pair)).toEqual([]);
  });

  it('reads what index arithmetic reads', () => {
    const shapes = fc
      .array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
          fc.nat(shape.length),
        ),
      );
    fc.assert(
      fc.property(shapes, ([shape, repeated, dropped]) => {
        const inner = shape.map((size, axis) => (repeated[axis] === true ? 1 : size)).slice(dropped);
        const input = counting(inner);
        const wanted = positionsOf(shape).map((index) => {
          let offset = 0;
          inner.forEach((size, axis) => {
            offset = offset * size + (size === 1 ? 0 : (index[axis + dropped] ?? 0));
          });
          return offset;
        });
        expect(mapBroadcast([input], shape, ([element]) => element)).toEqual(wanted);
      }),
    );
  });
});

describe('reduceElements', () => {
  it('groups along the axes, in row-major order of the others', () => {
    const tensor = counting([2, 3, 2]);
    expect(reduceElements(tensor, [1], pair)).toEqual(['0 2 4', '1 3 5', '6 8 10', '7 9 11']);
    expect(reduceElements(tensor, [0, 2], pair)).toEqual(['0 1 6 7', '2 3 8 9', '4 5 10 11']);
    expect(reduceElements(tensor, [0, 1, 2], pair)).toEqual([
      Array.from({ length: 12 }, (_, index) => index).join(' '),
    ]);
    expect(reduceElements(counting([2]), [], pair)).toEqual(['0', '1']);
  });

  it('has empty groups where an axis is empty', () => {
    expect(reduceElements(counting([0, 2]), [0], pair)).toEqual(['', '']);
    expect(reduceElements(counting([0, 2]), [1], pair)).toEqual([]);
    expect(reduceElements(counting([0, 2 ** 40]), [1], pair)).toEqual([]);
  });
});

describe('foldElements', () => {
  const joined = (a: Element, b: Element): Element =>
    [a, b].map((element) => (typeof element === 'object' ? element.kind : String(element))).join('');

  it('goes from the left', () => {
    expect(foldElements([1, 2, 3], undefined, joined)).toBe('123');
    expect(foldElements([1, 2], 0, joined)).toBe('012');
    expect(foldElements([], 0, joined)).toBe(0);
    expect(foldElements([], undefined, joined)).toBeUndefined();
  });

  it('is unknown when a part is', () => {
    expect(foldElements([1, undefined, 3], undefined, joined)).toBeUndefined();
    expect(foldElements([1, 2, 3], undefined, () => undefined)).toBeUndefined();
  });
});

it('strides are the elements within an axis', () => {
  expect(stridesOf([2, 3, 4])).toEqual([3 * 4, 4, 1]);
  expect(stridesOf([])).toEqual([]);
});
