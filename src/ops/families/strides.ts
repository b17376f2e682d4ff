import type { Element, RankedTensor, Shape } from '../../ir/index.js';
import { MAX_FOLLOWED_ELEMENTS } from '../language/limits.js';
import { knownShape } from './shapes.js';

/** The elements of a small tensor; one that cannot be told is undefined. */
export type Elements = readonly (Element | undefined)[];

/** Where an element stands: an index on each axis. */
export type Position = readonly number[];

/** A small tensor whose size is known, with what is known of its elements. */
export interface Grid {
  readonly shape: readonly number[];
  readonly elements: Elements;
}

/** The tensor as a grid; undefined when its elements are not followed. */
export function gridOf(tensor: RankedTensor | undefined): Grid | undefined {
  const shape = tensor === undefined ? undefined : knownShape(tensor.shape);
  const elements = tensor?.elements;
  return shape === undefined || elements === undefined ? undefined : { shape, elements };
}

/** The row-major offset of a position; undefined when it lies outside the shape or has another rank. */
export function offsetOf(position: Position, shape: readonly number[]): number | undefined {
  if (position.length !== shape.length) return undefined;
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const index = position[axis] ?? 0;
    const length = shape[axis] ?? 0;
    if (index < 0 || index >= length) return undefined;
    offset = offset * length + index;
  }
  return offset;
}

/** Every position of a shape, in row-major order. */
export function positionsOf(shape: readonly number[]): Position[] {
  if (shape.some((length) => length <= 0)) return [];
  const positions: Position[] = [];
  const position = new Array<number>(shape.length).fill(0);
  for (let rest = shape.reduce((count, length) => count * length, 1); rest > 0; rest--) {
    positions.push(position.slice());
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (position[axis] ?? 0) + 1;
      position[axis] = next === shape[axis] ? 0 : next;
      if (next !== shape[axis]) break;
    }
  }
  return positions;
}

/** The element at a position; undefined when it cannot be told or the grid has no such position. */
export function elementAt({ shape, elements }: Grid, position: Position): Element | undefined {
  const offset = offsetOf(position, shape);
  return offset === undefined ? undefined : elements[offset];
}

/**
 * The elements of an output of `shape`, each by its position; undefined when the shape holds symbols or is too large to
 * be followed.
 */
export function fillElements(
  shape: Shape,
  elementOf: (position: Position) => Element | undefined,
): Elements | undefined {
  const known = knownShape(shape);
  if (known === undefined || known.reduce((count, length) => count * length, 1) > MAX_FOLLOWED_ELEMENTS) {
    return undefined;
  }
  return positionsOf(known).map(elementOf);
}

/**
 * The elements of an output each of which is one of `input`: that at the position which `source` gives; undefined when
 * `input` is not followed.
 */
export function rearrange(
  input: RankedTensor,
  shape: Shape,
  source: (position: Position) => Position | undefined,
): Elements | undefined {
  const grid = gridOf(input);
  if (grid === undefined) return undefined;
  return fillElements(shape, (position) => {
    const from = source(position);
    return from === undefined ? undefined : elementAt(grid, from);
  });
}
