import { defineOp } from '../../src/ops/language/define.js';

/** What it computes, in a line. */
export const templateName = defineOp({
  type: 'TemplateName',
  domain: 'template.domain',
  since: 1,
  category: 'elementwise',
  spec: 'https://onnx.ai/onnx/operators/onnx__TemplateName.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: '∏Y',
    memory: 'stream',
    source: 'one operation for each element',
  },
});
