import { isKnown, sum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { NodeError } from '../language/node-error.js';
import { agreed, dimension, frontAxis, printShape } from './shapes.js';
import { elementAt, fillElements, gridOf } from './strides.js';
import type { Elements } from './strides.js';

/**
 * The shape of tensors put one after the other along an axis.
 * @throws NodeError when there are none or they do not fit
 */
export function concatenatedShape(parts: readonly RankedTensor[], axis: number): Shape {
  const [first] = parts;
  if (first === undefined) throw new NodeError('there is nothing to concatenate');
  const rank = first.shape.length;
  const along = frontAxis(axis, rank);
  if (!parts.every((part) => part.shape.length === rank)) {
    throw new NodeError(`inputs of ranks ${parts.map((part) => part.shape.length).join(', ')}`);
  }
  return first.shape.map((dim, index) => {
    const dims = parts.map((part) => dimension(part, index));
    return index === along ? sum(dims) : (equalDims(dims, parts) ?? dim);
  });
}

/** The elements of tensors put one after the other along an axis, counted from the front; undefined when none are followed. */
export function concatenatedElements(
  parts: readonly RankedTensor[],
  along: number,
  shape: Shape,
): Elements | undefined {
  const grids = parts.map((part) => ({ grid: gridOf(part), length: toNumber(dimension(part, along)) ?? NaN }));
  if (grids.every(({ grid }) => grid === undefined)) return undefined;
  return fillElements(shape, (position) => {
    let index = position[along] ?? 0;
    for (const { grid, length } of grids) {
      if (index < length) return grid && elementAt(grid, position.with(along, index));
      index -= length;
    }
    return undefined;
  });
}

function equalDims(dims: readonly Dim[], parts: readonly RankedTensor[]): Dim | undefined {
  const dim = agreed(dims);
  const other = dims.find((each) => isKnown(each) && each !== dim);
  if (other === undefined) return dim;
  throw new NodeError(`shapes ${parts.map((part) => printShape(part.shape)).join(' and ')} differ beside the axis`);
}
