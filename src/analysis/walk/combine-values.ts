import { equals, isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isInteger } from '../../ir/index.js';
import type { Element, Sequence, SequenceTotals, Tensor, Value } from '../../ir/index.js';
import { sequenceTotals } from '../../ops/index.js';

/**
 * The size in a place where two values differ: a symbol named after the part (an axis, `element_3`), or one of the two
 * sizes, which are given where the part is an axis.
 */
export type Differing = (part: string, left?: Dim, right?: Dim) => Dim;

/** Whether nothing that inference follows differs between two values. */
export function sameValue(left: Value, right: Value): boolean {
  if (left.kind === 'tensor' && right.kind === 'tensor') {
    return (
      left.dtype === right.dtype &&
      sameList(left.shape, right.shape, equals) &&
      sameList(left.elements, right.elements, sameElement) &&
      left.placed === right.placed &&
      left.visible === right.visible
    );
  }
  if (left.kind === 'sequence' && right.kind === 'sequence') {
    const sameLength =
      left.length === right.length ||
      (left.length !== undefined && right.length !== undefined && equals(left.length, right.length));
    return (
      sameLength &&
      samePart(left.element, right.element) &&
      sameTotals(left.totals, right.totals) &&
      sameList(left.items, right.items, sameValue)
    );
  }
  if (left.kind === 'optional' && right.kind === 'optional') {
    return left.present === right.present && samePart(left.element, right.element);
  }
  if (left.kind === 'map' && right.kind === 'map') {
    return left.key === right.key && samePart(left.element, right.element);
  }
  return false;
}

function sameTotals(left: SequenceTotals | undefined, right: SequenceTotals | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return equals(left.elements, right.elements) && sameList(left.axes, right.axes, equals);
}

function samePart(left: Value | undefined, right: Value | undefined): boolean {
  return left === undefined || right === undefined ? left === right : sameValue(left, right);
}

function sameList<T>(
  left: readonly T[] | undefined,
  right: readonly T[] | undefined,
  same: (left: T, right: T) => boolean,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((item, index) => same(item, right[index] as T));
}

function sameElement(left: Element | undefined, right: Element | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (typeof left === 'object' && typeof right === 'object') {
    if (left.kind === 'fraction' && right.kind === 'fraction') {
      return left.denominator === right.denominator && equals(left.numerator, right.numerator);
    }
    if (left.kind === 'condition' && right.kind === 'condition') return sameList(left.all, right.all, equals);
    return left.kind === 'expression' && right.kind === 'expression' && equals(left, right);
  }
  return left === right;
}

/**
 * The value that covers both: equal parts stay, dimensions and integer elements that differ become symbols, and the
 * rest is unknown.
 */
export function cover(left: Value, right: Value, differing: Differing): Value {
  if (left === right) return left;
  if (left.kind === 'tensor' && right.kind === 'tensor') return coverTensors(left, right, differing);
  if (left.kind === 'sequence' && right.kind === 'sequence') {
    const length =
      left.length !== undefined && right.length !== undefined
        ? coverDims(left.length, right.length, 'length', differing)
        : undefined;
    return {
      kind: 'sequence',
      element: coverParts(left.element, right.element, (part, one, other) => differing(`each_${part}`, one, other)),
      length,
      totals: coverTotals(left, right, differing),
    };
  }
  if (left.kind === 'optional' && right.kind === 'optional') {
    return {
      kind: 'optional',
      element: coverParts(left.element, right.element, differing),
      present: left.present === right.present ? left.present : undefined,
    };
  }
  if (left.kind === 'map' && right.kind === 'map' && left.key === right.key) {
    return { ...left, element: coverParts(left.element, right.element, differing) };
  }
  return { kind: 'tensor', dtype: undefined, shape: undefined };
}

/** The totals of the items of either sequence: those of an empty one come to 0. */
function coverTotals(left: Sequence, right: Sequence, differing: Differing): SequenceTotals | undefined {
  const [one, other] = [sequenceTotals(left), sequenceTotals(right)];
  const [totals, others] = [one ?? zeroLike(left, other), other ?? zeroLike(right, one)];
  if (totals === undefined || totals.axes.length !== others?.axes.length) return undefined;
  return {
    axes: totals.axes.map((dim, axis) => coverDims(dim, others.axes[axis] ?? dim, `total_${axis}`, differing)),
    elements: coverDims(totals.elements, others.elements, 'total', differing),
  };
}

function zeroLike({ length }: Sequence, totals: SequenceTotals | undefined): SequenceTotals | undefined {
  return length === 0 && totals !== undefined ? { axes: totals.axes.map(() => 0), elements: 0 } : undefined;
}

/** An empty sequence or optional holds anything: the other side's type stands. */
function coverParts(left: Value | undefined, right: Value | undefined, differing: Differing): Value | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return cover(left, right, differing);
}

function coverTensors(left: Tensor, right: Tensor, differing: Differing): Tensor {
  const dtype = left.dtype === right.dtype ? left.dtype : undefined;
  const { shape, elements } = left;
  if (shape === undefined || right.shape === undefined || shape.length !== right.shape.length) {
    return { kind: 'tensor', dtype, shape: undefined };
  }
  const others = right.shape;
  const covered = shape.map((dim, axis) => coverDims(dim, others[axis] ?? dim, String(axis), differing));
  if (elements === undefined || right.elements?.length !== elements.length || !covered.every(isKnown)) {
    return { kind: 'tensor', dtype, shape: covered };
  }
  const otherElements = right.elements;
  return {
    kind: 'tensor',
    dtype,
    shape: covered,
    elements: elements.map((element, index) => {
      const other = otherElements[index];
      if (sameElement(element, other)) return element;
      const steers = dtype !== undefined && isInteger(dtype) && isCount(element) && isCount(other);
      return steers ? differing(elements.length === 1 ? 'value' : `element_${index}`) : undefined;
    }),
  };
}

/** Symbols stand for integers from 0 up; elements of other kinds are unknown where they differ. */
function isCount(element: Element | undefined): boolean {
  if (typeof element === 'number' || typeof element === 'bigint') return element >= 0;
  return typeof element === 'object' && element.kind === 'expression';
}

function coverDims(left: Dim, right: Dim, part: string, differing: Differing): Dim {
  return equals(left, right) ? left : differing(part, left, right);
}
