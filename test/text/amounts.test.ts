import { describe, expect, it } from 'vitest';
import { quantityText, readAmount } from '../../src/text/index.js';

describe('a limit', () => {
  it.each([
    ['300M', 'count', 300e6],
    ['300 m', 'count', 300e6],
    ['1.5G', 'count', 1.5e9],
    ['1.5B', 'count', 1.5e9],
    ['2T', 'count', 2e12],
    ['64k', 'count', 64e3],
    ['1,000,000', 'count', 1e6],
    ['1_000', 'count', 1000],
    ['3e6', 'count', 3e6],
    ['0', 'count', 0],
    ['4 MiB', 'bytes', 4 * 1024 ** 2],
    ['4MB', 'bytes', 4e6],
    ['512', 'bytes', 512],
    ['2 GiB', 'bytes', 2 * 1024 ** 3],
    ['1.5 kib', 'bytes', 1536],
    ['7 B', 'bytes', 7],
    ['12 ms', 'milliseconds', 12],
    ['1.5s', 'milliseconds', 1500],
    ['800 µs', 'milliseconds', 0.8],
    ['800us', 'milliseconds', 0.8],
    ['3', 'milliseconds', 3],
  ] as const)('%s (%s) is %d', (text, unit, value) => {
    expect(readAmount(text, unit)).toBeCloseTo(value, 9);
  });

  it.each([
    ['', 'count'],
    ['M', 'count'],
    ['-3', 'count'],
    ['3 MiB', 'count'],
    ['3 ms', 'bytes'],
    ['3 M', 'bytes'],
    ['1.2.3', 'count'],
    ['three', 'count'],
    ['4 MiB or so', 'bytes'],
    ['3Q', 'count'],
  ] as const)('%j (%s) is none', (text, unit) => {
    expect(readAmount(text, unit)).toBeUndefined();
  });
});

describe('a quantity', () => {
  it.each([
    [999, 'count', '999'],
    [1234, 'count', '1.23k'],
    [999_999, 'count', '1.00M'],
    [2.5e12, 'count', '2.50T'],
    [4 * 1024 ** 2, 'bytes', '4.00 MiB'],
    [12.345, 'milliseconds', '12.3 ms'],
    [0.5, 'milliseconds', '500 µs'],
    [2.271, 'ratio', '2.27'],
    [undefined, 'bytes', '?'],
  ] as const)('%d (%s) is %s', (amount, unit, text) => {
    expect(quantityText(amount, unit)).toBe(text);
  });
});
