import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledList, wordsOf, wrapList } from '../../src/text/index.js';

describe('a wrapped list', () => {
  it('breaks between items, and within an item only where it is wider than a line', () => {
    expect(wrapList(['one', 'two', 'three'], ', ', 9)).toEqual(['one, two,', 'three']);
    expect(wrapList(['one', 'a longer item', 'two'], ', ', 9)).toEqual(['one, a', 'longer', 'item, two']);
    expect(wrapList(['one', 'wordless'], ', ', 4), 'words stay whole').toEqual(['one,', 'wordless']);
    expect(wrapList(['read 4.5 MiB at height 224'], ', ', 10)).toEqual(['read', '4.5 MiB at', 'height 224']);
    expect(wrapList([], ', ', 9)).toEqual([]);
  });

  it('keeps a number and its unit together, of the words of a sentence, too', () => {
    expect(labelledList('note ', wordsOf('they move 39.1 MiB more'), ' ', 20)).toEqual([
      'note they move',
      '     39.1 MiB more',
    ]);
  });

  it('keeps to the width with the separators at its ends, and loses no word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 6 });
    const item = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), fc.integer({ min: 8, max: 30 }), (items, width) => {
        const lines = wrapList(items, ', ', width);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join(' ')).toBe(items.join(', '));
      }),
    );
  });
});

it('a list on one line without an end takes time with its length, not with its square', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => `item ${index}`);
  const [line, ...others] = wrapList(items, ' · ', Infinity);
  expect(others).toEqual([]);
  expect(line?.endsWith('item 99998 · item 99999')).toBe(true);
});
