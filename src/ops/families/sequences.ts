import { add, equals, isKnown, multiply, product, toNumber, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Sequence, SequenceTotals, Tensor, Value } from '../../ir/index.js';
import { isRanked, unknownTensor } from '../../ir/index.js';
import type { Context } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

/** A sequence longer than this is known by its element's type alone. */
export const MAX_FOLLOWED_ITEMS = 1024;

/**
 * The sequence that an input is; one of nothing known when the input is a tensor of which nothing is known.
 * @throws NodeError when it is something else
 */
export function sequenceOf(name: string, value: Value): Sequence {
  if (value.kind === 'sequence') return value;
  if (value.kind === 'optional' && value.element !== undefined) return sequenceOf(name, value.element);
  if (value.kind === 'tensor' && value.shape === undefined) {
    return { kind: 'sequence', element: unknownTensor, length: undefined };
  }
  throw new NodeError(`input ${name} is a ${value.kind}, should be a sequence`);
}

/**
 * A sequence of known items. Of a long one only the common type and the totals are kept: each node that adds an item
 * would list all of them again.
 */
export function sequenceOfItems(items: readonly Value[], context: Context): Sequence {
  const sequence = { kind: 'sequence', element: commonType(items, context), length: items.length } as const;
  const whole = { ...sequence, items };
  return items.length <= MAX_FOLLOWED_ITEMS ? whole : { ...sequence, totals: totalsOf(whole) };
}

/** How many items a sequence has; a symbol when that is not known. */
export function lengthOf({ length }: Sequence, context: Context): Dim {
  return length ?? context.fresh('length');
}

/**
 * The type that covers all values: dimensions that differ are symbols, a rank that differs is unknown. Undefined for no
 * values.
 */
export function commonType(values: readonly Value[], context: Context): Value | undefined {
  return values
    .map(withoutElements)
    .reduce<Value | undefined>(
      (common, value) => (common === undefined ? value : cover(common, value, context)),
      undefined,
    );
}

/**
 * A place in a list of `length` items counted from the front, negative ones from the back; undefined when it cannot be
 * told.
 */
export function placeOf(position: Tensor, length: number, last: number): number | undefined {
  const [place] = position.elements ?? [];
  if (typeof place !== 'number') return undefined;
  if (place < -length || place > last) {
    throw new NodeError(`position ${place} is out of range for a sequence of ${length}`);
  }
  return place < 0 ? place + length : place;
}

/** The items of a sequence as tensors of known rank; undefined when one is not. */
export function rankedItems({ items }: Sequence): readonly RankedTensor[] | undefined {
  const isRankedTensor = (item: Value): item is RankedTensor => item.kind === 'tensor' && item.shape !== undefined;
  return items?.every(isRankedTensor) === true ? items : undefined;
}

/** The totals of the items of a sequence; undefined when they cannot be told, or when there are no items. */
export function totalsOf(sequence: Sequence): SequenceTotals | undefined {
  const { items, totals, element, length } = sequence;
  const [first, ...others] = rankedItems(sequence) ?? [];
  if (first !== undefined) {
    return others.reduce<SequenceTotals | undefined>(
      (total, item) => total && withItem(total, item),
      totalsOfOne(first),
    );
  }
  if (totals !== undefined || items !== undefined || !isRanked(element) || length === undefined) return totals;
  // Where all items are of one size: a symbol may stand for sizes that differ.
  if (!element.shape.every(isKnown)) return undefined;
  return unlessTooLarge(() => ({
    axes: element.shape.map((dim) => multiply(dim, length)),
    elements: multiply(product(element.shape), length),
  }));
}

function totalsOfOne({ shape }: RankedTensor): SequenceTotals | undefined {
  const elements = unlessTooLarge(() => product(shape));
  return elements === undefined ? undefined : { axes: shape, elements };
}

/** The totals with one item more; undefined when it is of another rank. */
export function withItem({ axes, elements }: SequenceTotals, item: RankedTensor): SequenceTotals | undefined {
  const one = totalsOfOne(item);
  if (one === undefined || item.shape.length !== axes.length) return undefined;
  return {
    axes: axes.map((total, axis) => add(total, item.shape[axis] ?? 0)),
    elements: add(elements, one.elements),
  };
}

/** One item more or less. */
export function changeLength(sequence: Sequence, by: number, context: Context): Dim {
  const length = lengthOf(sequence, context);
  const known = toNumber(length);
  if (known !== undefined && known + by < 0) throw new NodeError('the sequence is empty');
  return add(length, by);
}

function withoutElements(value: Value): Value {
  return value.kind === 'tensor' ? { kind: 'tensor', dtype: value.dtype, shape: value.shape } : value;
}

function cover(left: Value, right: Value, context: Context): Value {
  if (left.kind !== 'tensor' || right.kind !== 'tensor') return left.kind === right.kind ? left : unknownTensor;
  const dtype = left.dtype ?? right.dtype;
  const { shape } = left;
  const other = right.shape;
  if (shape === undefined || shape.length !== other?.length) return { kind: 'tensor', dtype, shape: undefined };
  return {
    kind: 'tensor',
    dtype,
    shape: shape.map((dim, axis) => (equals(dim, other[axis] ?? dim) ? dim : context.fresh(`axis_${axis}`))),
  };
}
