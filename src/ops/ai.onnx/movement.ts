import { isKnown, sum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Tensor } from '../../ir/index.js';
import { int, ints } from '../attributes.js';
import { defineOp } from '../define.js';
import { NodeError } from '../node-error.js';
import { agreed, dimension, frontAxis, printShape } from '../shapes.js';
import { elementAt, fillElements, gridOf, rearrange } from '../strides.js';

/** Tensors one after the other along an axis; opset 1-3 default to axis 1. */
export const concat = defineOp({
  type: 'Concat',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Concat.html',
  inputs: { inputs: 'activation*' },
  outputs: { concat_result: 'inputs' },
  attributes: { axis: int(1) },
  infer: ({ inputs }, { axis }) => {
    const parts = present(inputs);
    const [first] = parts;
    if (first === undefined) throw new NodeError('there is no input');
    const rank = first.shape.length;
    const along = frontAxis(axis, rank);
    if (!parts.every((part) => part.shape.length === rank)) throw new NodeError(`inputs of ranks ${parts.map((part) => part.shape.length).join(', ')}`);
    return [first.shape.map((dim, index) => {
      const dims = parts.map((part) => dimension(part, index));
      return index === along ? sum(dims) : equalDims(dims, parts) ?? dim;
    })];
  },
  inferUnranked: ({ inputs }, { axis }, context) => {
    // One input of known rank tells that of the others, and the lengths of all axes but one.
    const known = inputs.find(isRanked);
    if (known === undefined) return [undefined];
    const along = frontAxis(axis, known.shape.length);
    return [known.shape.with(along, context.fresh(`axis_${along}`))];
  },
  elements: ({ inputs }, { axis }, [output]) => {
    if (output === undefined) return [undefined];
    const along = frontAxis(axis, output.shape.length);
    const grids = present(inputs).map((part) => ({ grid: gridOf(part), length: toNumber(dimension(part, along)) ?? NaN }));
    if (grids.every(({ grid }) => grid === undefined)) return [undefined];
    return [fillElements(output.shape, (position) => {
      let index = position[along] ?? 0;
      for (const { grid, length } of grids) {
        if (index < length) return grid && elementAt(grid, position.with(along, index));
        index -= length;
      }
      return undefined;
    })];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'concat', axis }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

/** The axes in another order; without `perm` reversed. */
export const transpose = defineOp({
  type: 'Transpose',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Transpose.html',
  inputs: { data: 'activation' },
  outputs: { transposed: 'data' },
  attributes: { perm: ints() },
  infer: ({ data }, { perm }) => [permutationOf(perm, data.shape.length).map((axis) => dimension(data, axis))],
  inferUnranked: (_, { perm }, context) => [perm?.map((_axis, index) => context.fresh(`axis_${index}`))],
  elements: ({ data }, { perm }, [output]) => {
    const permutation = permutationOf(perm, data.shape.length);
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [output && rearrange(data, output.shape, (position) => inverse.map((axis) => position[axis] ?? 0))];
  },
  detail: ({ data }, { perm }) => ({ kind: 'movement', function: 'transpose', permutation: permutationOf(perm, data.shape.length) }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

function present(inputs: readonly (RankedTensor | undefined)[]): readonly RankedTensor[] {
  return inputs.filter((input) => input !== undefined);
}

function equalDims(dims: readonly Dim[], parts: readonly Tensor[]): Dim | undefined {
  const dim = agreed(dims);
  const other = dims.find((each) => isKnown(each) && each !== dim);
  if (other === undefined) return dim;
  throw new NodeError(`shapes ${parts.map((part) => printShape(part.shape ?? [])).join(' and ')} differ beside the axis`);
}

function permutationOf(perm: readonly number[] | undefined, rank: number): readonly number[] {
  if (perm === undefined) return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const axes = perm.map((axis) => frontAxis(axis, rank));
  if (axes.length !== rank || new Set(axes).size !== rank) throw new NodeError(`perm ${perm.join(', ')} is no order of ${rank} axes`);
  return axes;
}
