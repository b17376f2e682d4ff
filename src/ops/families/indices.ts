import { toNumber } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { NodeError } from '../language/node-error.js';
import { dimension } from './shapes.js';
import { elementAt } from './strides.js';
import type { Grid, Position } from './strides.js';

/**
 * The index at a position of a tensor of indices, counted from the front of an axis of `length`; undefined when it
 * cannot be told.
 */
export type IndexAt = (position: Position, length: number | undefined) => number | undefined;

/** Looks up indices, negative ones counted from the back. */
export function indexReader(indices: Grid): IndexAt {
  return (position, length) => {
    const index = elementAt(indices, position);
    if (typeof index !== 'number' || length === undefined) return undefined;
    return index < 0 ? index + length : index;
  };
}

/** How many axes of `data` each tuple in the last axis of `indices` names; undefined when that is a symbol. */
export function tupleLength(indices: RankedTensor): number | undefined {
  if (indices.shape.length === 0) throw new NodeError('indices are a scalar, should have an axis of tuples');
  return toNumber(dimension(indices, indices.shape.length - 1));
}

/**
 * The place in `data` that the tuple at `position` names, from axis `batch` on; undefined when it cannot be told.
 * @param position of an element that the tuples pick or fill, in the outer axes of the indices and then the inner ones
 * of the data
 */
export function tuplePlace(
  position: Position,
  indexAt: IndexAt,
  data: RankedTensor,
  indices: RankedTensor,
  batch: number,
): Position | undefined {
  const outer = indices.shape.length - 1;
  const place = position.slice(0, batch);
  for (let axis = 0; axis < (tupleLength(indices) ?? 0); axis++) {
    const index = indexAt([...position.slice(0, outer), axis], toNumber(dimension(data, batch + axis)));
    if (index === undefined) return undefined;
    place.push(index);
  }
  return [...place, ...position.slice(outer)];
}
