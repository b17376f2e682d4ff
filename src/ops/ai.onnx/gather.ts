import { toNumber } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { indexReader, tupleLength, tuplePlace } from '../families/indices.js';
import type { IndexAt } from '../families/indices.js';
import { NodeError } from '../language/node-error.js';
import { agreed, dimension, frontAxis } from '../families/shapes.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';
import type { Elements, Position } from '../families/strides.js';

const source = 'reads the elements that it takes, not the whole table';

/** Slices of `data` across one axis, at `indices` of any rank: a look-up of rows when the axis is the first. */
export const gather = defineOp({
  type: 'Gather',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Gather.html',
  inputs: { data: 'activation', indices: 'index' },
  outputs: { output: 'data' },
  attributes: { axis: int(0) },
  infer: ({ data, indices }, { axis }) => {
    const cut = frontAxis(axis, data.shape.length);
    return [[...data.shape.slice(0, cut), ...indices.shape, ...data.shape.slice(cut + 1)]];
  },
  elements: ({ data, indices }, { axis }, [output]) => {
    const cut = frontAxis(axis, data.shape.length);
    const rank = indices.shape.length;
    const length = toNumber(dimension(data, cut));
    return [
      pick(data, indices, output, (position, indexAt) => {
        const index = indexAt(position.slice(cut, cut + rank), length);
        return index === undefined ? undefined : [...position.slice(0, cut), index, ...position.slice(cut + rank)];
      }),
    ];
  },
  detail: ({ data }, { axis }) => {
    const [rows, width] = data.shape;
    if (rows !== undefined && width !== undefined && data.shape.length === 2 && frontAxis(axis, 2) === 0) {
      return { kind: 'embedding', rows, width };
    }
    return { kind: 'movement', function: 'gather', axis };
  },
  cost: { operations: '0', memory: { reads: { data: '∏output' } }, source },
});

/** One element of `data` per element of `indices`, whose value is the place on one axis. */
export const gatherElements = defineOp({
  type: 'GatherElements',
  since: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__GatherElements.html',
  inputs: { data: 'activation', indices: 'index' },
  outputs: { output: 'data' },
  attributes: { axis: int(0) },
  infer: ({ data, indices }, { axis }) => {
    frontAxis(axis, data.shape.length);
    if (indices.shape.length !== data.shape.length) {
      throw new NodeError(`indices of rank ${indices.shape.length} for data of rank ${data.shape.length}`);
    }
    return [indices.shape];
  },
  inferUnranked: ({ indices }) => [indices.shape],
  elements: ({ data, indices }, { axis }, [output]) => {
    const cut = frontAxis(axis, data.shape.length);
    const length = toNumber(dimension(data, cut));
    return [
      pick(data, indices, output, (position, indexAt) => {
        const index = indexAt(position, length);
        return index === undefined ? undefined : position.with(cut, index);
      }),
    ];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'gatherelements', axis }),
  cost: { operations: '0', memory: { reads: { data: '∏output' } }, source },
});

/**
 * Slices of `data` at the tuples in the last axis of `indices`; the first `batch_dims` axes of both go together (opset
 * 12).
 */
export const gatherND = defineOp({
  type: 'GatherND',
  since: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__GatherND.html',
  inputs: { data: 'activation', indices: 'index' },
  outputs: { output: 'data' },
  attributes: { batch_dims: int(0) },
  infer: ({ data, indices }, { batch_dims: batch }) => {
    const tuple = tupleLength(indices);
    const outer = indices.shape.length - 1;
    if (batch < 0 || batch > outer || batch >= data.shape.length) {
      throw new NodeError(`batch_dims ${batch} is out of range`);
    }
    if (tuple === undefined) return [undefined];
    if (batch + tuple > data.shape.length) {
      throw new NodeError(`indices name ${batch + tuple} axes of data of rank ${data.shape.length}`);
    }
    const shared = data.shape.slice(0, batch).map((dim, axis) => agreed([dim, dimension(indices, axis)]) ?? dim);
    return [[...shared, ...indices.shape.slice(batch, outer), ...data.shape.slice(batch + tuple)]];
  },
  elements: ({ data, indices }, { batch_dims: batch }, [output]) => [
    pick(data, indices, output, (position, indexAt) => tuplePlace(position, indexAt, data, indices, batch)),
  ],
  detail: () => ({ kind: 'movement', function: 'gathernd' }),
  cost: { operations: '0', memory: { reads: { data: '∏output' } }, source },
});

/** The elements of `output`, each from the place in `data` that `placeOf` says. */
function pick(
  data: RankedTensor,
  indices: RankedTensor,
  output: RankedTensor | undefined,
  placeOf: (position: Position, indexAt: IndexAt) => Position | undefined,
): Elements | undefined {
  const [from, at] = [gridOf(data), gridOf(indices)];
  if (from === undefined || at === undefined || output === undefined) return undefined;
  const indexAt = indexReader(at);
  return fillElements(output.shape, (position): Element | undefined => {
    const place = placeOf(position, indexAt);
    return place === undefined ? undefined : elementAt(from, place);
  });
}
