import { defineOp } from '../language/define.js';
import type { RankedTensor } from '../../ir/index.js';
import { specificationOf } from '../families/elementwise.js';

/**
 * Dropout, which lets everything through unless `training_mode` (an input since opset 12) is true. The mask is of the
 * data's type up to opset 9, then bool.
 */
export const dropout = defineOp({
  type: 'Dropout',
  since: 1,
  category: 'data-movement',
  spec: specificationOf('Dropout'),
  inputs: { data: 'activation', ratio: 'config?', training_mode: 'config?' },
  outputs: { output: 'data', mask: ({ data }, _, { opset }) => (opset < 10 ? data.dtype : 'bool') },
  infer: ({ data }) => [data.shape, data.shape],
  inferUnranked: ({ data }) => [data.shape, data.shape],
  elements: ({ data, training_mode: training }) => [isTrue(training) ? undefined : data.elements, undefined],
  detail: () => ({ kind: 'movement', function: 'dropout' }),
  cost: {
    operations: 'each·∏output',
    memory: ({ training_mode: training }) => (isTrue(training) ? 'stream' : 'view'),
    terms: ({ training_mode: training }) => ({ each: isTrue(training) ? 4 : 0 }),
    source: 'in training a random number, a comparison and two multiplications; else nothing',
  },
});

function isTrue(mode: RankedTensor | undefined): boolean {
  return mode?.elements?.[0] === true;
}
