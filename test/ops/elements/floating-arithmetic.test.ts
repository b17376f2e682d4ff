import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Element } from '../../../src/ir/index.js';
import {
  absoluteElement,
  addElements,
  ceilElement,
  divideElements,
  floorElement,
  greaterElement,
  lesserElement,
  multiplyElements,
  negateElement,
  numberFold,
  roundElement,
  signOfElement,
  subtractElements,
  truncateElement,
  truncateModulo,
} from '../../../src/ops/elements/element-arithmetic.js';
import type { BinaryFold, UnaryFold } from '../../../src/ops/elements/element-arithmetic.js';
import { bound, H, show } from '../../testers/open-elements.js';

describe('floating-point numbers with symbols', () => {
  /** Each on numbers exactly: the constants are multiples of 1/8, of which a double holds every one met here. */
  const constants = fc.integer({ min: -40, max: 40 }).map((eighths) => eighths / 8);
  const nearest = (x: number): number => {
    const floor = Math.floor(x);
    return x - floor < 0.5 || (x - floor === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  };
  const rounding: readonly (readonly [UnaryFold, (x: number) => number])[] = [
    [floorElement, Math.floor],
    [ceilElement, Math.ceil],
    [truncateElement, Math.trunc],
    [roundElement, nearest],
    [absoluteElement, Math.abs],
    [negateElement, (x) => -x],
    [signOfElement, Math.sign],
  ];
  const joining: readonly (readonly [BinaryFold, (x: number, y: number) => number])[] = [
    [addElements, (x, y) => x + y],
    [subtractElements, (x, y) => x - y],
    [multiplyElements, (x, y) => x * y],
    [greaterElement, Math.max],
    [lesserElement, Math.min],
  ];

  it('bound afterwards give what computing with the numbers gives', () => {
    const step = fc.oneof(
      fc
        .tuple(fc.constantFrom(...rounding))
        .map(([[fold, compute]]) => ({ fold: (x: Element) => fold(x, 'float64'), compute })),
      fc.tuple(fc.constantFrom(...joining), constants).map(([[fold, compute], by]) => ({
        fold: (x: Element) => fold(x, by, 'float64'),
        compute: (x: number) => compute(x, by),
      })),
      fc
        .constantFrom(2, 4, -8)
        .map((by) => ({ fold: (x: Element) => divideElements(x, by, 'float64'), compute: (x: number) => x / by })),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 300n }), fc.array(step, { maxLength: 6 }), (size, steps) => {
        let element: Element | undefined = H;
        let value = Number(size);
        for (const { fold, compute } of steps) {
          element = element === undefined ? undefined : fold(element);
          value = compute(value);
        }
        expect(element).toBeDefined();
        if (element !== undefined) expect(Number(bound(element, { H: size, W: 0n })) + 0).toBe(value + 0);
      }),
      { numRuns: 3000 },
    );
  });

  it('times a decimal fraction are what a runtime finds, or no formula where rounding steps in', () => {
    const formulaOf = (tenths: number): Element | undefined =>
      floorElement(multiplyElements(H, Math.fround(tenths / 10), 'float32') ?? '', 'float32');
    for (let tenths = 1; tenths <= 40; tenths++) {
      const formula = formulaOf(tenths);
      const inFloat32 = (size: number): number => Math.floor(Math.fround(size * Math.fround(tenths / 10)));
      const sizes = Array.from({ length: 4096 }, (_, size) => size);
      const isExact = sizes.every((size) => inFloat32(size) === Math.floor((size * tenths) / 10));
      expect(formula !== undefined, `${tenths}/10`).toBe(isExact);
      for (const size of formula === undefined ? [] : sizes.slice(0, 600)) {
        expect(bound(formula ?? '', { H: BigInt(size), W: 0n })).toBe(inFloat32(size));
      }
    }
    expect(show(formulaOf(7))).toBe('floor(7*H/10)');
    expect(formulaOf(13)).toBeUndefined(); // 90 · 1.3 is 116 in float32
  });

  it('that come back to whole numbers are formulas only where a runtime finds them whole', () => {
    const there = (divisor: number): Element | undefined => divideElements(H, divisor, 'float32');
    const back = (divisor: number): Element | undefined => multiplyElements(there(divisor) ?? '', divisor, 'float32');
    expect(show(back(3))).toBe('H');
    expect(Math.fround(Math.fround(31 / 14) * 14)).toBeLessThan(31);
    expect(back(14)).toBeUndefined();
  });

  it('known ones round to their type after every operation', () => {
    const third = Math.fround(1 / 3);
    expect(divideElements(1, 3, 'float32')).toBe(third);
    expect(multiplyElements(third, 3, 'float32')).toBe(Math.fround(third * 3));
    expect(addElements(0.1, 0.2, 'float64')).toBe(0.1 + 0.2);
    expect(numberFold(Math.sqrt)(2, 'float32')).toBe(Math.fround(Math.SQRT2));
    expect(addElements(16777216, 1, 'float32')).toBe(16777216);
    expect(floorElement(multiplyElements(10, Math.fround(0.7), 'float32') ?? '', 'float32')).toBe(7);
    expect(divideElements(1, 0, 'float32')).toBe(Infinity);
    expect(greaterElement(NaN, 1, 'float32')).toBeNaN();
    expect(truncateModulo(-7.5, 2, 'float32')).toBe(-1.5);
  });

  it('round to float16 and bfloat16 as IEEE 754 says', () => {
    const all = (exponentBits: number, fractionBits: number): number[] => {
      const bias = 2 ** (exponentBits - 1) - 1;
      const numbers: number[] = [];
      for (let code = 0; code < (2 ** exponentBits - 1) * 2 ** fractionBits; code++) {
        const exponent = Math.floor(code / 2 ** fractionBits);
        const fraction = (code % 2 ** fractionBits) / 2 ** fractionBits;
        numbers.push(exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
      }
      return numbers;
    };
    for (const [dtype, numbers] of [
      ['float16', all(5, 10)],
      ['bfloat16', all(8, 7)],
    ] as const) {
      const greatest = numbers.at(-1) ?? 0;
      for (const [code, number] of numbers.entries()) {
        expect([code, addElements(number, 0, dtype)]).toEqual([code, number]);
      }
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: numbers.length - 2 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (code, share) => {
            const [below, above] = [numbers[code] ?? 0, numbers[code + 1] ?? 0];
            const between = below + (above - below) * share;
            const middle = (below + above) / 2;
            const wanted = between < middle || (between === middle && code % 2 === 0) ? below : above;
            expect(addElements(between, 0, dtype)).toBe(wanted);
            expect(Number(addElements(-between, 0, dtype)) + 0).toBe(0 - wanted);
          },
        ),
      );
      expect(addElements(greatest * 2, 0, dtype)).toBe(Infinity);
    }
  });
});
