import { describe, expect, it } from 'vitest';
import { SharedValues } from '../../../src/analysis/walk/shared-values.js';
import { add, symbol } from '../../../src/dim/index.js';
import type { DType, Element, Shape, Tensor, Value } from '../../../src/ir/index.js';

const n = symbol('N');
const tensor = (
  dtype: DType | undefined,
  shape: Shape | undefined,
  elements?: readonly (Element | undefined)[],
): Tensor => ({ kind: 'tensor', dtype, shape, ...(elements && { elements }) });

describe('shared values', () => {
  it.each<readonly [string, () => Tensor]>([
    ['a shape', () => tensor('float32', [2, 3])],
    ['a shape with formulas', () => tensor('float32', [symbol('N'), add(symbol('N'), 1)])],
    ['elements', () => tensor('int64', [3], [1, symbol('N'), undefined])],
    ['truth values', () => tensor('bool', [2], [true, false])],
    ['integers beyond 2^53', () => tensor('int64', [1], [2n ** 60n])],
    ['no dtype', () => tensor(undefined, [2])],
  ])('of %s are one', (_, make) => {
    const values = new SharedValues();
    const value = make();
    expect(values.of(value)).toBe(value);
    expect(values.of(make())).toBe(value);
  });

  it.each<readonly [string, Value, Value]>([
    ['dtypes', tensor('float32', [2]), tensor('float16', [2])],
    ['shapes', tensor('float32', [2, 3]), tensor('float32', [3, 2])],
    ['ranks', tensor('float32', [12]), tensor('float32', [1, 2])],
    ['a formula and its parts', tensor('int64', [2], [add(n, 1), 2]), tensor('int64', [3], [n, 1, 2])],
    ['elements and none', tensor('int64', [0], []), tensor('int64', [0])],
    ['0 and −0', tensor('float32', [], [0]), tensor('float32', [], [-0])],
    ['an element and one that is not known', tensor('int64', [1], [1]), tensor('int64', [1], [undefined])],
    ['a symbol of the name of a truth value', tensor('bool', [], [true]), tensor('bool', [], [symbol('true')])],
    [
      'a symbol with a blank in its name and two',
      tensor('int64', [2], [symbol('a'), symbol('b')]),
      tensor('int64', [2], [symbol('a b'), 1]),
    ],
    ['texts', tensor('string', [1], ['a b']), tensor('string', [2], ['a', 'b'])],
    ['ranks that are not known', tensor('float32', undefined), tensor('float32', undefined)],
  ])('differ in %s', (_, one, other) => {
    const values = new SharedValues();
    expect(values.of(one)).toBe(one);
    expect(values.of(other)).toBe(other);
  });
});
