import { dynamic, int, intOrInput } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { triangleOf } from '../elements/placed.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';

/** The upper or lower triangle of each matrix, zeros elsewhere; `k` moves the diagonal. */
export const trilu = defineOp({
  type: 'Trilu',
  since: 14,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Trilu.html',
  inputs: { input: 'activation', k: 'config?' },
  outputs: { output: 'input' },
  attributes: { k: intOrInput({ input: 'k' }), upper: int(1) },
  infer: ({ input }) => {
    if (input.shape.length < 2) throw new NodeError(`an input of rank ${input.shape.length}, should be at least 2`);
    return [input.shape];
  },
  inferUnranked: ({ input }) => [input.shape],
  elements: ({ input }, { k = 0, upper }, [output]) => {
    const grid = gridOf(input);
    if (grid === undefined || output === undefined || typeof k !== 'number') return [undefined];
    return [
      fillElements(output.shape, (position) => {
        const [row = 0, column = 0] = position.slice(-2);
        const kept = upper !== 0 ? column - row >= k : column - row <= k;
        return kept ? elementAt(grid, position) : output.dtype === 'bool' ? false : 0;
      }),
    ];
  },
  placed: ({ input }, { k = 0, upper }) => (k === dynamic ? undefined : triangleOf(input, k, upper !== 0)),
  detail: () => ({ kind: 'movement', function: 'trilu' }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied or cleared' },
});
