import stringWidth from 'string-width';
import { paintMarks } from './paint.js';

/** Columns that a text takes on a terminal, colours apart. */
export function textWidth(text: string): number {
  // Nearly all text is of characters one column wide; the library takes longer to load than the rest of a table.
  if (!other.test(text)) return text.length;
  const bare = text.replaceAll(paintMarks, '');
  return isNarrow(bare) ? bare.length : stringWidth(bare);
}

const other = /[^ -~\u00A0-\u00AC\u00AE-\u02FF\u0370-\u03FF–—…←→\u2200-\u22FF⌈⌉⌊⌋\u2500-\u257F]/;

function isNarrow(text: string): boolean {
  return !other.test(text);
}

/** The first characters of a text, in at most `width` columns. */
export function startOf(text: string, width: number): string {
  if (isNarrow(text)) return text.slice(0, Math.max(0, width));
  return fitting(graphemesOf(text), width).join('');
}

/** The last characters of a text, in at most `width` columns. */
export function endOf(text: string, width: number): string {
  if (isNarrow(text)) return width <= 0 ? '' : text.slice(-width);
  return fitting(graphemesOf(text).toReversed(), width).toReversed().join('');
}

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as people see them: an accent that follows a letter is part of it. */
function graphemesOf(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The first of the characters, in at most `width` columns: each is measured by itself, however many there are. */
function fitting(characters: readonly string[], width: number): readonly string[] {
  let taken = 0;
  const end = characters.findIndex((character) => (taken += textWidth(character)) > width);
  return end < 0 ? characters : characters.slice(0, end);
}
