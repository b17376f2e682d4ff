import { describe, expect, it } from 'vitest';
import { add, negate, print, subtract, symbol } from '../../../src/dim/index.js';
import type { Element } from '../../../src/ir/index.js';
import {
  andElements,
  equalElements,
  greaterElements,
  greaterOrEqualElements,
  isCondition,
  lessElements,
  lessOrEqualElements,
  notElement,
  orElements,
  selectElement,
  truthOf,
  xorElements,
} from '../../../src/ops/elements/element-comparison.js';

const N = symbol('N');
const H = symbol('H');

describe('comparison', () => {
  it.each<[string, typeof equalElements, Element, Element, boolean | string]>([
    ['N = N', equalElements, N, N, true],
    ['N = -1', equalElements, N, -1, false],
    ['N = 1', equalElements, N, 1, 'N - 1 ≥ 0 and -N + 1 ≥ 0'],
    ['N = H', equalElements, N, H, '-H + N ≥ 0 and H - N ≥ 0'],
    ['N = N + 1', equalElements, N, add(N, 1), false],
    [
      'N/2 = N/2',
      equalElements,
      { kind: 'fraction', numerator: N, denominator: 2 },
      { kind: 'fraction', numerator: N, denominator: 2 },
      true,
    ],
    ['2^60 = 2^60', equalElements, 2n ** 60n, 2 ** 60, true],
    ['NaN = NaN', equalElements, NaN, NaN, false],
    ['texts', equalElements, 'a', 'a', true],
    ['other texts', equalElements, 'a', 'b', false],
    ['truth', equalElements, true, true, true],
    ['N ≥ 0', greaterOrEqualElements, N, 0, true],
    ['N + 1 > 0', greaterElements, add(N, 1), 0, true],
    ['N > 0', greaterElements, N, 0, 'N - 1 ≥ 0'],
    ['-N > 0', greaterElements, negate(N), 0, false],
    ['N < 0', lessElements, N, 0, false],
    ['N - 1 < N', lessElements, subtract(N, 1), N, true],
    ['N ≤ N', lessOrEqualElements, N, N, true],
    ['N/2 > -0.5', greaterElements, { kind: 'fraction', numerator: N, denominator: 2 }, -0.5, true],
    ['2 < 3', lessElements, 2, 3, true],
  ])('%s', (_, compare, a, b, wanted) => {
    const told = compare(a, b, undefined);
    const shown = isCondition(told) ? told.all.map((dim) => `${print(dim)} ≥ 0`).join(' and ') : told;
    expect(shown).toBe(wanted);
  });
});

describe('truth', () => {
  const values = [true, false, undefined] as const;
  /** The result that holds for both truth values of an unknown operand; undefined where they differ. */
  const certain = (
    a: boolean | undefined,
    b: boolean | undefined,
    table: (a: boolean, b: boolean) => boolean,
  ): boolean | undefined => {
    const results = new Set(
      (a === undefined ? [true, false] : [a]).flatMap((x) =>
        (b === undefined ? [true, false] : [b]).map((y) => table(x, y)),
      ),
    );
    return results.size === 1 ? [...results][0] : undefined;
  };

  it.each([
    ['and', andElements, (a: boolean, b: boolean) => a && b],
    ['or', orElements, (a: boolean, b: boolean) => a || b],
    ['xor', xorElements, (a: boolean, b: boolean) => a !== b],
  ] as const)('%s says what is certain', (_, fold, table) => {
    for (const a of values) for (const b of values) expect([a, b, fold(a, b)]).toEqual([a, b, certain(a, b, table)]);
  });

  it('of numbers is not being 0', () => {
    expect([truthOf(0), truthOf(2), truthOf(N), truthOf(add(N, 1)), notElement(0), notElement(undefined)]).toEqual([
      false,
      true,
      undefined,
      true,
      true,
      undefined,
    ]);
  });

  it('selects, and needs no condition between equals', () => {
    expect(selectElement(true, 1, 2)).toBe(1);
    expect(selectElement(false, 1, undefined)).toBeUndefined();
    expect(selectElement(undefined, N, N)).toBe(N);
    expect(selectElement(undefined, 1, 2)).toBeUndefined();
  });
});
