import { divideExactly, equals, isKnown, sum, symbol, symbolsOf, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import type { Relation } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { MAX_FOLLOWED_ELEMENTS } from '../language/limits.js';
import { agreed, broadcastRelations, dimension, frontAxis, isKnownShape } from './shapes.js';
import { elementAt, fillElements, gridOf } from './strides.js';
import type { Elements } from './strides.js';

/**
 * The shape of tensors put one after the other along an axis. What is empty need not fit the others: onnxruntime does
 * not look at it beside the axis.
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

/**
 * Beside the axis sizes are equal: a symbol is the number that another part has there. What is empty tells nothing of
 * the others, and a 1 may be a batch that was exported so. Where no part has a number, a formula is what a symbol
 * usually is.
 */
export function concatenatedRelations(parts: readonly RankedTensor[], axis: number): readonly Relation[] {
  const [first] = parts;
  if (first === undefined) return [];
  const along = frontAxis(axis, first.shape.length);
  if (parts.every(({ shape }) => isKnownShape(shape))) return [];
  const filled = parts.filter(({ shape }) => !shape.includes(0));
  const told = first.shape.flatMap((_, index): readonly Relation[] => {
    const known = filled.map(({ shape }) => shape[index]).find((dim) => dim !== undefined && isKnown(dim));
    if (index === along || known === undefined || known === 1) return [];
    return parts.flatMap(({ shape }) => {
      const total = shape[index];
      return total === undefined || isKnown(total) ? [] : [{ total, parts: [known], outsideBranches: true, meaning }];
    });
  });
  const beside = filled.map(({ shape }) => shape.toSpliced(along, 1));
  const usual = filled.length < parts.length ? [] : broadcastRelations(beside);
  return [...told, ...usual, ...factorRelations(beside)];
}

/** The values of symbols that equal products tell: where `batch·heads` equals `8·batch`, `heads` is 8. */
function factorRelations(shapes: readonly Shape[]): readonly Relation[] {
  const [first = []] = shapes;
  return first.flatMap((dim, index) => {
    const other = shapes.flatMap((shape) => shape[index] ?? []).find((each) => !equals(each, dim));
    return other === undefined ? [] : [...factorsOf(dim, other), ...factorsOf(other, dim)];
  });
}

/** The symbols of a product whose value an equal product shows. */
function factorsOf(product: Dim, equal: Dim): readonly Relation[] {
  return [...symbolsOf(product)].flatMap((name) => {
    const total = symbol(name);
    const rest = divideExactly(product, total);
    if (rest === undefined || rest === 1 || symbolsOf(rest).has(name)) return [];
    const factor = divideExactly(equal, rest);
    if (factor === undefined || !isKnown(factor) || factor === 1) return [];
    return [{ total, parts: [factor], outsideBranches: true, meaning }];
  });
}

const meaning = 'sizes beside the axis of a concatenation are equal';

/**
 * The elements of tensors put one after the other along an axis, counted from the front; undefined when none are
 * followed.
 */
export function concatenatedElements(
  parts: readonly RankedTensor[],
  along: number,
  shape: Shape,
): Elements | undefined {
  const grids = parts.map((part) => ({ grid: gridOf(part), length: toNumber(dimension(part, along)) ?? NaN }));
  if (grids.every(({ grid }) => grid === undefined)) return undefined;
  // Sizes of shapes come in lists, and nearly always every element of them is followed.
  const list = shape.length === 1 ? grids.flatMap(({ grid }) => grid?.elements ?? []) : [];
  if (list.length > 0 && list.length <= MAX_FOLLOWED_ELEMENTS && list.length === shape[0]) return list;
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
  if (areEqual(dims)) return agreed(dims);
  const filled = dims.filter((_, index) => parts[index]?.shape.includes(0) !== true);
  if (areEqual(filled)) return agreed(filled.length === 0 ? dims.slice(0, 1) : filled);
  throw new NodeError(`shapes ${parts.map((part) => printShape(part.shape)).join(' and ')} differ beside the axis`);
}

function areEqual(dims: readonly Dim[]): boolean {
  const known = dims.find(isKnown);
  return dims.every((dim) => !isKnown(dim) || dim === known);
}
