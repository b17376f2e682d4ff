import { exactText } from './numbers.js';

/** A list in a sentence: `a, b and c`. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** The start of a list in a sentence, with the number of the other items: `a, b and 3 more`. */
export function shortListText(items: readonly string[], most: number): string {
  const more = items.length - most;
  return listText(more > 0 ? [...items.slice(0, most), `${more} more`] : items);
}

/** A number of things, the noun in the singular or plural: `1 layer`, `1,024 channels`. */
export function thingsText(count: number, one: string, many = `${one}s`): string {
  return `${exactText(count)} ${count === 1 ? one : many}`;
}
