import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, bind, fromInteger, isKnown, print, subtract, symbol } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import type { DType, Element } from '../../../src/ir/index.js';
import {
  absoluteElement,
  addElements,
  ceilElement,
  divideElements,
  floorElement,
  floorModulo,
  greaterElement,
  lesserElement,
  multiplyElements,
  negateElement,
  numberFold,
  raiseElement,
  roundElement,
  signOfElement,
  subtractElements,
  truncateElement,
  truncateModulo,
} from '../../../src/ops/elements/element-arithmetic.js';
import type { BinaryFold, UnaryFold } from '../../../src/ops/elements/element-arithmetic.js';
import { castElement } from '../../../src/ops/elements/element-cast.js';
import {
  equalElements,
  greaterElements,
  lessElements,
  lessOrEqualElements,
  notElement,
} from '../../../src/ops/elements/element-comparison.js';

const H = symbol('H');
const W = symbol('W');
const show = (element: Element | undefined): string =>
  typeof element === 'object'
    ? element.kind === 'fraction'
      ? `(${print(element.numerator)})/${element.denominator}`
      : element.kind === 'condition'
        ? element.all.map((dim) => `${print(dim)} ≥ 0`).join(' and ')
        : print(element)
    : String(element);

describe('what exporters write between a shape and a size', () => {
  const steps = (start: Element, ...folds: readonly ((element: Element) => Element | undefined)[]): string => {
    let element: Element | undefined = start;
    for (const fold of folds) element = element === undefined ? undefined : fold(element);
    return show(element);
  };
  const toFloat = (element: Element): Element | undefined => castElement(element, 'int64', 'float32');
  const toInteger = (element: Element): Element | undefined => castElement(element, 'float32', 'int64');

  it.each([
    ['Cast, Mul by 0.5, Floor, Cast', (x: Element) => multiplyElements(x, 0.5, 'float32'), floorElement, 'floor(H/2)'],
    ['Cast, Mul by 2, Floor, Cast', (x: Element) => multiplyElements(x, 2, 'float32'), floorElement, '2*H'],
    [
      'Cast, Mul by 0.7, Floor, Cast',
      (x: Element) => multiplyElements(x, Math.fround(0.7), 'float32'),
      floorElement,
      'floor(7*H/10)',
    ],
    ['Cast, Div by 3, Ceil, Cast', (x: Element) => divideElements(x, 3, 'float32'), ceilElement, 'floor((H + 2)/3)'],
    [
      'Cast, Div by 3 as float32 of its inverse, Floor, Cast',
      (x: Element) => multiplyElements(x, Math.fround(1 / 3), 'float32'),
      floorElement,
      'floor(H/3)',
    ],
    [
      'Cast, Mul by 1.5, Cast',
      (x: Element) => multiplyElements(x, 1.5, 'float32'),
      (x: Element) => x,
      'H + floor(H/2)',
    ],
  ])('%s', (_, scale, round, wanted) => {
    expect(steps(H, toFloat, scale, (x) => round(x, 'float32'), toInteger)).toBe(wanted);
  });

  it('a ratio of sizes', () => {
    expect(show(divideElements(multiplyElements(H, 2, 'float32') ?? '', H, 'float32'))).toBe('2');
    expect(show(divideElements(floorElement(H, 'float32') ?? '', add(H, H), 'float32'))).toBe('0.5');
    expect(divideElements(H, W, 'float32')).toBeUndefined();
  });

  it('integer division by what cancels', () => {
    const size = multiplyElements(multiplyElements(H, W, 'int64') ?? '', 64, 'int64') ?? '';
    expect(show(divideElements(size, multiplyElements(W, 8, 'int64') ?? '', 'int64'))).toBe('8*H');
    expect(divideElements(H, W, 'int64')).toBeUndefined();
    expect(divideElements(H, 0, 'int64')).toBeUndefined();
  });

  it('bounds that mean none', () => {
    expect(lesserElement(H, 9223372036854775807n, 'int64')).toBe(H);
    expect(lesserElement(3.4028234663852886e38, H, 'float32')).toBe(H);
    expect(greaterElement(H, -Infinity, 'float32')).toBe(H);
    expect(greaterElement(Infinity, H, 'float32')).toBe(Infinity);
  });
});

/** Integer operations and what they are on numbers (C++ and Python). */
const modulo = (x: bigint, y: bigint): bigint => ((x % y) + y) % y;
const binaries: readonly (readonly [BinaryFold, (x: bigint, y: bigint) => bigint | undefined])[] = [
  [addElements, (x, y) => x + y],
  [subtractElements, (x, y) => x - y],
  [multiplyElements, (x, y) => x * y],
  [divideElements, (x, y) => (y === 0n ? undefined : x / y)],
  [truncateModulo, (x, y) => (y === 0n ? undefined : x % y)],
  [floorModulo, (x, y) => (y === 0n ? undefined : y > 0n ? modulo(x, y) : -modulo(-x, -y))],
  [greaterElement, (x, y) => (x > y ? x : y)],
  [lesserElement, (x, y) => (x < y ? x : y)],
];
const unaries: readonly (readonly [UnaryFold, (x: bigint) => bigint])[] = [
  [negateElement, (x) => -x],
  [absoluteElement, (x) => (x < 0n ? -x : x)],
  [signOfElement, (x) => (x < 0n ? -1n : x > 0n ? 1n : 0n)],
];

interface Pair {
  readonly element: Element | undefined;
  readonly value: bigint | undefined;
}

const valuesOf = fc.record({ H: fc.bigInt({ min: 0n, max: 60n }), W: fc.bigInt({ min: 0n, max: 60n }) });

/** An integer computation: its symbolic result beside its result for given numbers. */
const computation = (values: { readonly H: bigint; readonly W: bigint }): fc.Arbitrary<Pair> =>
  fc.letrec<{ tree: Pair }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Pair>({ element: H, value: values.H }, { element: W, value: values.W }),
      fc.integer({ min: -9, max: 9 }).map((number): Pair => ({ element: number, value: BigInt(number) })),
      fc.tuple(fc.constantFrom(...binaries), tie('tree'), tie('tree')).map(([[fold, compute], a, b]): Pair => ({
        element: a.element === undefined || b.element === undefined ? undefined : fold(a.element, b.element, 'int64'),
        value: a.value === undefined || b.value === undefined ? undefined : compute(a.value, b.value),
      })),
      fc.tuple(fc.constantFrom(...unaries), tie('tree')).map(([[fold, compute], a]): Pair => ({
        element: a.element === undefined ? undefined : fold(a.element, 'int64'),
        value: a.value === undefined ? undefined : compute(a.value),
      })),
    ),
  })).tree;

const bound = (element: Element, values: { readonly H: bigint; readonly W: bigint }): Element => {
  const bindings = new Map<string, Dim>([
    ['H', fromInteger(values.H)],
    ['W', fromInteger(values.W)],
  ]);
  if (typeof element !== 'object') return element;
  if (element.kind === 'expression') return bind(element, bindings);
  if (element.kind === 'condition') return element.all.every((dim) => Number(bind(dim, bindings)) >= 0);
  const numerator = bind(element.numerator, bindings);
  return isKnown(numerator) ? Number(numerator) / element.denominator : element;
};

describe('integers with symbols', () => {
  it('bound afterwards give what computing with the numbers gives', () => {
    let decided = 0;
    fc.assert(
      fc.property(
        valuesOf.chain((values) => fc.tuple(fc.constant(values), computation(values))),
        ([values, { element, value }]) => {
          if (element === undefined || value === undefined) return;
          decided++;
          expect(`${bound(element, values) as number | bigint}`).toBe(String(value));
        },
      ),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(1000);
  });

  it('are compared only as every binding would have it', () => {
    let decided = 0;
    let open = 0;
    fc.assert(
      fc.property(
        valuesOf.chain((values) => fc.tuple(computation(values), computation(values), fc.constant(values))),
        ([a, b, values]) => {
          if (a.element === undefined || b.element === undefined || a.value === undefined || b.value === undefined) {
            return;
          }
          for (const [fold, compute] of [
            [equalElements, a.value === b.value],
            [lessElements, a.value < b.value],
            [lessOrEqualElements, a.value <= b.value],
            [greaterElements, a.value > b.value],
          ] as const) {
            const told = fold(a.element, b.element, 'int64');
            if (told === undefined) continue;
            decided++;
            if (typeof told === 'object') open++;
            expect(bound(told, values)).toBe(compute);
            const negated = notElement(told);
            if (negated !== undefined) expect(bound(negated, values)).toBe(!compute);
            const number = castElement(told, 'bool', 'int64');
            if (number !== undefined) expect(bound(number, values)).toBe(compute ? 1 : 0);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(decided).toBeGreaterThan(1000);
    expect(open).toBeGreaterThan(500);
  });

  it('divided keep the sign of the dividend in mind', () => {
    const below = subtract(H, 1);
    expect(show(divideElements(below, 2, 'int64'))).toBe('floor(max(H - 1, 0)/2)');
    for (const size of [0n, 1n, 2n, 7n]) {
      expect(bound(divideElements(below, 2, 'int64') ?? '', { H: size, W: 0n })).toBe(Number((size - 1n) / 2n));
    }
  });

  it('wrap in their width when known', () => {
    expect(addElements(9223372036854775807n, 1, 'int64')).toBe(-9223372036854775808n);
    expect(multiplyElements(200, 2, 'uint8')).toBe(400 - 256);
    expect(subtractElements(0, 1, 'uint32')).toBe(2 ** 32 - 1);
  });
});

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

describe('powers', () => {
  it.each<[Element, Element, DType, string]>([
    [H, 2, 'int64', 'H^2'],
    [H, 0, 'float32', '1'],
    [2, 10, 'int64', '1024'],
    [2, 0.5, 'float32', String(Math.fround(Math.SQRT2))],
    [2, -1, 'float32', '0.5'],
    [10, 18, 'int64', String(10n ** 18n)],
    [7, 0.5, 'int32', '2'],
    [H, 0.5, 'float32', 'undefined'],
    [2, H, 'int64', 'undefined'],
  ])('%s to %s in %s', (base, power, dtype, wanted) => {
    expect(show(raiseElement(base, power, dtype))).toBe(wanted);
  });
});
