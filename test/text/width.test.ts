import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { endOf, startOf, textWidth } from '../../src/text/index.js';

describe('textWidth', () => {
  it('is what string-width says of every character', () => {
    const wrong = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).filter(
      (text) => textWidth(text) !== stringWidth(text),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a→b', 3],
    ['層', 2],
    ['層a', 3],
    ['\u001B[1mab\u001B[22m', 2],
  ])('of %s is %i', (text, width) => expect(textWidth(text)).toBe(width));
});

describe('startOf, endOf', () => {
  it.each([
    [3, '層a', 'b層'],
    [2, '層', '層'],
    [1, '', ''],
    [0, '', ''],
  ])('take at most %i columns', (width, start, end) => {
    expect(startOf('層ab層', width)).toBe(start);
    expect(endOf('層ab層', width)).toBe(end);
  });

  // Each accent was once a reason to measure all before it anew.
  it('take accents with their letter, however many there are', () => {
    const accents = '\u0301'.repeat(50_000);
    expect(startOf(`ab${accents}c`, 2)).toBe(`ab${accents}`);
    expect(endOf(`ab${accents}c`, 2)).toBe(`b${accents}c`);
  });
});
