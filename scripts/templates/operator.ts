import { defineOp } from '../../src/ops/language/define.js';

/** FILL IN: what it computes, in a line. */
export const templateName = defineOp({
  type: 'TemplateName',
  domain: 'template.domain',
  since: 1,
  category: 'elementwise',
  spec: 'template:spec',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: '∏Y',
    memory: 'stream',
    source: 'FILL IN: why it costs that, with the section of the specification',
  },
});
