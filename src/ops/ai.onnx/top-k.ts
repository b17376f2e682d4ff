import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Tensor } from '../../ir/index.js';
import { dynamic, int, intOrInput } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Inferred } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';

/**
 * The k largest (or smallest) elements of an axis and where they stand; k is an attribute in opset 1, an input since
 * opset 10.
 */
export const topK = defineOp({
  type: 'TopK',
  since: 1,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__TopK.html',
  inputs: { X: 'activation', K: 'config?' },
  outputs: { Values: 'X', Indices: 'int64' },
  attributes: { k: intOrInput({ input: 'K' }), axis: int(-1), largest: int(1) },
  infer: ({ X }, settings, context) => inferTopK(X, settings, context),
  inferUnranked: ({ X }, settings, context) => inferTopK(X, settings, context),
  elements: ({ X }, { axis, largest }, [values]) => {
    const grid = gridOf(X);
    if (grid === undefined || values === undefined || grid.elements.some((element) => typeof element !== 'number')) {
      return [];
    }
    const along = frontAxis(axis, grid.shape.length);
    const length = grid.shape[along] ?? 0;
    const sign = largest !== 0 ? -1 : 1;
    const indices = fillElements(values.shape, (position) => {
      const line = Array.from({ length }, (_, index) => ({
        index,
        value: Number(elementAt(grid, position.with(along, index))),
      }));
      line.sort((a, b) => sign * (a.value - b.value) || a.index - b.index);
      return line[position[along] ?? 0]?.index;
    });
    const places = indices?.values();
    const chosen = fillElements(values.shape, (position) => {
      const index = places?.next().value;
      return typeof index === 'number' ? elementAt(grid, position.with(along, index)) : undefined;
    });
    return [chosen, indices];
  },
  cost: {
    operations: '∏X',
    memory: 'stream',
    source: 'at least a comparison per element; how many more depends on the algorithm, k and the data',
  },
});

interface TopKSettings {
  readonly k: Dim | Dynamic | undefined;
  readonly axis: number;
}

function inferTopK(X: Tensor, { k, axis }: TopKSettings, context: Context): readonly Inferred[] {
  if (!isRanked(X)) return [];
  if (k === undefined) throw new NodeError('k is missing');
  const along = frontAxis(axis, X.shape.length);
  const length = dimension(X, along);
  if (k !== dynamic && isKnown(k) && (k < 0 || (isKnown(length) && k > length))) {
    throw new NodeError(`k is ${String(k)} for an axis of length ${isKnown(length) ? String(length) : length.key}`);
  }
  const shape = X.shape.with(along, k === dynamic ? context.fresh('k', length) : k);
  return [shape, shape];
}
