import type { Layer } from '../analysis.js';

/** Whether a layer is a convolution or a product: the work that guidelines on width and structure are about. */
export function multiplies({ category }: Pick<Layer, 'category'>): boolean {
  return category === 'convolution' || category === 'matmul';
}
