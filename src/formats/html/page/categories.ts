import { categories as categoryOrder } from '../../../ir/index.js';
import type { Category } from '../../../ir/index.js';

export { categoryOrder };
export type { Category };

/** A category of layers, or `overhead`: kernels that a runtime puts in by itself. */
export type Part = Category | 'overhead';

/** Parts in the order in which they are shown. */
export const partOrder: readonly Part[] = [...categoryOrder, 'overhead'];

/** A category in words. */
export function categoryText(category: Part): string {
  return category === 'overhead' ? 'runtime overhead' : category.replaceAll('-', ' ');
}

/** The class that gives an element the category's colour as `--category`. */
export function categoryClass(category: Part): string {
  return `category-${category}`;
}
