import { divideExactly, equals, floorDivide, isKnown, product, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { MAX_RANK } from '../../ir/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dimsOrInput, dynamic, int, intsOrInput } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { elementCount, frontAxis } from '../families/shapes.js';
import { movedPlaced, reshapedPlaced } from '../elements/placed.js';

const source = 'the same elements under another shape: nothing moves';

/**
 * Another shape for the same elements: 0 keeps the input's dimension (unless `allowzero`), one -1 takes what is left.
 */
export const reshape = defineOp({
  type: 'Reshape',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Reshape.html',
  inputs: { data: 'activation', shape: 'config?' },
  outputs: { reshaped: 'data' },
  attributes: { shape: dimsOrInput({ input: 'shape' }), allowzero: int(0) },
  infer: ({ data }, { shape, allowzero }, context) => [inferReshape(data.shape, shape, allowzero !== 0, context)],
  inferUnranked: (_, { shape, allowzero }, context) => [inferReshape(undefined, shape, allowzero !== 0, context)],
  elements: ({ data }) => [data.elements],
  placed: ({ data }, _, { shape }) => reshapedPlaced(data, shape),
  detail: () => ({ kind: 'movement', function: 'reshape' }),
  cost: { operations: '0', memory: 'view', source },
});

/** A matrix: axes before `axis` become its rows, the others its columns. */
export const flatten = defineOp({
  type: 'Flatten',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Flatten.html',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { axis: int(1) },
  infer: ({ input }, { axis }) => {
    const rank = input.shape.length;
    if (axis < -rank || axis > rank) throw new NodeError(`axis ${axis} is out of range for rank ${rank}`);
    const split = axis < 0 ? axis + rank : axis;
    return [[product(input.shape.slice(0, split)), product(input.shape.slice(split))]];
  },
  inferUnranked: (_, { axis }, context) => [[axis === 0 ? 1 : context.fresh('rows'), context.fresh('columns')]],
  elements: ({ input }) => [input.elements],
  detail: (_, { axis }) => ({ kind: 'movement', function: 'flatten', axis }),
  cost: { operations: '0', memory: 'view', source },
});

/** Leaves out axes of length 1: those named, else all of them. */
export const squeeze = defineOp({
  type: 'Squeeze',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Squeeze.html',
  inputs: { data: 'activation', axes: 'config?' },
  outputs: { squeezed: 'data' },
  attributes: { axes: intsOrInput({ input: 'axes' }) },
  infer: ({ data, axes: input }, { axes }, context) => {
    if (axes === dynamic) return [freshShape(data.shape.length - (countOf(input) ?? NaN), context)];
    return [axes === undefined ? squeezeOnes(data.shape, context) : squeezeAxes(data.shape, axes)];
  },
  elements: ({ data }, { axes }) => [axes === dynamic ? undefined : data.elements],
  placed: ({ data }, { axes }, { shape }) => {
    if (axes === dynamic || axes === undefined) return reshapedPlaced(data, shape);
    const dropped = distinctAxes(axes, data.shape.length);
    const kept = data.shape.flatMap((_, axis) => (dropped.has(axis) ? [] : [axis]));
    return movedPlaced(data, shape, kept);
  },
  detail: () => ({ kind: 'movement', function: 'squeeze' }),
  cost: { operations: '0', memory: 'view', source },
});

/** Puts in axes of length 1 at the places that `axes` names in the output. */
export const unsqueeze = defineOp({
  type: 'Unsqueeze',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Unsqueeze.html',
  inputs: { data: 'activation', axes: 'config?' },
  outputs: { expanded: 'data' },
  attributes: { axes: intsOrInput({ input: 'axes' }) },
  infer: ({ data, axes: input }, { axes }, context) => {
    if (axes === undefined) throw new NodeError('axes are missing');
    if (axes === dynamic) return [freshShape(data.shape.length + (countOf(input) ?? NaN), context)];
    const rank = data.shape.length + axes.length;
    const added = distinctAxes(axes, rank);
    const rest = data.shape.values();
    return [Array.from({ length: rank }, (_, axis): Dim => (added.has(axis) ? 1 : (rest.next().value ?? 1)))];
  },
  elements: ({ data }, { axes }) => [axes === dynamic ? undefined : data.elements],
  placed: ({ data }, { axes }, { shape }) => {
    if (axes === dynamic || axes === undefined) return undefined;
    const added = distinctAxes(axes, shape.length);
    let next = 0;
    return movedPlaced(
      data,
      shape,
      shape.map((_, axis) => (added.has(axis) ? undefined : next++)),
    );
  },
  detail: () => ({ kind: 'movement', function: 'unsqueeze' }),
  cost: { operations: '0', memory: 'view', source },
});

type Wanted = readonly (Dim | undefined)[] | Dynamic | undefined;

function inferReshape(
  input: Shape | undefined,
  wanted: Wanted,
  allowZero: boolean,
  context: Context,
): Shape | undefined {
  if (wanted === undefined) throw new NodeError('the shape is missing');
  if (wanted === dynamic) return undefined;
  limitRank(wanted.length);
  const rest = wanted.indexOf(-1);
  if (rest !== -1 && wanted.includes(-1, rest + 1)) throw new NodeError('the shape holds more than one -1');
  if (rest !== -1 && allowZero && wanted.includes(0)) {
    throw new NodeError('the shape holds both 0 and -1, which allowzero forbids');
  }

  // A dimension copied by 0 stands on both sides and cancels, even where it is 0 or a symbol.
  const copied = new Set<number>();
  const dims = wanted.map((dim, axis): Dim | undefined => {
    if (dim !== 0 || allowZero) {
      if (typeof dim === 'number' && dim < -1) throw new NodeError(`the shape holds ${dim}`);
      return dim === -1 ? undefined : dim;
    }
    copied.add(axis);
    const kept = input?.[axis];
    if (input !== undefined && kept === undefined) {
      throw new NodeError(`the shape copies axis ${axis} of an input of rank ${input.length}`);
    }
    return kept;
  });

  const open = dims.flatMap((dim, axis) => (dim === undefined ? [axis] : []));
  const [last] = open;
  if (input === undefined || (open.length > 1 && rest === -1)) {
    return dims.map((dim, axis) => dim ?? context.fresh(`axis_${axis}`));
  }
  const left = elementCount(input.filter((_, axis) => !copied.has(axis)));
  const given = product(dims.filter((dim, axis): dim is Dim => dim !== undefined && !copied.has(axis)));
  if (last === undefined) {
    // Beside an axis of length 0, which holds nothing, the others may be of any length.
    const isEmpty = [...copied].some((axis) => input[axis] === 0);
    if (isKnown(left) && isKnown(given) && left !== given && !isEmpty) throw misfit(input, wanted);
    return dims.map((dim, axis) => dim ?? context.fresh(`axis_${axis}`));
  }
  if (open.length > 1) return dims.map((dim, axis) => dim ?? context.fresh(`axis_${axis}`));
  const remaining = divide(left, given, () => misfit(input, wanted)) ?? context.fresh(`axis_${last}`);
  return dims.map((dim) => dim ?? remaining);
}

/**
 * The size left for the one open dimension: exact, else rounded down by a known divisor; undefined when a symbol stays
 * in the way.
 */
function divide(left: Dim, given: Dim, fail: () => NodeError): Dim | undefined {
  const exact = divideExactly(left, given);
  if (exact !== undefined) return exact;
  if (!isKnown(given)) return undefined;
  if (isKnown(left) || given <= 0) throw fail();
  return floorDivide(left, given);
}

function misfit(input: Shape, wanted: readonly (Dim | undefined)[]): NodeError {
  return new NodeError(
    `an input of shape ${printShape(input)} does not fit the shape ${printShape(wanted.map((dim) => dim ?? -1))}`,
  );
}

function squeezeOnes(shape: Shape, context: Context): Shape {
  const kept = shape.filter((dim) => !equals(dim, 1));
  const unsure = kept.filter((dim) => !isKnown(dim));
  if (unsure.length > 0) {
    const which = unsure.length === 1 ? 'an axis' : 'axes';
    context.warn(`keeps ${which} of length ${printShape(unsure)}; a run drops what is 1: bind a size that is`, true);
  }
  return kept;
}

function squeezeAxes(shape: Shape, axes: readonly number[]): Shape {
  const dropped = distinctAxes(axes, shape.length);
  for (const axis of dropped) {
    const length = toNumber(shape[axis] ?? 1);
    if (length !== undefined && length !== 1) {
      throw new NodeError(`axis ${axis} has length ${length}, only 1 can be left out`);
    }
  }
  return shape.filter((_, axis) => !dropped.has(axis));
}

function distinctAxes(axes: readonly number[], rank: number): ReadonlySet<number> {
  const distinct = new Set(axes.map((axis) => frontAxis(axis, rank)));
  if (distinct.size !== axes.length) throw new NodeError(`axes ${axes.join(', ')} repeat`);
  return distinct;
}

/** How many axes an input names, when known. */
function countOf(axes: RankedTensor | undefined): number | undefined {
  return axes === undefined ? undefined : toNumber(elementCount(axes.shape));
}

function freshShape(rank: number, context: Context): Shape | undefined {
  if (!Number.isInteger(rank) || rank < 0) return undefined;
  limitRank(rank);
  return Array.from({ length: rank }, (_, axis) => context.fresh(`axis_${axis}`));
}

function limitRank(rank: number): void {
  if (rank > MAX_RANK) throw new NodeError(`its output would have ${rank} axes`);
}
