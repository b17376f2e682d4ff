import { add, floorDivide, isKnown, multiply, product, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Tensor, Value } from '../../ir/index.js';
import { range } from '../ai.onnx/fill.js';
import { gatherND } from '../ai.onnx/gather.js';
import { pad } from '../ai.onnx/padding.js';
import { trilu } from '../ai.onnx/triangle.js';
import { dynamic, int, intsOrInput, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension, elementCount, frontAxis } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** Operators that came into the standard later, as they are there. */
export const forerunners: readonly Operator[] = [gatherND, pad, trilu].map((operator) => ({
  ...operator,
  domain: microsoft,
  since: 1,
  spec: contribSpec(operator.type),
}));

/** Range, whose step is 1 unless told. */
export const steppedRange: Operator = {
  ...range,
  domain: microsoft,
  since: 1,
  spec: contribSpec('Range'),
  slots: range.slots.map((slot) => (slot.name === 'delta' ? { ...slot, optional: true } : slot)),
  apply: ([start, limit, delta], attributes, context) =>
    range.apply([start, limit, delta ?? one(start)], attributes, context),
};

function one(like: Value | undefined): Tensor {
  return { kind: 'tensor', dtype: like?.kind === 'tensor' ? like.dtype : undefined, shape: [], elements: [1] };
}

/** An axis of length 1 put in. */
export const expandDims = defineOp({
  type: 'ExpandDims',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('ExpandDims'),
  inputs: { X: 'activation', axis: 'config' },
  outputs: { Y: 'X' },
  attributes: { axis: intsOrInput({ input: 'axis' }) },
  infer({ X }, { axis }, context) {
    const rank = X.shape.length;
    const [place] = axis === undefined || axis === dynamic ? [] : axis;
    if (place === undefined) return [Array.from({ length: rank + 1 }, (_, index) => context.fresh(`axis_${index}`))];
    return [X.shape.toSpliced(frontAxis(place, rank + 1), 0, 1)];
  },
  elements: ({ X }) => [X.elements],
  detail: () => ({ kind: 'movement', function: 'expanddims' }),
  cost: { operations: '0', memory: 'view', source: 'another shape of the same elements' },
});

/** The distinct elements of a vector, where each element stands among them, and how often they come. */
export const uniqueOfVector = defineOp({
  type: 'Unique',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('Unique'),
  inputs: { x: 'activation' },
  outputs: { y: 'x', idx: 'int64', counts: 'int64' },
  infer({ x }, _, context) {
    const count = context.fresh('count', elementCount(x.shape));
    return [[count], x.shape, [count]];
  },
  detail: () => ({ kind: 'movement', function: 'unique' }),
  cost: {
    operations: '∏x',
    memory: 'stream',
    source: 'at least a comparison per element; how many more depends on the algorithm and the data',
  },
});

/** Windows of an axis, laid side by side in a new last one. */
export const unfoldTensor = defineOp({
  type: 'UnfoldTensor',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('UnfoldTensor'),
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { dim: int(-1), size: required(int()), step: int(1) },
  infer({ input }, { dim, size, step }) {
    const axis = frontAxis(dim, input.shape.length);
    const length = dimension(input, axis);
    if (step < 1 || size < 1 || (isKnown(length) && length < size)) {
      throw new NodeError(`windows of ${size} with a step of ${step} do not fit an axis of ${printShape([length])}`);
    }
    return [[...input.shape.with(axis, add(floorDivide(subtract(length, size), step), 1)), size]];
  },
  detail: () => ({ kind: 'movement', function: 'unfold' }),
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** Rows of a table. */
export const torchEmbedding = defineOp({
  type: 'TorchEmbedding',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('TorchEmbedding'),
  inputs: { weight: 'weight', indices: 'index', padding_idx: 'config?', scale_grad_by_freq: 'config?' },
  outputs: { Y: 'weight' },
  infer: ({ weight, indices }) => [[...indices.shape, dimension(weight, 1)]],
  detail: ({ weight }) => ({ kind: 'embedding', rows: dimension(weight, 0), width: dimension(weight, 1) }),
  cost: { operations: '0', memory: { reads: { weight: '∏Y' } }, source: 'moves the rows that it takes' },
});

/**
 * Rows, or slices across an axis, of a table quantised by blocks, dequantised on the way. Bytes hold 8/bits numbers
 * along the last axis.
 */
export const gatherBlockQuantized = defineOp({
  type: 'GatherBlockQuantized',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('GatherBlockQuantized'),
  inputs: { data: 'weight', indices: 'index', scales: 'scale', zero_points: 'scale?' },
  outputs: { output: 'scales' },
  attributes: { gather_axis: int(0), quantize_axis: int(1), block_size: int(128), bits: int(4) },
  infer({ data, indices }, { gather_axis, bits }) {
    const axis = frontAxis(gather_axis, data.shape.length);
    const packing = packingOf(data, bits);
    const last = data.shape.length - 1;
    const numbers = data.shape.map((dim, index) => (index === last ? multiply(dim, packing) : dim));
    return [[...numbers.slice(0, axis), ...indices.shape, ...numbers.slice(axis + 1)]];
  },
  detail: ({ data }, { gather_axis, bits }) => {
    const axis = frontAxis(gather_axis, data.shape.length);
    return {
      kind: 'embedding',
      rows: dimension(data, axis),
      width: multiply(product(data.shape.toSpliced(axis, 1)), packingOf(data, bits)),
    };
  },
  packed: ({ data }, { bits }) => {
    if (data.dtype !== 'uint8') return {};
    const numbers = data.shape === undefined ? undefined : multiply(product(data.shape), packingOf(data, bits));
    return { data: { numbers, type: `int${bits}` } };
  },
  cost: {
    operations: '2·∏output',
    memory: {
      reads: { data: '∏output/packing', scales: 'rows·(∏scales/length)', zero_points: 'rows·(∏zero_points/length)' },
    },
    terms({ data, indices }, { gather_axis, bits }) {
      return {
        packing: packingOf(data, bits),
        rows: indices.shape,
        length: dimension(data, frontAxis(gather_axis, data.shape.length)),
      };
    },
    source: 'each number less its zero point, times the scale of its block; moves the rows that it takes',
  },
});

/** Numbers in one stored element: several in a byte, one in an element of a narrow type. */
function packingOf({ dtype }: Tensor, bits: number): number {
  if (dtype !== 'uint8') return 1;
  if (bits !== 2 && bits !== 4 && bits !== 8) throw new NodeError(`bits is ${bits}`);
  return 8 / bits;
}

/** Sequences without their padding, in one axis. */
export const removePadding = defineOp({
  type: 'RemovePadding',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('RemovePadding'),
  inputs: { input: 'activation', sequence_token_count: 'index' },
  outputs: {
    output: 'input',
    token_offset: 'sequence_token_count',
    cumulated_seq_len: 'sequence_token_count',
    max_seq_len: 'sequence_token_count',
  },
  infer({ input }, _, context) {
    const [batch, length, width] = input.shape;
    if (batch === undefined || length === undefined || width === undefined || input.shape.length > 3) {
      throw new NodeError(`input has the shape ${printShape(input.shape)}, should have 3 axes`);
    }
    return [[context.fresh('tokens', multiply(batch, length)), width], [batch, length], [add(batch, 1)], [1]];
  },
  detail: () => ({ kind: 'movement', function: 'removepadding' }),
  cost: { operations: '0', memory: { reads: { input: '∏output' } }, source: 'moves data' },
});

/** Sequences with their padding, which is zeros, put back. */
export const restorePadding = defineOp({
  type: 'RestorePadding',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('RestorePadding'),
  inputs: { input: 'activation', token_offset: 'index' },
  outputs: { output: 'input' },
  infer: ({ input, token_offset }) => [[dimension(token_offset, 0), dimension(token_offset, 1), dimension(input, 1)]],
  detail: () => ({ kind: 'movement', function: 'restorepadding' }),
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** The operator that shows how one is written. */
export const sampleOp = defineOp({
  type: 'SampleOp',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('SampleOp'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'sampleop' }),
  cost: { operations: '∏Y', memory: 'stream', source: 'an addition: X + X' },
});

/** Whether all elements of all inputs are finite. */
export const isAllFinite = defineOp({
  type: 'IsAllFinite',
  domain: microsoft,
  since: 1,
  category: 'reduction',
  spec: contribSpec('IsAllFinite'),
  inputs: { input: 'activation*' },
  outputs: { output: 'bool' },
  attributes: { isinf_only: int(0), isnan_only: int(0) },
  infer: (): readonly (readonly Dim[])[] => [[]],
  detail: () => ({ kind: 'reduction', function: 'isallfinite', axes: undefined }),
  cost: { operations: '∏input', memory: 'stream', source: 'a comparison an element' },
});
