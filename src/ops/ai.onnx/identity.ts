import { defineOp } from '../language/define.js';
import { specificationOf } from '../families/elementwise.js';

/** Its input under another name, of whatever kind. */
export const identity = defineOp({
  type: 'Identity',
  since: 1,
  category: 'data-movement',
  spec: specificationOf('Identity'),
  inputs: { input: 'value' },
  outputs: { output: 'input' },
  infer: ({ input }) => [input],
  detail: () => ({ kind: 'movement', function: 'identity' }),
  cost: { operations: '0', memory: 'view', source: 'nothing is computed' },
});
