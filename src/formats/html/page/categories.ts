import type { LayerReport } from '../../../report/index.js';

/** A group of operators, as reports sum them up. */
export type Category = LayerReport['category'];

/** Every category, those of one colour family together: arithmetic, element by element, moving data, the rest. */
export const categoryOrder: readonly Category[] = [
  'convolution',
  'matmul',
  'attention',
  'recurrent',
  'normalization',
  'activation',
  'elementwise',
  'reduction',
  'pooling',
  'resize',
  'data-movement',
  'quantization',
  'sequence',
  'shape',
  'constant',
  'control-flow',
  'ml',
  'random',
  'other',
];

/** A category in words. */
export function categoryText(category: Category): string {
  return category.replaceAll('-', ' ');
}

/** The class that gives an element the category's colour as `--category`. */
export function categoryClass(category: Category): string {
  return `category-${category}`;
}
