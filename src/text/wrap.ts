import { textWidth } from './width.js';

/**
 * A list in lines of at most `width` columns, as far as its words allow: an item that is wider goes on in the next
 * line. None for an empty list.
 */
export function wrapList(items: readonly string[], separator: string, width: number): readonly string[] {
  const end = textWidth(separator.trimEnd());
  const lines: string[] = [];
  let line: string | undefined;
  // The columns of the line so far. To measure the whole line again for each word takes quadratic time.
  let taken = 0;
  items.forEach((item, index) => {
    const own = index === items.length - 1 ? 0 : end;
    const words = textWidth(item) + own > width ? wordsOf(item) : [item];
    words.forEach((word, at) => {
      const before = at === 0 ? separator : ' ';
      const after = at === words.length - 1 ? own : 0;
      const more = line === undefined ? 0 : textWidth(before + word);
      if (line !== undefined && taken + more + after > width) {
        lines.push((line + before).trimEnd());
        line = undefined;
      }
      taken = line === undefined ? textWidth(word) : taken + more;
      line = line === undefined ? word : line + before + word;
    });
  });
  return line === undefined ? [] : [...lines, line];
}

/** A number, which stays on the line of the word before it. */
const NUMBER = /^\d[\d.,]*[),]*$/u;

/** A unit of bytes, with what follows it. */
const UNIT = /^[KMGTPE]?i?B(?![A-Za-z])/u;

/** The words of a text; a unit stays with its number, and a number without a unit with the word before it. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  const all = text.split(' ');
  all.forEach((word, index) => {
    const last = words.length - 1;
    const isBound = UNIT.test(word) || (NUMBER.test(word) && !UNIT.test(all[index + 1] ?? ''));
    if (last >= 0 && isBound) words[last] = `${words[last] ?? ''} ${word}`;
    else words.push(word);
  });
  return words;
}

/** A list behind a label, wrapped to `width` columns, its lines below one another. */
export function labelledList(
  label: string,
  items: readonly string[],
  separator: string,
  width: number,
): readonly string[] {
  const indent = textWidth(label);
  return wrapList(items, separator, width - indent).map(
    (line, index) => `${index === 0 ? label : ' '.repeat(indent)}${line}`,
  );
}

/** The widest lines of prose that are read with ease. */
const WIDEST_PROSE = 100;

/** Prose in lines of at most `width` columns and no more than are read with ease. */
export function wrapProse(text: string, width: number): readonly string[] {
  return wrapList(wordsOf(text), ' ', Math.min(width, WIDEST_PROSE));
}

/** Prose behind a label, wrapped to `width` columns, its lines below one another. */
export function labelledProse(label: string, text: string, width: number): readonly string[] {
  const indent = textWidth(label);
  return wrapProse(text, width - indent).map((line, index) => `${index === 0 ? label : ' '.repeat(indent)}${line}`);
}
