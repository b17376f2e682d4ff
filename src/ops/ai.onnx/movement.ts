import { isRanked } from '../../ir/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { int, ints } from '../language/attributes.js';
import { concatenatedElements, concatenatedRelations, concatenatedShape } from '../families/concatenation.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { joinedPlaced, movedPlaced } from '../elements/placed.js';
import { rearrange } from '../families/strides.js';

/** Tensors one after the other along an axis; opset 1-3 default to axis 1. */
export const concat = defineOp({
  type: 'Concat',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Concat.html',
  inputs: { inputs: 'activation*' },
  outputs: { concat_result: 'inputs' },
  attributes: { axis: int(1) },
  infer: ({ inputs }, { axis }) => [concatenatedShape(present(inputs), axis)],
  relations: ({ inputs }, { axis }) => concatenatedRelations(present(inputs), axis),
  inferUnranked: ({ inputs }, { axis }, context) => {
    // One input of known rank tells that of the others, and the lengths of all axes but one.
    const known = inputs.find(isRanked);
    if (known === undefined) return [undefined];
    const along = frontAxis(axis, known.shape.length);
    return [known.shape.with(along, context.fresh(`axis_${along}`))];
  },
  elements: ({ inputs }, { axis }, [output]) => [
    output && concatenatedElements(present(inputs), frontAxis(axis, output.shape.length), output.shape),
  ],
  placed: ({ inputs }, { axis }, { shape }) => joinedPlaced(present(inputs), frontAxis(axis, shape.length)),
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
  placed: ({ data }, { perm }, { shape }) => movedPlaced(data, shape, permutationOf(perm, data.shape.length)),
  detail: ({ data }, { perm }) => ({
    kind: 'movement',
    function: 'transpose',
    permutation: permutationOf(perm, data.shape.length),
  }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

function present(inputs: readonly (RankedTensor | undefined)[]): readonly RankedTensor[] {
  return inputs.filter((input) => input !== undefined);
}

function permutationOf(perm: readonly number[] | undefined, rank: number): readonly number[] {
  if (perm === undefined) return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const axes = perm.map((axis) => frontAxis(axis, rank));
  if (axes.length !== rank || new Set(axes).size !== rank) {
    throw new NodeError(`perm ${perm.join(', ')} is no order of ${rank} axes`);
  }
  return axes;
}
