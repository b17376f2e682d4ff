import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dimsOrInput, dynamic, int, text } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';
import { microsoft, trainingSpec } from './specification.js';

const shared = { domain: microsoft, since: 1, spec: trainingSpec } as const;

const ofShape = { told: dimsOrInput({ input: 'shape' }) };

function toldShape(told: readonly (Dim | undefined)[] | Dynamic | undefined, context: Context): Shape | undefined {
  if (told === undefined || told === dynamic) return undefined;
  return told.map((dim, axis) => dim ?? context.fresh(`axis_${axis}`));
}

/** Gradients of look-ups: each row that was taken gets its part added. The shape of the table is an input. */
export const gatherGrad = defineOp({
  ...shared,
  type: 'GatherGrad',
  category: 'data-movement',
  inputs: { shape: 'config', indices: 'index', dY: 'activation' },
  outputs: { dX: 'dY' },
  attributes: { axis: int(0), ...ofShape },
  infer: (_, { told }, context) => [toldShape(told, context)],
  cost: { operations: '∏dY', memory: 'stream', source: 'an addition an element of the gradient' },
});

/** See above. */
export const gatherNDGrad = defineOp({
  ...shared,
  type: 'GatherNDGrad',
  category: 'data-movement',
  inputs: { shape: 'config', indices: 'index', update: 'activation' },
  outputs: { output: 'update' },
  attributes: { batch_dims: int(0), ...ofShape },
  infer: (_, { told }, context) => [toldShape(told, context)],
  cost: { operations: '∏update', memory: 'stream', source: 'an addition an element of the gradient' },
});

/** See above. */
export const gatherElementsGrad = defineOp({
  ...shared,
  type: 'GatherElementsGrad',
  category: 'data-movement',
  inputs: { dY: 'activation', shape: 'config', indices: 'index' },
  outputs: { dX: 'dY' },
  attributes: { axis: int(0), ...ofShape },
  infer: (_, { told }, context) => [toldShape(told, context)],
  cost: { operations: '∏dY', memory: 'stream', source: 'an addition an element of the gradient' },
});

/** The gradient of a slice: its part of zeros. */
export const sliceGrad = defineOp({
  ...shared,
  type: 'SliceGrad',
  category: 'data-movement',
  inputs: { dY: 'activation', shape: 'config', starts: 'index', ends: 'index', axes: 'index?', steps: 'index?' },
  outputs: { dX: 'dY' },
  attributes: ofShape,
  infer: (_, { told }, context) => [toldShape(told, context)],
  cost: { operations: '0', memory: 'stream', source: 'moves data into zeros' },
});

/** Cross-entropy of scores against classes, with the logarithms of probabilities that its gradient needs. */
export const crossEntropies: readonly Operator[] = ['SoftmaxCrossEntropyLossInternal', 'SparseSoftmaxCrossEntropy'].map(
  (type) =>
    defineOp({
      ...shared,
      type,
      category: 'reduction',
      inputs: { scores: 'activation', labels: 'index', weights: 'weight?', ignore_index: 'config?' },
      outputs: { output: 'scores', log_prob: 'scores' },
      attributes: { reduction: text('mean'), ignore_index: int() },
      infer: ({ scores, labels }, { reduction }) => [reduction === 'none' ? labels.shape : [], scores.shape],
      cost: { operations: '5·∏scores + ∏labels', memory: 'stream', source: 'a log-softmax 5, a sum of what is picked' },
    }),
);

/** Its gradient with respect to the scores. */
export const crossEntropyGradients: readonly Operator[] = [
  'SoftmaxCrossEntropyLossGrad',
  'SoftmaxCrossEntropyLossInternalGrad',
  'SparseSoftmaxCrossEntropyGrad',
].map((type) =>
  defineOp({
    ...shared,
    type,
    category: 'elementwise',
    inputs: { dY: 'activation', log_prob: 'activation', label: 'index', weight: 'weight?', ignore_index: 'config?' },
    outputs: { d_logits: 'log_prob' },
    attributes: { reduction: text('mean'), ignore_index: int() },
    infer: ({ log_prob }) => [log_prob.shape],
    cost: { operations: '3·∏d_logits', memory: 'stream', source: 'an exponential, a difference and a product' },
  }),
);

/** A sum over axes that an input names. */
export const reduceSumTraining = defineOp({
  ...shared,
  type: 'ReduceSumTraining',
  category: 'reduction',
  inputs: { data: 'activation', axes: 'config' },
  outputs: { reduced: 'data' },
  attributes: { keepdims: int(1), noop_with_empty_axes: int(0), over: dimsOrInput({ input: 'axes' }) },
  infer({ data }, { keepdims, over, noop_with_empty_axes }) {
    if (over === undefined || over === dynamic) return [undefined];
    if (over.length === 0 && noop_with_empty_axes !== 0) return [data.shape];
    const axes = new Set(over.map((axis) => frontAxis(Number(axis), data.shape.length)));
    const all = axes.size === 0;
    return [
      keepdims === 0
        ? data.shape.filter((_, axis) => !all && !axes.has(axis))
        : data.shape.map((dim, axis) => (all || axes.has(axis) ? 1 : dim)),
    ];
  },
  detail: (_, { over }) => ({
    kind: 'reduction',
    function: 'reducesum',
    axes: over === undefined || over === dynamic ? undefined : over.map(Number),
  }),
  cost: { operations: '∏data - ∏reduced', memory: 'stream', source: 'an addition an element but the first' },
});

/** Tensors as they are, while something else is done. */
export const passThroughs: readonly Operator[] = ['PassThrough', 'ZeroGradient', 'Scale'].map((type) =>
  defineOp({
    ...shared,
    type,
    category: type === 'Scale' ? 'elementwise' : 'data-movement',
    inputs: { input: 'activation', second: 'activation?' },
    outputs: { output: 'input' },
    attributes: { scale_down: int(0) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    cost: {
      operations: type === 'Scale' ? '∏output' : '0',
      memory: 'stream',
      source: type === 'Scale' ? 'a product an element' : 'moves data',
    },
  }),
);

/** A gradient added to those before it. */
export const inPlaceAccumulator = defineOp({
  ...shared,
  type: 'InPlaceAccumulator',
  category: 'elementwise',
  inputs: { old_sum: 'state', value: 'activation', update_signal: 'config?' },
  outputs: { new_sum: 'old_sum' },
  infer: ({ old_sum }) => [old_sum.shape],
  inferUnranked: ({ old_sum }) => [old_sum.shape],
  detail: () => ({ kind: 'elementwise', function: 'add' }),
  cost: { operations: '∏new_sum', memory: 'stream', source: 'an addition an element' },
});

/** A gradient added to those before it, with an output that says that it was done. */
export const inPlaceAccumulatorV2 = defineOp({
  ...shared,
  type: 'InPlaceAccumulatorV2',
  category: 'elementwise',
  inputs: { accumulation_buffer: 'state', gradient: 'activation', overwrite_flag: 'config?' },
  outputs: { updated_flag: 'bool', accumulation_buffer_out: 'accumulation_buffer' },
  infer: ({ accumulation_buffer }) => [[1], accumulation_buffer.shape],
  cost: { operations: '∏accumulation_buffer', memory: 'stream', source: 'an addition an element' },
});

/**
 * The axes along which a gradient is summed, of two shapes that were broadcast; how many there are is a symbol where
 * shapes are open.
 */
export const broadcastGradientArgs = defineOp({
  ...shared,
  type: 'BroadcastGradientArgs',
  category: 'other',
  inputs: { a_shape: 'config', b_shape: 'config' },
  outputs: { a_axes: 'int64', b_axes: 'int64' },
  infer({ a_shape, b_shape }, _, context) {
    const axes = [stretched(a_shape, b_shape), stretched(b_shape, a_shape)];
    return axes.map((list, index) => [list?.length ?? context.fresh(index === 0 ? 'a_axes' : 'b_axes')]);
  },
  elements: ({ a_shape, b_shape }) => [stretched(a_shape, b_shape), stretched(b_shape, a_shape)],
  cost: { operations: '0', memory: 'stream', source: 'compares shapes' },
});

/** The axes of the broadcast shape along which `one` has length 1, or none, and `other` more. */
function stretched(one: RankedTensor, other: RankedTensor): readonly number[] | undefined {
  const [mine, theirs] = [one.elements, other.elements];
  if (mine === undefined || theirs === undefined) return undefined;
  const rank = Math.max(mine.length, theirs.length);
  const axes: number[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const a = mine[axis - (rank - mine.length)] ?? 1;
    const b = theirs[axis - (rank - theirs.length)] ?? 1;
    if (typeof a !== 'number' || typeof b !== 'number') return undefined;
    if (a !== b && a !== 1 && b !== 1) throw new NodeError(`shapes with lengths ${a} and ${b} do not broadcast`);
    if (a === 1 && b > 1) axes.push(axis);
  }
  return axes;
}
