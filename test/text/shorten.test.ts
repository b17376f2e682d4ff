import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenNames, textWidth } from '../../src/text/index.js';

const shorten = (names: readonly string[], width: number): readonly string[] =>
  shortenNames(
    names,
    width,
    names.map((_, index) => index),
  );

describe('shortenNames', () => {
  it('leaves short names as they are', () => expect(shorten(['a', 'b'], 1)).toEqual(['a', 'b']));

  it('cuts in the middle', () => expect(shorten(['/features/features.0/Conv'], 12)).toEqual(['/fea….0/Conv']));

  it('cuts elsewhere where names would look the same', () => {
    const names = ['/layers.1/blocks.0/attention/query/MatMul', '/layers.2/blocks.0/attention/query/MatMul'];
    const short = shorten(names, 20);
    expect(new Set(short).size).toBe(2);
    expect(short[0]).toContain('layers.1');
  });

  it('marks names that no cut tells apart', () => {
    const names = ['a', 'b', 'c'].map((letter) => `${'x'.repeat(30)}${letter}${'y'.repeat(30)}`);
    expect(shorten(names, 12)).toEqual(
      names.map((_, index) => expect.stringMatching(new RegExp(`#${index}$`)) as string),
    );
  });

  it('knows that a name fits ends that stop short of a wide character', () => {
    expect(shorten(['名aa名名b/', '名aa名b/'], 9)[0]).not.toBe('名a…名b/');
  });

  it('gives each of any names a text of its own that fits, and whose ends fit that name only', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '名'), maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 30 }), fc.integer({ min: 8, max: 24 }), (names, width) => {
        const short = shorten(names, width);
        expect(new Set(short).size).toBe(names.length);
        short.forEach((text, index) => {
          expect(textWidth(text)).toBeLessThanOrEqual(width);
          if (text === names[index] || text.includes('#')) return;
          const [head = '', tail = ''] = text.split('…');
          expect(
            names.filter((one) => one.length > head.length + tail.length && one.startsWith(head) && one.endsWith(tail)),
          ).toEqual([names[index]]);
        });
      }),
    );
  });
});
