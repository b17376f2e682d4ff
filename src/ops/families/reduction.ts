import { toNumber } from '../../dim/index.js';
import type { DType, Element, RankedTensor, Shape, Tensor } from '../../ir/index.js';
import { dynamic, int, intsOrInput } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { reduceElements } from '../elements/elements.js';
import type { Elements } from './strides.js';
import { specificationOf } from './elementwise.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from './shapes.js';

/** The differences between reductions. */
interface Reduction {
  /** Operations, over `∏data` and `∏reduced`. */
  readonly operations: string;
  /** Which operations those are. */
  readonly source: string;
  /** The elements of a group put together, where shapes may be computed so. */
  readonly fold: (group: Elements, dtype: DType | undefined) => Element | undefined;
}

/**
 * A reduction of `data` over `axes`, an attribute or, since opset 18 (ReduceSum: 13), an input. Without axes it is over
 * all, unless `noop_with_empty_axes` says over none; what else it does to each element it does even then.
 */
export function reduction(type: string, { operations, source, fold }: Reduction): Operator {
  return defineOp({
    type,
    since: 1,
    category: 'reduction',
    spec: specificationOf(type),
    inputs: { data: 'activation', axes: 'config?' },
    outputs: { reduced: 'data' },
    attributes: { axes: intsOrInput({ input: 'axes' }), keepdims: int(1), noop_with_empty_axes: int(0) },
    infer: ({ data, axes: listed }, { axes, keepdims, noop_with_empty_axes: noop }, context) => {
      const over = reducedAxes(data, axes, noop);
      if (over !== dynamic) return [shapeReduced(data.shape, over, keepdims !== 0)];
      return [
        keepdims !== 0 ? freshAxes(data.shape.length, context) : remainingAxes(data.shape.length, listed, context),
      ];
    },
    inferUnranked: (_, { axes, keepdims, noop_with_empty_axes: noop }) => [
      keepdims === 0 && noop === 0 && (axes === undefined || axes.length === 0) ? [] : undefined,
    ],
    elements: ({ data }, { axes, noop_with_empty_axes: noop }) => {
      const over = reducedAxes(data, axes, noop);
      return [over === dynamic ? undefined : reduceElements(data, over, (group) => fold(group, data.dtype))];
    },
    detail: ({ data }, { axes, noop_with_empty_axes: noop }) => {
      const over = reducedAxes(data, axes, noop);
      return { kind: 'reduction', function: type.toLowerCase(), axes: over === dynamic ? undefined : over };
    },
    cost: { operations, memory: 'stream', source },
  });
}

/** The shape after a reduction over axes counted from the front: 1 in their place, or nothing. */
export function shapeReduced(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));
}

function reducedAxes(
  { shape }: RankedTensor,
  axes: readonly number[] | Dynamic | undefined,
  noop: number,
): readonly number[] | Dynamic {
  if (axes === dynamic) return dynamic;
  if (axes === undefined || axes.length === 0) return noop === 0 ? shape.map((_, axis) => axis) : [];
  return [...new Set(axes.map((axis) => frontAxis(axis, shape.length)))].sort((a, b) => a - b);
}

function freshAxes(count: number, context: Context): Shape {
  return Array.from({ length: count }, (_, axis) => context.fresh(`axis${axis}`));
}

function remainingAxes(rank: number, axes: Tensor | undefined, context: Context): Shape | undefined {
  const [length] = axes?.shape ?? [];
  const count = length === undefined ? undefined : toNumber(length);
  if (count === undefined || count === 0) return undefined;
  if (count > rank) throw new NodeError(`${count} axes to reduce of an input of rank ${rank}`);
  return freshAxes(rank - count, context);
}
