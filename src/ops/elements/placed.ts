// The elements of tensors that are too large to list, as a formula of their place.

import {
  add,
  bind,
  equals,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  symbol,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim, Expression, Term } from '../../dim/index.js';
import type { Course, Element, Placed, RankedTensor, Shape } from '../../ir/index.js';
import { isCondition, isSame } from './element-comparison.js';
import type { Elements } from '../families/strides.js';

/** The cases of one formula. Masks have a handful: a window, its sinks, padding. */
const MOST_CASES = 32;

/** The index along an axis, counted from the last one: axes that broadcast are added in front. No file names it so. */
export function indexAlong(fromLast: number): Expression {
  return (indices[fromLast] ??= symbol(nameOfIndex(fromLast)));
}

const indices: Expression[] = [];

/** The name of that symbol. */
export function nameOfIndex(fromLast: number): string {
  return `\u{F0000}${fromLast}`;
}

/** A formula of one element for all places; a condition becomes its cases. */
export function placedAs(element: Element | undefined): Placed {
  if (!isCondition(element)) return { kind: 'element', element };
  return element.all.reduceRight<Placed>((rest, at) => splitAt(at, rest, falsehood), {
    kind: 'element',
    element: true,
  });
}

const falsehood: Placed = { kind: 'element', element: false };

/** The one formula where an integer is at least 0, the other elsewhere. */
export function splitAt(at: Dim, yes: Placed, no: Placed): Placed {
  if (typeof at !== 'object') return at >= 0 ? yes : no;
  if (isAlike(yes, no)) return yes;
  const extremum = extremumIn(at);
  if (extremum === undefined) return { kind: 'split', at, yes, no };
  // The least of several is at least 0 where all are, the greatest where one is.
  return extremum.least
    ? extremum.cases.reduceRight<Placed>((rest, each) => splitAt(each, rest, no), yes)
    : extremum.cases.reduceRight<Placed>((rest, each) => splitAt(each, yes, rest), no);
}

/** An expression with one minimum or maximum as the least or greatest of several. */
function extremumIn(at: Expression): { readonly least: boolean; readonly cases: readonly Dim[] } | undefined {
  const isExtremum = ({ monomial }: Term): boolean =>
    monomial.factors.some(({ atom }) => atom.kind === 'minimum' || atom.kind === 'maximum');
  const [term, ...others] = at.terms.filter(isExtremum);
  const [factor, ...more] = term?.monomial.factors ?? [];
  if (term === undefined || factor?.power !== 1 || others.length + more.length > 0) return undefined;
  const { atom } = factor;
  if (atom.kind !== 'minimum' && atom.kind !== 'maximum') return undefined;
  const isMinimum = atom.kind === 'minimum';
  const extremum = isMinimum ? minimum(...atom.arguments) : maximum(...atom.arguments);
  const rest = subtract(at, multiply(extremum, term.coefficient));
  return {
    least: isMinimum === term.coefficient > 0,
    cases: atom.arguments.map((argument) => add(rest, multiply(argument, term.coefficient))),
  };
}

function isAlike(one: Placed, other: Placed): boolean {
  if (one === other) return true;
  return (
    one.kind === 'element' &&
    other.kind === 'element' &&
    (one.element === other.element ||
      (one.element !== undefined && other.element !== undefined && isSame(one.element, other.element)))
  );
}

/** The formula of a tensor; of a small one where all elements are one, or the next is always as much more. */
export function placedOf({ placed, elements, shape }: RankedTensor): Placed | undefined {
  if (placed !== undefined || elements === undefined) return placed;
  const [first, second] = elements;
  if (elements.length === 0 || first === undefined) return undefined;
  if (elements.every((element) => element !== undefined && isSame(element, first))) return placedAs(first);
  const long = shape.findIndex((dim) => dim !== 1);
  if (!shape.every((dim, axis) => axis === long || dim === 1)) return undefined;
  if (typeof first !== 'number' || typeof second !== 'number') return undefined;
  return evenly(first, second, elements, shape.length - 1 - long);
}

/** The formula of a stored tensor whose elements follow from their place. */
export function placedInCourse(course: Course, shape: Shape): Placed {
  if (course.kind === 'steps') {
    const long = shape.findIndex((dim) => dim !== 1);
    return placedAs(add(course.first, multiply(course.step, indexAlong(shape.length - 1 - long))));
  }
  const { from, end } = course;
  const place = subtract(indexAlong(0), indexAlong(1));
  const [inside, outside] = [placedAs(course.inside), placedAs(course.outside)];
  const before = end === undefined ? inside : splitAt(subtract(end - 1, place), inside, outside);
  return from === undefined ? before : splitAt(subtract(place, from), before, outside);
}

/** The formula of numbers that rise or fall evenly along one axis; undefined where they do not. */
export function evenly(
  first: number,
  second: number,
  elements: readonly unknown[],
  fromLast: number,
): Placed | undefined {
  const step = second - first;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(step)) return undefined;
  if (elements.some((element, index) => element !== first + step * index)) return undefined;
  return placedAs(add(first, multiply(step, indexAlong(fromLast))));
}

/**
 * The formula of an output each of whose elements is `fold` of those that broadcasting puts in its place. Undefined
 * where no input is long and has one, or it has too many cases. An input without a formula gives undefined.
 */
export function foldPlaced(
  inputs: readonly (RankedTensor | undefined)[],
  fold: (operands: Elements) => Element | undefined | Placed,
): Placed | undefined {
  if (inputs.every((input) => input?.placed === undefined)) return undefined;
  const parts = inputs.map((input) => (input === undefined ? undefined : placedOf(input)) ?? unknownElement);
  return foldParts(parts, fold);
}

const unknownElement: Placed = { kind: 'element', element: undefined };

/** See `foldPlaced`; of formulas. */
export function foldParts(
  parts: readonly Placed[],
  fold: (operands: Elements) => Element | undefined | Placed,
): Placed | undefined {
  let left = MOST_CASES;
  const folded = (rest: readonly Placed[]): Placed | undefined => {
    const split = rest.find((part) => part.kind === 'split');
    if (split === undefined) {
      left -= 1;
      if (left < 0) return undefined;
      const result = fold(rest.map((part) => (part.kind === 'element' ? part.element : undefined)));
      return isPlaced(result) ? result : placedAs(result);
    }
    const yes = folded(rest.map((part) => decided(part, split.at, true)));
    const no = yes && folded(rest.map((part) => decided(part, split.at, false)));
    return yes && no && splitAt(split.at, yes, no);
  };
  const all = unlessTooLarge(() => folded(parts));
  return all === undefined || isUnknown(all) ? undefined : all;
}

function isPlaced(result: Element | undefined | Placed): result is Placed {
  return typeof result === 'object' && (result.kind === 'element' || result.kind === 'split');
}

function isUnknown(placed: Placed): boolean {
  return placed.kind === 'element' ? placed.element === undefined : isUnknown(placed.yes) && isUnknown(placed.no);
}

/** The formula where it is decided whether an integer is at least 0. */
function decided(placed: Placed, at: Expression, isAtLeast: boolean): Placed {
  if (placed.kind === 'element') return placed;
  if (equals(placed.at, at)) return isAtLeast ? decided(placed.yes, at, true) : decided(placed.no, at, false);
  if (equals(placed.at, negate(add(at, 1)))) {
    return isAtLeast ? decided(placed.no, at, true) : decided(placed.yes, at, false);
  }
  const yes = decided(placed.yes, at, isAtLeast);
  const no = decided(placed.no, at, isAtLeast);
  return yes === placed.yes && no === placed.no ? placed : splitAt(placed.at, yes, no);
}

/** The formula with other indices in the place of its own, by the number of the axis from the last. */
export function withIndices(placed: Placed, indices: ReadonlyMap<number, Dim>): Placed | undefined {
  const names = new Map([...indices].map(([fromLast, index]) => [nameOfIndex(fromLast), index]));
  return unlessTooLarge(() => bound(placed, names));
}

function bound(placed: Placed, names: ReadonlyMap<string, Dim>): Placed {
  if (placed.kind === 'split') {
    return splitAt(bind(placed.at, names), bound(placed.yes, names), bound(placed.no, names));
  }
  const { element } = placed;
  if (typeof element !== 'object') return placed;
  if (element.kind === 'expression') return { kind: 'element', element: bind(element, names) };
  return unknownElement;
}

/** The formula of a tensor whose axes are moved: `axes` names for each of the output's the input's, or none. */
export function movedPlaced(
  { placed, shape }: RankedTensor,
  output: Shape,
  axes: readonly (number | undefined)[],
): Placed | undefined {
  if (placed === undefined) return undefined;
  const indices = new Map<number, Dim>();
  axes.forEach((axis, at) => {
    if (axis === undefined) return;
    indices.set(shape.length - 1 - axis, output[at] === 1 ? 0 : indexAlong(output.length - 1 - at));
  });
  return withIndices(placed, indices);
}

/** The formula under another shape with the same axes but for those of length 1. */
export function reshapedPlaced(tensor: RankedTensor, output: Shape): Placed | undefined {
  if (tensor.placed === undefined) return undefined;
  const long = (shape: Shape): number[] => shape.flatMap((dim, axis) => (dim === 1 ? [] : [axis]));
  const [before, after] = [long(tensor.shape), long(output)];
  const isMove =
    before.length === after.length &&
    before.every((axis, place) => equals(tensor.shape[axis] ?? 0, output[after[place] ?? 0] ?? 0));
  if (!isMove) return undefined;
  return movedPlaced(
    tensor,
    output,
    output.map((_, axis) => before[after.indexOf(axis)]),
  );
}

/** The formula of a triangle: what lies above a diagonal, or below it, is cleared. */
export function triangleOf(input: RankedTensor, k: Dim, upper: boolean): Placed | undefined {
  const placed = placedOf(input);
  if (placed === undefined) return undefined;
  const [column, row] = [lastIndex(input.shape, 0), lastIndex(input.shape, 1)];
  const above = subtract(subtract(column, row), k);
  const cleared: Placed = { kind: 'element', element: input.dtype === 'bool' ? false : 0 };
  return unlessTooLarge(() => splitAt(upper ? above : negate(above), placed, cleared));
}

function lastIndex(shape: Shape, fromLast: number): Dim {
  return shape.at(-1 - fromLast) === 1 ? 0 : indexAlong(fromLast);
}

/** The formula of tensors one after the other along an axis. */
export function joinedPlaced(tensors: readonly RankedTensor[], axis: number): Placed | undefined {
  if (tensors.length > MOST_CASES || tensors.every(({ placed }) => placed === undefined)) return undefined;
  const fromLast = (tensors[0]?.shape.length ?? 0) - 1 - axis;
  let start: Dim = 0;
  const parts = tensors.map((tensor) => {
    const length = tensor.shape[axis] ?? 0;
    const own = withIndices(
      placedOf(tensor) ?? unknownElement,
      new Map([[fromLast, subtract(indexAlong(fromLast), start)]]),
    );
    start = add(start, length);
    return { own: own ?? unknownElement, end: start };
  });
  return unlessTooLarge(() =>
    parts.reduceRight<Placed>(
      (rest, { own, end }) => splitAt(subtract(subtract(end, indexAlong(fromLast)), 1), own, rest),
      unknownElement,
    ),
  );
}
