import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/dim/index.js';
import { shapeText } from '../../src/formats/value-text.js';
import { bytesText, countText, durationText, exactText, ratioText, shareText } from '../../src/text/index.js';

describe('counts', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.00k'],
    [1234, '1.23k'],
    [99_949, '99.9k'],
    [99_950, '100k'],
    [999_499, '999k'],
    [999_500, '1.00M'],
    [4_089_184_256, '4.09G'],
    [2n ** 70n, '1181E'],
    [1e25, '1.00e25'],
    [-(10n ** 1251n) * 26n, '-2.60e1252'],
    [undefined, '?'],
  ])('%s is %s', (count, text) => expect(countText(count)).toBe(text));

  it('keep three digits of any number, and never reach the next unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (count) => {
        const text = countText(count);
        const unit = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 }[text.replaceAll(/[\d.]/g, '')] ?? NaN;
        const shown = Number.parseFloat(text);
        expect(shown).toBeLessThan(1000);
        expect(Math.abs(shown * unit - count)).toBeLessThanOrEqual(0.0051 * count);
      }),
    );
  });

  it('are grouped when exact', () => {
    expect(exactText(4_089_184_256, 20)).toBe('4,089,184,256');
    expect(exactText(12, 20)).toBe('12');
    expect(exactText(10n ** 400n + 5n, 60)).toBe('1.00000000000e400');
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_048_575, '1.00 MiB'],
    [10 * 2 ** 20, '10.0 MiB'],
    [3.5 * 2 ** 30, '3.50 GiB'],
  ])('%s is %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
});

describe('formulas', () => {
  const at = (length: number) => ({ digits: 3, length });
  it.each([
    ['43352064*N', 20, '43.4M·N'],
    ['768*N*S^2 + 717800*N*S', 40, '768·N·S² + 718k·N·S'],
    ['768*N*S^2 + 717800*N*S', 14, '718k·N·S + …'], // the larger one at ordinary sizes, here 128
    ['768*N*S^3 + 717800*N*S', 14, '768·N·S³ + …'],
    ['N - 1', 20, 'N - 1'],
    ['-3*N', 20, '-3·N'],
    ['7*floor((N*height + 3)/16)^2 + height', 20, 'f(N, height)'],
    ['7*floor((batch*height + 3)/16) + height', 12, '7·… + …'],
    ['max(first_long_name, second_long_name)', 12, 'f(…)'], // a coefficient of 1 says nothing
    ['3*N*S^2 + 717800*N*S + 5*N', 22, '718k·N·S + 3·N·S² + …'],
  ])('%s in %i characters is %s', (formula, length, text) => expect(countText(parse(formula), at(length))).toBe(text));

  it('of bytes quote a symbol that is named as a unit', () => {
    expect(bytesText(parse('2048*B'))).toBe('2.00 KiB·`B`');
    expect(bytesText(parse('2048*B^2*KB'))).toBe('2.00 KiB·`B`²·`KB`');
    expect(bytesText(parse('2048*N'))).toBe('2.00 KiB·N');
    expect(countText(parse('2048*B'))).toBe('2.05k·B');
  });

  it('hold no control characters of names', () => {
    expect(countText(parse('2*`a\u001B[31m`'), at(20))).toBe('2·`a\\u{1b}[31m`');
  });
});

describe('shares, ratios, times, shapes', () => {
  it.each([
    [undefined, ''],
    [0, '0%'],
    [0.0001, '<0.1%'],
    [0.0289, '2.9%'],
    [0.9994, '99.9%'],
    [0.9995, '>99.9%'],
    [0.999999, '>99.9%'],
    [0.1 + 0.2 + 0.7, '100%'],
    [1, '100%'],
    [1.004, '100.4%'],
    [12, '1,200%'],
    [2_271_670, '227,167,000%'],
  ])('share %s is %s', (share, text) => expect(shareText(share)).toBe(text));
  it.each([
    [undefined, '?'],
    [0.00123, '0.00123'],
    [19.29, '19.3'],
    [1234.5, '1,235'],
    [999.6, '1,000'],
    [2_271_670, '2.27M'],
  ])('ratio %s is %s', (ratio, text) => expect(ratioText(ratio)).toBe(text));
  it.each([
    [0.0123, '12.3 µs'],
    [1.5, '1.50 ms'],
    [0.9999, '1.00 ms'],
    [999.9, '1.00 s'],
    [1500, '1.50 s'],
  ])('%s ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
  it.each([
    [[], 'scalar'],
    [undefined, '?'],
    [[1, 64, 56], '1×64×56'],
    [[1, 2, 3, 4, 5, 6, 7, 8], '1×2×3×4×5×6×7×8'],
    [[1, 2, 3, 4, 5, 6, 7, 8, parse('N')], '1×2×3×4×…×8×N (9 axes)'],
    [[parse('N'), 3, parse('2*H')], 'N×3×2·H'],
    [[parse('H - 1')], '(H - 1)'],
    [[parse('floor((H*W + 14)/32) + H')], 'f(H, W)'],
  ] as const)('shape %j is %s', (shape, text) => expect(shapeText(shape, 12)).toBe(text));
});
