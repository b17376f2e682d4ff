import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, subtract } from '../../../src/dim/index.js';
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
  raiseElement,
  signOfElement,
  subtractElements,
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
import { bound, H, show, W } from '../../testers/open-elements.js';

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
