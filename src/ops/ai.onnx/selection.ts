import { isAtLeast, isKnown, minimum, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { int, isDim } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, elementCount, frontAxis } from '../families/shapes.js';
import { gridOf, positionsOf, rearrange } from '../families/strides.js';

/**
 * The slices across an axis, or without one the elements, where `condition` is true; it may be shorter than the axis.
 */
export const compress = defineOp({
  type: 'Compress',
  since: 9,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Compress.html',
  inputs: { input: 'activation', condition: 'index' },
  outputs: { output: 'input' },
  attributes: { axis: int() },
  infer: ({ input, condition }, { axis }, context) => {
    const along = axis === undefined ? undefined : frontAxis(axis, input.shape.length);
    const length = lengthAlong(input, along);
    const count =
      chosenWithin(condition, length)?.length ?? context.fresh('count', minimum(length, elementCount(condition.shape)));
    return [along === undefined ? [count] : input.shape.with(along, count)];
  },
  inferUnranked: (_, { axis }, context) => [axis === undefined ? [context.fresh('count')] : undefined],
  elements: ({ input, condition }, { axis }, [output]) => {
    const along = axis === undefined ? undefined : frontAxis(axis, input.shape.length);
    const indices = chosenWithin(condition, lengthAlong(input, along));
    if (indices === undefined || output === undefined) return [undefined];
    if (along === undefined) return [input.elements && indices.map((index) => input.elements?.[index])];
    return [rearrange(input, output.shape, (position) => position.with(along, indices[position[along] ?? 0] ?? -1))];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'compress', axis }),
  cost: { operations: '0', memory: { reads: { input: '∏output' } }, source: 'reads what it takes' },
});

/**
 * The positions of the elements that are not zero, a column each. A scalar has one axis here, as in onnxruntime; the
 * specification gives it none.
 */
export const nonZero = defineOp({
  type: 'NonZero',
  since: 9,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__NonZero.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'int64' },
  infer: ({ X }, _, context) => [
    [
      Math.max(1, X.shape.length),
      nonZeroPositions(X)?.length ?? context.fresh('count', elementCount(X.shape), 'X', 'first reader'),
    ],
  ],
  inferUnranked: (_, __, context) => [[context.fresh('rank'), context.fresh('count')]],
  elements: ({ X }) => {
    const positions = nonZeroPositions(X);
    const axes = X.shape.length === 0 ? [0] : X.shape.keys();
    return [positions && [...axes].flatMap((axis) => positions.map((position) => position[axis] ?? 0))];
  },
  detail: () => ({ kind: 'movement', function: 'nonzero' }),
  cost: { operations: '∏X', memory: 'stream', source: 'a comparison per element' },
});

/**
 * The distinct elements, or slices across an axis, with where they first stand, which of them stands where, and how
 * often.
 */
export const unique = defineOp({
  type: 'Unique',
  since: 11,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__Unique.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X', indices: 'int64', inverse_indices: 'int64', counts: 'int64' },
  attributes: { axis: int(), sorted: int(1) },
  infer: ({ X }, { axis, sorted }, context) => {
    const along = axis === undefined ? undefined : frontAxis(axis, X.shape.length);
    const all = along === undefined ? elementCount(X.shape) : dimension(X, along);
    const count =
      (along === undefined ? distinctElements(X, sorted !== 0)?.length : undefined) ?? context.fresh('count', all);
    return [along === undefined ? [count] : X.shape.with(along, count), [count], [all], [count]];
  },
  inferUnranked: (_, { axis }, context) => {
    const count = context.fresh('count');
    return [axis === undefined ? [count] : undefined, [count], [context.fresh('elements')], [count]];
  },
  elements: ({ X }, { axis, sorted }) => {
    const distinct = axis === undefined ? distinctElements(X, sorted !== 0) : undefined;
    if (distinct === undefined) return [];
    const inverse = X.elements?.map((element) => distinct.findIndex((each) => each.element === element));
    return [
      distinct.map(({ element }) => element),
      distinct.map(({ first }) => first),
      inverse,
      distinct.map(({ count }) => count),
    ];
  },
  detail: () => ({ kind: 'movement', function: 'unique' }),
  cost: {
    operations: '∏X',
    memory: 'stream',
    source: 'at least a comparison per element; how many more depends on the algorithm and the data',
  },
});

/** Boxes by descending score, less those that overlap a better one: how many are left only the data say. */
export const nonMaxSuppression = defineOp({
  type: 'NonMaxSuppression',
  since: 10,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html',
  inputs: {
    boxes: 'activation',
    scores: 'activation',
    max_output_boxes_per_class: 'config?',
    iou_threshold: 'config?',
    score_threshold: 'config?',
  },
  outputs: { selected_indices: 'int64' },
  infer: ({ boxes, scores, max_output_boxes_per_class: most }, _, context) => {
    if (boxes.shape.length !== 3 || scores.shape.length !== 3) {
      throw new NodeError(`boxes of rank ${boxes.shape.length} and scores of rank ${scores.shape.length}, should be 3`);
    }
    const nothing = most === undefined || most.elements?.[0] === 0;
    const [batch = 0, classes = 0, all = 0] = scores.shape;
    const limit = most?.elements?.[0];
    const each = isDim(limit) ? minimum(all, limit) : all;
    return [[nothing ? 0 : context.fresh('count', product([batch, classes, each])), 3]];
  },
  inferUnranked: (_, __, context) => [[context.fresh('count'), 3]],
  cost: {
    operations: '∏scores',
    memory: 'stream',
    source:
      'each score compared with the threshold once; sorting and the overlaps of the boxes left over ' +
      'depend on the data and are not counted',
  },
});

/** The length of an axis, or of them all in a row. */
function lengthAlong(input: RankedTensor, axis: number | undefined): Dim {
  return axis === undefined ? elementCount(input.shape) : dimension(input, axis);
}

/**
 * The indices below `length` where a condition is true: onnxruntime leaves out what lies beyond. Undefined when that
 * cannot be told.
 */
function chosenWithin(condition: RankedTensor, length: Dim): readonly number[] | undefined {
  const indices = chosen(condition);
  return isKnown(length) ? indices?.filter((index) => index < length) : indices;
}

/** The indices where a condition is true; undefined when one of its elements cannot be told. */
function chosen(condition: RankedTensor): readonly number[] | undefined {
  const elements = condition.elements;
  if (elements === undefined) return undefined;
  const indices: number[] = [];
  for (const [index, element] of elements.entries()) {
    const truth = isNonZero(element);
    if (truth === undefined) return undefined;
    if (truth) indices.push(index);
  }
  return indices;
}

function nonZeroPositions(X: RankedTensor): readonly (readonly number[])[] | undefined {
  const grid = gridOf(X);
  const offsets = chosen(X);
  if (grid === undefined || offsets === undefined) return undefined;
  const positions = positionsOf(grid.shape);
  return offsets.map((offset) => positions[offset] ?? []);
}

function isNonZero(element: Element | undefined): boolean | undefined {
  if (element === undefined) return undefined;
  if (typeof element === 'boolean') return element;
  if (typeof element === 'string') return element !== '';
  if (typeof element === 'number' || typeof element === 'bigint') return element !== 0;
  return isDim(element) && isAtLeast(element, 1) ? true : undefined;
}

interface Distinct {
  readonly element: Element;
  /** Where it first stands in the flattened tensor. */
  readonly first: number;
  readonly count: number;
}

/** The distinct elements of a tensor all of whose elements are known. */
function distinctElements(X: RankedTensor, sorted: boolean): readonly Distinct[] | undefined {
  const distinct = new Map<Element, Distinct>();
  for (const [index, element] of (X.elements ?? [undefined]).entries()) {
    if (element === undefined || typeof element === 'object') return undefined;
    const before = distinct.get(element);
    distinct.set(
      element,
      before === undefined ? { element, first: index, count: 1 } : { ...before, count: before.count + 1 },
    );
  }
  const list = [...distinct.values()];
  return sorted ? list.sort((a, b) => (a.element < b.element ? -1 : 1)) : list;
}
