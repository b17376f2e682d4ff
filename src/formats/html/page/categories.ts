import type { Category } from '../../../ir/index.js';

export { categories as categoryOrder } from '../../../ir/index.js';
export type { Category } from '../../../ir/index.js';

/** A category in words. */
export function categoryText(category: Category): string {
  return category.replaceAll('-', ' ');
}

/** The class that gives an element the category's colour as `--category`. */
export function categoryClass(category: Category): string {
  return `category-${category}`;
}
