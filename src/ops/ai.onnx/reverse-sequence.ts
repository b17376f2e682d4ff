import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

/** The first `sequence_lens[i]` steps of each sample backwards, the others as they are. */
export const reverseSequence = defineOp({
  type: 'ReverseSequence',
  since: 10,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__ReverseSequence.html',
  inputs: { input: 'activation', sequence_lens: 'index' },
  outputs: { Y: 'input' },
  attributes: { time_axis: int(0), batch_axis: int(1) },
  infer: ({ input }) => {
    if (input.shape.length < 2) throw new NodeError(`an input of rank ${input.shape.length}, should be at least 2`);
    return [input.shape];
  },
  inferUnranked: ({ input }) => [input.shape],
  detail: (_, { time_axis: axis }) => ({ kind: 'movement', function: 'reversesequence', axis }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});
