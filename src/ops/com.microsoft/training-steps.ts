import type { Dim } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';
import { concatenatedShape } from '../families/concatenation.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { int, ints, intsOrInput, dynamic, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { microsoft, trainingSpec } from './specification.js';

const shared = { domain: microsoft, since: 1, spec: trainingSpec } as const;

/** Gradients of poolings. How large the input was nothing says where a stride leaves it open. */
export const poolGradients: readonly Operator[] = (['MaxPoolGrad', 'AveragePoolGrad'] as const).map((type) =>
  defineOp({
    ...shared,
    type,
    category: 'pooling',
    inputs: { dY: 'activation', Indices: 'index?' },
    outputs: { dX: 'dY' },
    attributes: {
      kernel_shape: ints(),
      strides: ints(),
      pads: ints(),
      auto_pad: text('NOTSET'),
      ceil_mode: int(0),
      count_include_pad: int(0),
    },
    infer: ({ dY }, _, context) => [dY.shape.map((dim, axis) => (axis < 2 ? dim : context.fresh(`axis_${axis}`)))],
    cost: {
      operations: type === 'MaxPoolGrad' ? '∏dY' : '∏dY·∏window',
      memory: 'stream',
      terms: (_, { kernel_shape = [] }) => ({ window: kernel_shape }),
      source: 'an addition for each place that had a part in an output: the greatest of a window, or all of it',
    },
  }),
);

/** Concatenation that also gives the length of each part. */
export const concatTraining = defineOp({
  ...shared,
  type: 'ConcatTraining',
  category: 'data-movement',
  inputs: { inputs: 'activation*' },
  outputs: { concat_result: 'inputs', per_input_length: 'int64' },
  attributes: { axis: int(0) },
  infer: ({ inputs }, { axis }) => {
    const parts = inputs.filter((part) => part !== undefined);
    return [concatenatedShape(parts, axis), [parts.length]];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'concat', axis }),
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** Parts of given lengths. */
export const splitTraining = defineOp({
  ...shared,
  type: 'SplitTraining',
  category: 'data-movement',
  inputs: { input: 'activation', split: 'config' },
  outputs: { outputs: 'input' },
  attributes: { axis: int(0), lengths: intsOrInput({ input: 'split' }) },
  infer({ input }, { axis, lengths }, context): readonly Shape[] {
    const along = frontAxis(axis, input.shape.length);
    if (lengths !== dynamic && lengths !== undefined && lengths.length !== context.outputCount) {
      throw new NodeError(`${lengths.length} lengths for ${context.outputCount} outputs`);
    }
    return Array.from({ length: context.outputCount }, (_, index) => {
      const length: Dim | undefined = lengths === dynamic ? undefined : lengths?.[index];
      return input.shape.with(along, length ?? context.fresh(`part_${index}`, dimension(input, along)));
    });
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'split', axis }),
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** Gradients of a quotient. */
export const divGrad = defineOp({
  ...shared,
  type: 'DivGrad',
  category: 'elementwise',
  inputs: { dY: 'activation', A: 'activation', B: 'activation' },
  outputs: { dA: 'A', dB: 'B' },
  infer: ({ A, B }) => [A.shape, B.shape],
  detail: () => ({ kind: 'elementwise', function: 'divgrad' }),
  cost: {
    operations: '4·∏dY',
    memory: 'stream',
    source: 'dY/B, and −dY·A/B² from it by a product, a quotient and a sign',
  },
});

/** A product of two or three tensors with numbers, added up. */
export const scaledSum = defineOp({
  ...shared,
  type: 'ScaledSum',
  category: 'elementwise',
  inputs: { input_0: 'activation', input_1: 'activation', input_2: 'activation?' },
  outputs: { output: 'input_0' },
  infer: ({ input_0: first }) => [first.shape],
  inferUnranked: ({ input_0: first }) => [first.shape],
  detail: () => ({ kind: 'elementwise', function: 'scaledsum' }),
  cost: {
    operations: '(2·summands - 1)·∏output',
    memory: 'stream',
    terms: ({ input_2: third }) => ({ summands: third === undefined ? 2 : 3 }),
    source: 'a product a summand and the additions between',
  },
});

/** Whether numbers are neither infinite nor NaN. */
export const finiteness = defineOp({
  ...shared,
  type: 'IsFinite',
  category: 'elementwise',
  inputs: { X: 'activation' },
  outputs: { Y: 'bool' },
  infer: ({ X }) => [X.shape],
  inferUnranked: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'isfinite' }),
  cost: { operations: '∏X', memory: 'stream', source: 'a comparison an element' },
});

/** The Euclidean length of all elements of all inputs. */
export const reduceAllL2 = defineOp({
  ...shared,
  type: 'ReduceAllL2',
  category: 'reduction',
  inputs: { X: 'activation*' },
  outputs: { Y: 'X' },
  infer: () => [[]],
  inferUnranked: () => [[]],
  cost: { operations: '2·∏X', memory: 'stream', source: 'a square and an addition an element' },
});

/** A step of gradient descent: the weight less the gradient times the rate. */
export const sgdOptimizer = defineOp({
  ...shared,
  type: 'SGDOptimizer',
  category: 'other',
  inputs: { ETA: 'config', W: 'weight', G: 'activation' },
  outputs: { NW: 'W', NG: 'G' },
  infer: ({ W, G }) => [W.shape, G.shape],
  cost: { operations: '2·∏W', memory: 'stream', source: 'a product and a difference a weight' },
});
