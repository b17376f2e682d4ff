import { ceilDivide, divideExactly, isKnown, multiply, subtract, sum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Sequence, SequenceTotals, Shape, Tensor, Value } from '../../ir/index.js';
import { dimsOrInput, dynamic, int, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { concatenatedElements, concatenatedShape } from '../families/concatenation.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, elementCount, frontAxis } from '../families/shapes.js';
import { MAX_FOLLOWED_ITEMS, rankedItems, sequenceOf, sequenceOfItems, totalsOf } from '../families/sequences.js';
import { rearrange } from '../families/strides.js';

/**
 * Parts of one axis as a sequence: of the lengths that `split` lists, of its one length each, or without it of 1, then
 * also without the axis.
 */
export const splitToSequence = defineOp({
  type: 'SplitToSequence',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SplitToSequence.html',
  inputs: { input: 'activation', split: 'config?' },
  outputs: { output_sequence: () => undefined },
  attributes: { axis: int(0), keepdims: int(1), split: dimsOrInput({ input: 'split' }) },
  infer: ({ input, split: given }, { axis, keepdims, split }, context) => {
    const cut: Cut = { axis: frontAxis(axis, input.shape.length), drop: given === undefined && keepdims === 0 };
    if (given === undefined) return [splitEvenly(input, cut, 1, context)];
    if (given.shape.length > 0) return [splitByList(input, cut, split, context)];
    const [each] = split === undefined || split === dynamic ? [] : split;
    return [splitEvenly(input, cut, each, context)];
  },
  inferUnranked: ({ input }) => [
    { kind: 'sequence', element: { kind: 'tensor', dtype: input.dtype, shape: undefined }, length: undefined },
  ],
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

/** The items of a sequence one after the other along an axis, or stacked on a new one. */
export const concatFromSequence = defineOp({
  type: 'ConcatFromSequence',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConcatFromSequence.html',
  inputs: { input_sequence: 'value' },
  outputs: {
    concat_result: ({ input_sequence: input }) =>
      input.kind === 'sequence' && input.element?.kind === 'tensor' ? input.element.dtype : undefined,
  },
  attributes: { axis: required(int()), new_axis: int(0) },
  infer: ({ input_sequence: input }, { axis, new_axis: stack }, context) => [
    concatSequence(sequenceOf('input_sequence', input), axis, stack !== 0, context),
  ],
  elements: ({ input_sequence: input }, { axis, new_axis: stack }, [output]) => {
    const parts = rankedItems(sequenceOf('input_sequence', input));
    if (parts === undefined || output === undefined) return [undefined];
    const along = frontAxis(axis, output.shape.length);
    return [
      concatenatedElements(stack === 0 ? parts : parts.map((part) => unsqueezed(part, along)), along, output.shape),
    ];
  },
  cost: {
    operations: '0',
    memory: { reads: { input_sequence: '∏concat_result' } },
    source: 'every element is copied once',
  },
});

/** Which axis is cut, and whether the parts, of length 1, go without it. */
interface Cut {
  readonly axis: number;
  readonly drop: boolean;
}

/** The size of all parts together: along the cut axis, the size of the tensor before the cut. */
function totalsOfParts({ shape }: RankedTensor, { axis, drop }: Cut, count: Dim): SequenceTotals {
  const axes = shape.map((dim, index) => (index === axis ? dim : multiply(count, dim)));
  return { axes: drop ? axes.toSpliced(axis, 1) : axes, elements: elementCount(shape) };
}

/** Parts of `each`, the last of what is left. */
function splitEvenly(input: RankedTensor, cut: Cut, each: Dim | undefined, context: Context): Sequence {
  const length = dimension(input, cut.axis);
  const part = each === undefined ? undefined : toNumber(each);
  if (part !== undefined && part < 1) throw new NodeError(`a part's length is ${part}`);
  const exact = each === undefined ? undefined : divideExactly(length, each);
  const count = exact ?? (part === undefined ? undefined : ceilDivide(length, part));
  const number = count === undefined ? undefined : toNumber(count);
  if (part !== undefined && number !== undefined && number <= MAX_FOLLOWED_ITEMS) {
    const lengths = Array.from({ length: number }, (_, index) =>
      index < number - 1 ? part : subtract(length, (number - 1) * part),
    );
    return sequenceOfItems(partsOf(input, cut, lengths), context);
  }
  const shape =
    exact !== undefined && each !== undefined
      ? partShape(input.shape, cut, each)
      : input.shape.with(cut.axis, context.fresh('part', length));
  const parts = count ?? context.fresh('length');
  return {
    kind: 'sequence',
    element: { kind: 'tensor', dtype: input.dtype, shape },
    length: parts,
    totals: totalsOfParts(input, cut, parts),
  };
}

function splitByList(
  input: RankedTensor,
  cut: Cut,
  split: readonly (Dim | undefined)[] | Dynamic | undefined,
  context: Context,
): Sequence {
  if (split === undefined || split === dynamic) {
    const element: Tensor = {
      kind: 'tensor',
      dtype: input.dtype,
      shape: input.shape.with(cut.axis, context.fresh('part', dimension(input, cut.axis))),
    };
    const count = context.fresh('length');
    return { kind: 'sequence', element, length: count, totals: totalsOfParts(input, cut, count) };
  }
  const length = dimension(input, cut.axis);
  const known = split.filter((part) => part !== undefined);
  const total = sum(known);
  if (known.some((part) => isKnown(part) && part < 0)) throw new NodeError('a part is shorter than 0');
  if (known.length === split.length && isKnown(total) && isKnown(length) && total !== length) {
    throw new NodeError(`parts of ${String(total)} in all for an axis of length ${String(length)}`);
  }
  // What the list does not tell is cut as data say; the last of it is what is left.
  const last = split.lastIndexOf(undefined);
  const told = split.map((part, index) => part ?? (index === last ? 0 : context.fresh(`part_${index}`, length)));
  const left = subtract(length, sum(told));
  const rest = isKnown(left) && left < 0 ? context.fresh(`part_${last}`, length) : left;
  return sequenceOfItems(partsOf(input, cut, last < 0 ? told : told.with(last, rest)), context);
}

function partsOf(input: RankedTensor, cut: Cut, lengths: readonly Dim[]): readonly Value[] {
  let start = 0;
  return lengths.map((length): RankedTensor => {
    const from = start;
    start += toNumber(length) ?? NaN;
    const shape = partShape(input.shape, cut, length);
    const elements = rearrange(input, shape, (position) =>
      cut.drop ? position.toSpliced(cut.axis, 0, from) : position.with(cut.axis, from + (position[cut.axis] ?? 0)),
    );
    return { kind: 'tensor', dtype: input.dtype, shape, elements };
  });
}

function partShape(shape: Shape, { axis, drop }: Cut, length: Dim): Shape {
  return drop ? shape.toSpliced(axis, 1) : shape.with(axis, length);
}

function concatSequence(sequence: Sequence, axis: number, stack: boolean, context: Context): Shape | undefined {
  const parts = rankedItems(sequence);
  if (parts !== undefined && parts.length > 0) {
    if (!stack) return concatenatedShape(parts, axis);
    const along = frontAxis(axis, (parts[0]?.shape.length ?? 0) + 1);
    return concatenatedShape(
      parts.map((part) => unsqueezed(part, along)),
      along,
    );
  }
  if (!isRanked(sequence.element)) return undefined;
  const { shape } = sequence.element;
  const length = sequence.length ?? context.fresh('length');
  if (stack) return shape.toSpliced(frontAxis(axis, shape.length + 1), 0, length);
  const along = frontAxis(axis, shape.length);
  const each = dimension(sequence.element, along);
  const total = totalsOf(sequence)?.axes[along];
  if (total !== undefined) return shape.with(along, total);
  // A number holds for every item; a symbol may stand for lengths that differ from item to item.
  return shape.with(along, isKnown(each) ? multiply(length, each) : context.fresh(`axis_${along}`));
}

function unsqueezed(part: RankedTensor, axis: number): RankedTensor {
  return { ...part, shape: part.shape.toSpliced(axis, 0, 1) };
}
