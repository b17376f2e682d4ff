import type { DType } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { greaterElements, lessElements } from '../elements/element-comparison.js';
import { reduceElements } from '../elements/elements.js';
import type { Elements } from '../families/strides.js';
import { specificationOf } from '../families/elementwise.js';
import { shapeReduced } from '../families/reduction.js';
import { frontAxis } from '../families/shapes.js';

/** Where along an axis the greatest or least element stands. */
export const argExtrema = [argExtremum('ArgMax', greaterElements), argExtremum('ArgMin', lessElements)];

function argExtremum(type: string, isBetter: typeof greaterElements): Operator {
  return defineOp({
    type,
    since: 1,
    category: 'reduction',
    spec: specificationOf(type),
    inputs: { data: 'activation' },
    outputs: { reduced: 'int64' },
    attributes: { axis: int(0), keepdims: int(1), select_last_index: int(0) },
    infer: ({ data }, { axis, keepdims }) => [
      shapeReduced(data.shape, [frontAxis(axis, data.shape.length)], keepdims !== 0),
    ],
    elements: ({ data }, { axis, select_last_index: last }) => [
      reduceElements(data, [frontAxis(axis, data.shape.length)], (group) =>
        positionOfBest(group, data.dtype, isBetter, last !== 0),
      ),
    ],
    detail: ({ data }, { axis }) => ({
      kind: 'reduction',
      function: type.toLowerCase(),
      axes: [frontAxis(axis, data.shape.length)],
    }),
    cost: { operations: '∏data - ∏reduced', memory: 'stream', source: 'comparisons' },
  });
}

function positionOfBest(
  group: Elements,
  dtype: DType | undefined,
  isBetter: typeof greaterElements,
  last: boolean,
): number | undefined {
  let best: number | undefined;
  for (const [position, element] of group.entries()) {
    const champion = best === undefined ? undefined : group[best];
    if (element === undefined) return undefined;
    if (champion === undefined) {
      best = position;
      continue;
    }
    const better = isBetter(element, champion, dtype);
    const worse = isBetter(champion, element, dtype);
    if (typeof better !== 'boolean' || typeof worse !== 'boolean') return undefined;
    if (better || (last && !worse)) best = position;
  }
  return best;
}
