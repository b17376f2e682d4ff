import { toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, RankedTensor, Shape } from '../../ir/index.js';
import { positionsOf } from '../families/strides.js';
import type { Elements } from '../families/strides.js';

/**
 * The elements of an output whose every element is `combine` of those that broadcasting puts in its place, one of each
 * input. An input whose elements are unknown gives undefined; undefined as a whole when that holds for all, or the
 * output's size is unknown.
 */
export function mapBroadcast(
  inputs: readonly RankedTensor[],
  outputShape: Shape,
  combine: (operands: Elements) => Element | undefined,
): Elements | undefined {
  if (inputs.every(({ elements }) => elements === undefined)) return undefined;
  const shape = numbersOf(outputShape);
  if (shape === undefined) return undefined;
  const count = shape.reduce((all, size) => all * size, 1);
  // An operand as large as the output has its layout, one of a single element has none: shape arithmetic knows hardly
  // another case.
  const isPlain = inputs.every(
    ({ elements }) => elements === undefined || elements.length === count || elements.length === 1,
  );
  if (isPlain) {
    const output: (Element | undefined)[] = [];
    for (let place = 0; place < count; place++) {
      output.push(combine(inputs.map(({ elements }) => (elements?.length === 1 ? elements[0] : elements?.[place]))));
    }
    return output;
  }
  const readers = inputs.map((input) => broadcastReader(input, shape.length));
  return positionsOf(shape).map((index) => combine(readers.map((read) => read(index))));
}

/** The elements of a tensor one by one through `change`. */
export function mapElements(
  { elements }: RankedTensor,
  change: (element: Element) => Element | undefined,
): Elements | undefined {
  return elements?.map((element) => (element === undefined ? undefined : change(element)));
}

/**
 * The elements that remain when those along `axes` (counted from the front) are put together by `combine`, in row-major
 * order of the other axes; undefined when the elements or a size are unknown.
 */
export function reduceElements(
  { elements, shape }: RankedTensor,
  axes: readonly number[],
  combine: (group: Elements) => Element | undefined,
): Elements | undefined {
  const sizes = numbersOf(shape);
  if (elements === undefined || sizes === undefined) return undefined;
  const strides = stridesOf(sizes);
  const offset = (index: readonly number[], of: readonly number[]): number =>
    index.reduce((total, position, place) => total + position * (strides[of[place] ?? 0] ?? 0), 0);
  const kept = sizes.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const starts = positionsOf(kept.map((axis) => sizes[axis] ?? 1)).map((index) => offset(index, kept));
  if (starts.length === 0) return [];
  const steps = positionsOf(axes.map((axis) => sizes[axis] ?? 1)).map((index) => offset(index, axes));
  return starts.map((start) => combine(steps.map((step) => elements[start + step])));
}

/** Puts elements together from the left; undefined as soon as one is, or a step cannot be told. */
export function foldElements(
  group: Elements,
  start: Element | undefined,
  step: (total: Element, element: Element) => Element | undefined,
): Element | undefined {
  let total = start;
  for (const [place, element] of group.entries()) {
    if (element === undefined) return undefined;
    if (total === undefined) {
      if (place > 0) return undefined;
      total = element;
    } else {
      total = step(total, element);
      if (total === undefined) return undefined;
    }
  }
  return total;
}

/** The distance between neighbours along each axis of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

function broadcastReader(
  { elements, shape }: RankedTensor,
  rank: number,
): (index: readonly number[]) => Element | undefined {
  const sizes = numbersOf(shape);
  if (elements === undefined || sizes === undefined) return () => undefined;
  const lead = rank - sizes.length;
  const strides = stridesOf(sizes).map((stride, axis) => (sizes[axis] === 1 ? 0 : stride));
  return (index) => elements[strides.reduce((offset, stride, axis) => offset + stride * (index[axis + lead] ?? 0), 0)];
}

function numbersOf(shape: Shape): readonly number[] | undefined {
  const numbers = shape.map((dim: Dim) => toNumber(dim));
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}
