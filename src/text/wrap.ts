import { textWidth } from './width.js';

/** A list in lines of at most `width` columns, as far as its items allow. None for an empty list. */
export function wrapList(items: readonly string[], separator: string, width: number): readonly string[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  const lines: string[] = [];
  let line = first;
  for (const item of others) {
    if (textWidth(line + separator + item) <= width) {
      line += separator + item;
    } else {
      lines.push((line + separator).trimEnd());
      line = item;
    }
  }
  return [...lines, line];
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
  return wrapList(text.split(' '), ' ', Math.min(width, WIDEST_PROSE));
}

/** Prose behind a label, wrapped to `width` columns, its lines below one another. */
export function labelledProse(label: string, text: string, width: number): readonly string[] {
  const indent = textWidth(label);
  return wrapProse(text, width - indent).map((line, index) => `${index === 0 ? label : ' '.repeat(indent)}${line}`);
}
