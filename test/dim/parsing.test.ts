import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DimSyntaxError,
  add,
  bind,
  equals,
  multiply,
  parse,
  print,
  sum,
  symbol,
  symbolsOf,
} from '../../src/dim/index.js';
import { dims, unlessTooLarge } from './trees.js';

const hostileNames = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('`', ' ', '*', '(', ')', '\n', 'a', '1', '\\', '\u202e'), maxLength: 8 }),
  fc.constantFrom(
    '',
    'floor',
    'ceil',
    'min',
    'max',
    'Max',
    'ceiling',
    '?',
    '-1',
    '2N',
    'é',
    '__proto__',
    'a.b',
    'past + seq',
  ),
);

describe('print and parse', () => {
  test('are inverse', () => {
    fc.assert(
      fc.property(dims, (dim) => equals(parse(print(dim)), dim)),
      { numRuns: 500 },
    );
  });

  test('are inverse for any names', () => {
    fc.assert(
      fc.property(dims, hostileNames, hostileNames, (dim, first, second) => {
        const renamed = unlessTooLarge(() =>
          bind(
            dim,
            new Map([
              ['N', symbol(first)],
              ['H', symbol(second)],
            ]),
          ),
        );
        expect(equals(parse(print(renamed)), renamed)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(hostileNames, (name) => {
        expect([...symbolsOf(parse(print(symbol(name))))]).toEqual([name]);
      }),
    );
  });

  test('put in back-quotes what is not a plain name', () => {
    expect(print(symbol('batch_size.1'))).toBe('batch_size.1');
    expect(print(multiply(2, symbol('batch size')))).toBe('2*`batch size`');
    expect(print(symbol('a`b'))).toBe('`a``b`');
    expect(print(symbol('max'))).toBe('`max`');
    expect(print(symbol('2N'))).toBe('`2N`');
  });

  test('write signs, powers and big numbers as people do', () => {
    expect(print(parse('3 - N'))).toBe('-N + 3');
    expect(print(parse('N*N*N*2 - H'))).toBe('2*N^3 - H');
    expect(print(multiply(2n ** 64n, symbol('N')))).toBe('18446744073709551616*N');
  });
});

describe('parse', () => {
  test.each([
    ['past + seq', 'past + seq'],
    ['  2 * N ', '2*N'],
    ['N*(H+1)', 'H*N + N'],
    ['H//2', 'floor(H/2)'],
    ['floor(H/2)', 'floor(H/2)'],
    ['((H - 1)//2) + 1', 'floor((H + 1)/2)'],
    ['(H - 1)//2 + 1', 'floor((H + 1)/2)'],
    ['floor(H/2 - 1/2) + 1', 'floor((H + 1)/2)'],
    ['floor(H/2 + W/3)', 'floor((3*H + 2*W)/6)'],
    ['ceil(H/2)', 'floor((H + 1)/2)'],
    ['Max(1, s0)', 'max(s0, 1)'],
    ['max(a, b)', 'max(a, b)'],
    ['Min(a, b, 3)', 'min(a, b, 3)'],
    ['-N + 3', '-N + 3'],
    ['--N', 'N'],
    ['-N^2', '-N^2'],
    ['N**2', 'N^2'],
    ['2 - 3 - 4', '-5'],
    ['s0 % 2', 's0 - 2*floor(s0/2)'],
    ['-7 // 2', '-4'],
    ['-7 % 4', '1'],
    ['(4*N)/2', '2*N'],
    ['4*N/2*H', '2*H*N'],
    ['N*H//H', 'N'],
    ['max', '`max`'],
    ['unk__12', 'unk__12'],
  ])('%s is %s', (text, printed) => {
    expect(print(parse(text))).toBe(printed);
  });

  test.each([
    ['', 1],
    ['2N', 2],
    ['N H', 3],
    ['N +', 4],
    ['(N', 3],
    ['N)', 2],
    ['N $ 2', 3],
    ['`N', 1],
    ['max()', 5],
    ['max(N,)', 7],
    ['max(N/2, 3)', 5],
    ['abs(N)', 1],
    ['H/2', 1],
    ['N/H', 2],
    ['N//0', 2],
    ['N % 0', 3],
    ['N//-2', 2],
    ['N^H', 3],
    ['N^-1', 3],
    ['1.5', 2],
    ['N, H', 2],
  ])('%j is wrong at character %i', (text, character) => {
    const parsing = () => parse(text);
    expect(parsing).toThrow(DimSyntaxError);
    expect(parsing).toThrow(`(character ${character} of "${text}")`);
  });

  test.each([
    ['Mod(s95, 64)', 's95 - 64*floor(s95/64)'],
    ['PythonMod(s, 3)', 's - 3*floor(s/3)'],
    ['FloorDiv(s95, 2)*2 + s95**2', 's95^2 + 2*floor(s95/2)'],
    ['CleanDiv(4*s, 2)', '2*s'],
    ['CeilDiv(s, 4)', 'floor((s + 3)/4)'],
    ['CeilToInt(IntTrueDiv(s, 4))', 'floor((s + 3)/4)'],
    ['TruncToInt(TrueDiv(s, 4))', 'floor(s/4)'],
    ['ModularIndexing(s, 2, 8)', '-8*floor(s/16) + floor(s/2)'],
  ])('reads %s as SymPy and PyTorch write it', (text, wanted) => {
    expect(print(parse(text))).toBe(wanted);
  });

  test('reads the padding to a multiple that exporters write', () => {
    const padded = parse('s95 + (Mod(64 - (Mod(s95, 64)), 64))');
    for (const size of [0, 1, 63, 64, 65, 1000]) {
      expect(bind(padded, new Map([['s95', size]]))).toBe(64 * Math.ceil(size / 64));
    }
  });

  test('says what is wrong', () => {
    expect(() => parse('FloorDiv(N)')).toThrow('expected ","');
    expect(() => parse('FloorDiv(N, M)')).toThrow('a division by M, which is not a constant');

    expect(() => parse('2N')).toThrow('expected an operator but found "N" (character 2 of "2N")');
    expect(() => parse('N/2')).toThrow('a fraction; round it with floor or ceil');
  });

  test('survives hostile texts', () => {
    for (const character of ['(', '-', 'floor(', '`', '9', 'N^', '2*(']) {
      expect(() => parse(character.repeat(100_001))).toThrow(DimSyntaxError);
    }
    for (const text of ['N^99999', '2^99999', '(N + H + W + C)^99']) expect(() => parse(text)).toThrow(DimSyntaxError);
    expect(print(parse(`${'-'.repeat(100_000)}N`))).toBe('N');
    const terms = Array.from({ length: 20_000 }, (_, i) => symbol(`s${i}`));
    expect(equals(parse(print(sum(terms))), sum(terms))).toBe(true);
    expect(print(parse(`${'N + '.repeat(2000)}1`))).toBe('2000*N + 1');
    const long = symbol('`'.repeat(100_000));
    expect(equals(parse(print(add(long, 1))), add(long, 1))).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'N2+-*/()^%,` ', '//', 'max', 'floor') }), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DimSyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
