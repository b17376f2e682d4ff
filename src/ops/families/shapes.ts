import { broadcast, equals, isKnown, product, symbolsOf, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import type { Relation } from '../language/define.js';
import { NodeError, printShape, SizesDiffer } from '../language/node-error.js';

/** How many elements a shape holds. */
export function elementCount(shape: Shape): Dim {
  return product(shape);
}

/**
 * The dimension of `tensor` at `axis`.
 * @throws NodeError when it has no such axis
 */
export function dimension(tensor: RankedTensor, axis: number): Dim {
  const dim = tensor.shape[axis];
  if (dim === undefined) throw new NodeError(`an input of rank ${tensor.shape.length} has no axis ${axis}`);
  return dim;
}

/**
 * An axis counted from the front; negative ones count from the back.
 * @throws NodeError when it is out of range
 */
export function frontAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) throw new NodeError(`axis ${axis} is out of range for rank ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/**
 * Numpy broadcasting of any number of shapes (ONNX, Broadcasting.md).
 * @throws NodeError when two known dimensions differ and neither is 1
 */
export function broadcastShapes(shapes: readonly Shape[]): Shape {
  let rank = 0;
  for (const shape of shapes) rank = Math.max(rank, shape.length);
  const all: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let result: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[axis - (rank - shape.length)];
      if (dim === undefined || dim === result || dim === 1) continue;
      const both = broadcast(result, dim);
      if (both === undefined) throw new SizesDiffer(`shapes ${shapes.map(printShape).join(' and ')} do not broadcast`);
      result = both;
    }
    all.push(result);
  }
  return all;
}

/**
 * The relations that broadcasting implies for sizes that are a symbol on one side and something else on the other: the
 * symbol is that, unless it is 1.
 */
export function broadcastRelations(shapes: readonly Shape[]): readonly Relation[] {
  if (shapes.every(isKnownShape)) return [];
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, back) =>
    shapes.flatMap((shape) => shape.at(-1 - back) ?? []).filter((dim) => dim !== 1),
  ).flatMap((dims) => {
    const others = dims.filter((dim) => !isSymbol(dim));
    return dims.filter(isSymbol).flatMap((total): readonly Relation[] => {
      const [part] = others;
      return part === undefined || others.some((other) => !equals(other, part))
        ? []
        : [{ total, parts: [part], broadcasts: true, meaning: 'sizes that broadcast are equal, or 1' }];
    });
  });
}

function isSymbol(dim: Dim): boolean {
  return typeof dim === 'object' && dim.terms.length === 1 && symbolsOf(dim).has(dim.key);
}

/** The one of some equal dimensions to go on with: a known number if there is one, else the first. */
export function agreed(dims: readonly Dim[]): Dim | undefined {
  return dims.find(isKnown) ?? dims[0];
}

/** Whether no dimension holds a symbol. */
export function isKnownShape(shape: Shape): boolean {
  for (const dim of shape) if (!isKnown(dim)) return false;
  return true;
}

/** The dimensions as numbers; undefined when one holds a symbol. */
export function knownShape(shape: Shape): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const dim of shape) {
    const number = toNumber(dim);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}
