import { add, isKnown, maximum, minimum, multiply, toNumber } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { int, isDim, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { indexReader, tupleLength, tuplePlace } from '../families/indices.js';
import type { IndexAt } from '../families/indices.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, dimension, frontAxis } from '../families/shapes.js';
import { elementAt, gridOf, offsetOf, positionsOf } from '../families/strides.js';
import type { Elements, Position } from '../families/strides.js';

const operations = 'combinations·∏updates';
const source = 'a copy of the data with the updates put in; with a reduction one operation per update';

/** A copy of `data` in which each element of `updates` stands at the place on `axis` that `indices` says. */
export const scatterElements = defineOp({
  type: 'ScatterElements',
  since: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__ScatterElements.html',
  inputs: { data: 'activation', indices: 'index', updates: 'activation' },
  outputs: { output: 'data' },
  attributes: { axis: int(0), reduction: text('none') },
  infer: ({ data, indices, updates }, { axis }) => {
    checkUpdates(data, indices, updates, axis);
    return [data.shape];
  },
  inferUnranked: ({ data }) => [data.shape],
  elements: ({ data, indices, updates }, { axis, reduction }) => [
    scatterAlongAxis(data, indices, updates, axis, reduction),
  ],
  detail: (_, { axis }) => ({ kind: 'movement', function: 'scatterelements', axis }),
  cost: {
    operations,
    memory: 'stream',
    terms: (_, { reduction }) => ({ combinations: reduction === 'none' ? 0 : 1 }),
    source,
  },
});

/** ScatterElements by its first name. */
export const scatter = defineOp({
  type: 'Scatter',
  since: 9,
  withdrawn: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Scatter.html',
  inputs: { data: 'activation', indices: 'index', updates: 'activation' },
  outputs: { output: 'data' },
  attributes: { axis: int(0) },
  infer: ({ data, indices, updates }, { axis }) => {
    checkUpdates(data, indices, updates, axis);
    return [data.shape];
  },
  inferUnranked: ({ data }) => [data.shape],
  elements: ({ data, indices, updates }, { axis }) => [scatterAlongAxis(data, indices, updates, axis, 'none')],
  detail: (_, { axis }) => ({ kind: 'movement', function: 'scatter', axis }),
  cost: { operations: '0', memory: 'stream', source },
});

/** A copy of `data` in which slices are replaced by those of `updates` at the tuples in the last axis of `indices`. */
export const scatterND = defineOp({
  type: 'ScatterND',
  since: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__ScatterND.html',
  inputs: { data: 'activation', indices: 'index', updates: 'activation' },
  outputs: { output: 'data' },
  attributes: { reduction: text('none') },
  infer: ({ data, indices, updates }) => {
    const tuple = tupleLength(indices);
    const rank = data.shape.length;
    if (tuple !== undefined && tuple > rank) throw new NodeError(`indices name ${tuple} axes of data of rank ${rank}`);
    const wanted = tuple === undefined ? undefined : indices.shape.length - 1 + rank - tuple;
    if (wanted !== undefined && updates.shape.length !== wanted) {
      throw new NodeError(`updates of rank ${updates.shape.length}, should be ${wanted}`);
    }
    return [data.shape];
  },
  inferUnranked: ({ data }) => [data.shape],
  elements: ({ data, indices, updates }, { reduction }) => [
    put(data, indices, updates, reduction, (position, indexAt) => tuplePlace(position, indexAt, data, indices, 0)),
  ],
  detail: () => ({ kind: 'movement', function: 'scatternd' }),
  cost: {
    operations,
    memory: 'stream',
    terms: (_, { reduction }) => ({ combinations: reduction === 'none' ? 0 : 1 }),
    source,
  },
});

/** A cache of keys or values with the newest written in, from each sample's own place on. */
export const tensorScatter = defineOp({
  type: 'TensorScatter',
  since: 24,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__TensorScatter.html',
  inputs: { past_cache: 'state', update: 'activation', write_indices: 'index?' },
  outputs: { present_cache: 'past_cache' },
  attributes: { axis: int(-2) },
  infer: ({ past_cache: cache, update }, { axis }) => {
    const rank = cache.shape.length;
    if (update.shape.length !== rank) {
      throw new NodeError(`an update of rank ${update.shape.length} for a cache of rank ${rank}`);
    }
    const sequence = frontAxis(axis, rank);
    if (sequence === 0) throw new NodeError('axis is that of the batch');
    return [
      cache.shape.map((dim, index) => {
        if (index === sequence) return dim;
        const other = dimension(update, index);
        if (isKnown(dim) && isKnown(other) && dim !== other) {
          throw new NodeError(
            `an update of shape ${printShape(update.shape)} for a cache of shape ${printShape(cache.shape)}`,
          );
        }
        return agreed([dim, other]) ?? dim;
      }),
    ];
  },
  inferUnranked: ({ past_cache: cache }) => [cache.shape],
  detail: (_, { axis }) => ({ kind: 'movement', function: 'tensorscatter', axis }),
  cost: {
    operations: '0',
    memory: { reads: { past_cache: '0' }, writes: { present_cache: '∏update' } },
    source: 'the specification: an update of the buffer in place, so that only the update moves',
  },
});

function checkUpdates(data: RankedTensor, indices: RankedTensor, updates: RankedTensor, axis: number): void {
  const rank = data.shape.length;
  frontAxis(axis, rank);
  if (indices.shape.length !== rank || updates.shape.length !== rank) {
    throw new NodeError(
      `indices of rank ${indices.shape.length} and updates of rank ${updates.shape.length} for data of rank ${rank}`,
    );
  }
}

function scatterAlongAxis(
  data: RankedTensor,
  indices: RankedTensor,
  updates: RankedTensor,
  axis: number,
  reduction: string,
): Elements | undefined {
  const along = frontAxis(axis, data.shape.length);
  const length = toNumber(dimension(data, along));
  return put(data, indices, updates, reduction, (position, indexAt) => {
    const index = indexAt(position, length);
    return index === undefined ? undefined : position.with(along, index);
  });
}

/**
 * The elements of `data` with those of `updates` at the places that `placeOf` gives; undefined when a place cannot be
 * told.
 */
function put(
  data: RankedTensor,
  indices: RankedTensor,
  updates: RankedTensor,
  reduction: string,
  placeOf: (position: Position, indexAt: IndexAt) => Position | undefined,
): Elements | undefined {
  const [into, at, from] = [gridOf(data), gridOf(indices), gridOf(updates)];
  if (into === undefined || at === undefined || from === undefined) return undefined;
  const indexAt = indexReader(at);
  const elements = [...into.elements];
  for (const position of positionsOf(from.shape)) {
    const place = placeOf(position, indexAt);
    if (place === undefined) return undefined;
    const offset = offsetOf(place, into.shape);
    if (offset === undefined) throw new NodeError(`index ${place.join(', ')} is out of range`);
    elements[offset] = combine(reduction, elements[offset], elementAt(from, position));
  }
  return elements;
}

function combine(reduction: string, before: Element | undefined, update: Element | undefined): Element | undefined {
  if (reduction === 'none') return update;
  if (!isDim(before) || !isDim(update)) return undefined;
  switch (reduction) {
    case 'add':
      return add(before, update);
    case 'mul':
      return multiply(before, update);
    case 'max':
      return maximum(before, update);
    case 'min':
      return minimum(before, update);
    default:
      throw new NodeError(`reduction is ${reduction}`);
  }
}
