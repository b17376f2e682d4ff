import { describe, expect, it } from 'vitest';
import { add, negate, subtract, symbol } from '../../../src/dim/index.js';
import type { DType, Element } from '../../../src/ir/index.js';
import { castElement } from '../../../src/ops/elements/element-cast.js';

const H = symbol('H');
const halfOf = (numerator: typeof H): Element => ({ kind: 'fraction', numerator, denominator: 2 });

describe('castElement', () => {
  it.each<[string, Element, DType, DType, Element | undefined]>([
    ['cuts towards 0', 2.9, 'float32', 'int64', 2],
    ['cuts towards 0 from below', -2.9, 'float32', 'int64', -2],
    ['leaves a whole float', 2 ** 60, 'float32', 'int64', 2n ** 60n],
    ['cannot say what a float out of range becomes', 2 ** 63, 'float32', 'int64', undefined],
    ['nor a negative one', -1.5, 'float32', 'uint8', undefined],
    ['nor one of a narrow type', 300, 'float32', 'uint8', undefined],
    ['nor an infinite one', Infinity, 'float32', 'int32', undefined],
    ['nor NaN', NaN, 'float32', 'int32', undefined],
    ['drops the higher bits of an integer', 300, 'int32', 'uint8', 300 - 256],
    ['and its sign', 200, 'int32', 'int8', 200 - 256],
    ['reads -1 as the largest', -1, 'int64', 'uint64', 2n ** 64n - 1n],
    ['rounds to the float', 16777217, 'int64', 'float32', 16777216],
    ['rounds between floats', 0.1, 'float64', 'float32', Math.fround(0.1)],
    ['overflows to infinity', 1e6, 'float32', 'float16', Infinity],
    ['finds what is not 0 true', -0.5, 'float32', 'bool', true],
    ['and 0 false', 0, 'int64', 'bool', false],
    ['and NaN true', NaN, 'float32', 'bool', true],
    ['makes truth a number', true, 'bool', 'float32', 1],
    ['and falsehood', false, 'bool', 'int64', 0],
    ['reads texts', '-1.5e2', 'string', 'float32', -150],
    ['reads texts to integers', '42', 'string', 'int64', 42],
    ['reads infinity', '-INF', 'string', 'float32', -Infinity],
    ['reads NaN', 'NaN', 'string', 'float64', NaN],
    ['reads no other text', 'cat', 'string', 'float32', undefined],
    ['writes integers', 42, 'int64', 'string', '42'],
    ['cannot write floats, whose digits a runtime chooses', 1.5, 'float32', 'string', undefined],
    ['has no complex elements', 1, 'float32', 'complex64', undefined],
    ['keeps a symbol in a float', H, 'int64', 'float32', H],
    ['and in 32 bits', H, 'int64', 'int32', H],
    ['not in 8, where it may not fit', H, 'int64', 'int8', undefined],
    ['nor unsigned, where it may be negative', subtract(H, 1), 'int64', 'uint64', undefined],
    ['cannot tell whether a symbol is true', H, 'int64', 'bool', undefined],
    ['but one above 0 is', add(H, 1), 'int64', 'bool', true],
    ['keeps a fraction between floats', halfOf(H), 'float32', 'float16', halfOf(H)],
  ])('%s', (_, element, from, to, wanted) => {
    expect(castElement(element, from, to)).toEqual(wanted);
  });

  it('cuts a fraction towards 0', () => {
    expect(castElement(halfOf(H), 'float32', 'int64')).toMatchObject({ key: 'floor(H/2)' });
    const below = negate(H);
    expect(typeof below === 'object' && castElement(halfOf(below), 'float32', 'int64')).toMatchObject({
      key: '-floor(H/2)',
    });
  });
});
