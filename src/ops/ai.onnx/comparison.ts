import {
  equalElements,
  greaterElements,
  greaterOrEqualElements,
  lessElements,
  lessOrEqualElements,
} from '../elements/element-comparison.js';
import { binary, strict } from '../families/elementwise.js';

const comparison = { dtype: 'bool', operations: 1, source: 'a comparison per element' } as const;

/** Comparisons of two tensors. */
export const comparisons = [
  binary('Equal', { since: 1, ...comparison, fold: strict(equalElements) }),
  binary('Greater', { since: 1, ...comparison, fold: strict(greaterElements) }),
  binary('Less', { since: 1, ...comparison, fold: strict(lessElements) }),
  binary('GreaterOrEqual', { since: 12, ...comparison, fold: strict(greaterOrEqualElements) }),
  binary('LessOrEqual', { since: 12, ...comparison, fold: strict(lessOrEqualElements) }),
];
