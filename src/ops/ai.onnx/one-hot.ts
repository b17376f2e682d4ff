import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { int, isDim } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';

/** A new axis of `depth` that holds the second of `values` at each index and the first elsewhere. */
export const oneHot = defineOp({
  type: 'OneHot',
  since: 9,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__OneHot.html',
  inputs: { indices: 'index', depth: 'config', values: 'config' },
  outputs: { output: 'values' },
  attributes: { axis: int(-1) },
  infer: ({ indices, depth }, { axis }, context) => {
    const along = frontAxis(axis, indices.shape.length + 1);
    return [indices.shape.toSpliced(along, 0, depthOf(depth) ?? context.fresh('depth'))];
  },
  elements: ({ indices, values }, { axis }, [output]) => {
    const [off, on] = values.elements ?? [];
    const grid = gridOf(indices);
    if (grid === undefined || output === undefined) return [undefined];
    const along = frontAxis(axis, output.shape.length);
    const depth = output.shape[along];
    return [
      fillElements(output.shape, (position): Element | undefined => {
        const index = elementAt(grid, position.toSpliced(along, 1));
        if (typeof index !== 'number' || typeof depth !== 'number') return undefined;
        return (index < 0 ? index + depth : index) === position[along] ? on : off;
      }),
    ];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'onehot', axis }),
  cost: { operations: '0', memory: 'stream', source: 'only writes: which element is which follows from its place' },
});

/** The depth, which may be of a floating type. */
function depthOf(depth: RankedTensor): Dim | undefined {
  const [element] = depth.elements ?? [];
  const whole = typeof element === 'number' ? Math.trunc(element) : element;
  if (!isDim(whole)) return undefined;
  if (isKnown(whole) && whole < 0) throw new NodeError(`depth is ${String(whole)}`);
  return whole;
}
