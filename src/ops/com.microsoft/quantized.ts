import { product, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape, Tensor } from '../../ir/index.js';
import { dequantizeLinear, quantizeLinear } from '../ai.onnx/quantization.js';
import { float, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, broadcastShapes, dimension, frontAxis } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const perElement =
  'each operand less its zero point and times its scale (2), the result scaled, rounded, offset and ' +
  'clamped (1 + 1 + 1 + 2)';

/** QuantizeLinear and DequantizeLinear with more types than the standard had at the time. */
export const quantizers: readonly Operator[] = [quantizeLinear, dequantizeLinear].map((operator) => ({
  ...operator,
  domain: microsoft,
  since: 1,
  spec: contribSpec(operator.type),
}));

/** Arithmetic of two quantised tensors that broadcast. */
export const quantizedBinary: readonly Operator[] = (['QLinearAdd', 'QLinearMul'] as const).map((type) =>
  defineOp({
    type,
    domain: microsoft,
    since: 1,
    category: 'elementwise',
    spec: contribSpec(type),
    inputs: {
      A: 'activation',
      A_scale: 'scale',
      A_zero_point: 'scale?',
      B: 'activation',
      B_scale: 'scale',
      B_zero_point: 'scale?',
      C_scale: 'scale',
      C_zero_point: 'scale?',
    },
    outputs: { C: 'A' },
    infer: ({ A, B }) => [broadcastShapes([A.shape, B.shape])],
    detail: () => ({ kind: 'elementwise', function: type === 'QLinearAdd' ? 'add' : 'mul' }),
    cost: { operations: '2·∏A + 2·∏B + 6·∏C', memory: 'stream', source: `one operation; ${perElement}` },
  }),
);

const unaryInputs = {
  X: 'activation',
  X_scale: 'scale',
  X_zero_point: 'scale?',
  Y_scale: 'scale',
  Y_zero_point: 'scale?',
} as const;

/** The sigmoid of a quantised tensor. */
export const qLinearSigmoid = defineOp({
  type: 'QLinearSigmoid',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('QLinearSigmoid'),
  inputs: unaryInputs,
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'sigmoid' }),
  cost: { operations: '11·∏Y', memory: 'stream', source: `a sigmoid (4); ${perElement}` },
});

/** The leaky ReLU of a quantised tensor. */
export const qLinearLeakyRelu = defineOp({
  type: 'QLinearLeakyRelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('QLinearLeakyRelu'),
  inputs: unaryInputs,
  outputs: { Y: 'X' },
  attributes: { alpha: float(0.01) },
  infer: ({ X }) => [X.shape],
  detail: (_, { alpha }) => ({ kind: 'elementwise', function: 'leakyrelu', parameters: { alpha } }),
  cost: { operations: '9·∏Y', memory: 'stream', source: `a comparison and a multiplication; ${perElement}` },
});

/**
 * The softmax of a quantised tensor; up to opset 12 of the model it is one of all axes from `axis` on, later one of
 * that axis.
 */
export const qLinearSoftmax = defineOp({
  type: 'QLinearSoftmax',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('QLinearSoftmax'),
  inputs: { X: 'activation', X_scale: 'scale', x_zero_point: 'scale?', y_scale: 'scale', y_zero_point: 'scale' },
  outputs: { Y: 'X' },
  attributes: { axis: int(-1), opset: int(13) },
  infer({ X }, { axis }) {
    frontAxis(axis, X.shape.length);
    return [X.shape];
  },
  detail: ({ X }, settings) => ({ kind: 'softmax', function: 'softmax', length: product(softened(X, settings)) }),
  cost: {
    operations: '12·∏X - 2·(∏X/∏row)',
    memory: 'stream',
    terms: ({ X }, settings) => ({ row: softened(X, settings) }),
    source:
      `for n elements n − 1 comparisons, n differences, n exponentials, ` +
      `n − 1 additions, n divisions; ${perElement}`,
  },
});

function softened({ shape }: RankedTensor, { axis, opset }: { readonly axis: number; readonly opset: number }): Shape {
  const first = frontAxis(axis, shape.length);
  return opset < 13 ? shape.slice(first) : shape.slice(first, first + 1);
}

function reducedShape({ shape }: RankedTensor, axes: readonly number[] | undefined, keepsDimensions: boolean): Shape {
  const reduced = new Set(
    axes === undefined || axes.length === 0 ? shape.keys() : axes.map((axis) => frontAxis(axis, shape.length)),
  );
  return shape.flatMap((dim, axis): readonly Dim[] => (reduced.has(axis) ? (keepsDimensions ? [1] : []) : [dim]));
}

/** The mean of a quantised tensor over some axes. */
export const qLinearReduceMean = defineOp({
  type: 'QLinearReduceMean',
  domain: microsoft,
  since: 1,
  category: 'reduction',
  spec: contribSpec('QLinearReduceMean'),
  inputs: {
    data: 'activation',
    data_scale: 'scale',
    data_zero_point: 'scale?',
    reduced_scale: 'scale',
    reduced_zero_point: 'scale?',
  },
  outputs: { reduced: 'data' },
  attributes: { axes: ints(), keepdims: int(1) },
  infer: ({ data }, { axes, keepdims }) => [reducedShape(data, axes, keepdims === 1)],
  detail: (_, { axes }) => ({ kind: 'reduction', function: 'mean', axes }),
  cost: {
    operations: '3·∏data + 5·∏reduced',
    memory: 'stream',
    source: `for each mean of n elements n − 1 additions and a division; ${perElement}`,
  },
});

/** The 32-bit sum of 8-bit integers over some axes. */
export const reduceSumInteger = defineOp({
  type: 'ReduceSumInteger',
  domain: microsoft,
  since: 1,
  category: 'reduction',
  spec: contribSpec('ReduceSumInteger'),
  inputs: { data: 'activation' },
  outputs: { reduced: ({ data }) => (data.dtype === 'uint8' ? 'uint32' : 'int32') },
  attributes: { axes: ints(), keepdims: int(1) },
  infer: ({ data }, { axes, keepdims }) => [reducedShape(data, axes, keepdims === 1)],
  detail: (_, { axes }) => ({ kind: 'reduction', function: 'sum', axes }),
  cost: { operations: '∏data - ∏reduced', memory: 'stream', source: 'n − 1 additions for each sum of n elements' },
});

/** The 32-bit product of 8-bit integers less their zero points. */
export const mulInteger = defineOp({
  type: 'MulInteger',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('MulInteger'),
  inputs: { A: 'activation', A_zero_point: 'scale?', B: 'activation', B_zero_point: 'scale?' },
  outputs: { C: 'int32' },
  infer: ({ A, B }) => [broadcastShapes([A.shape, B.shape])],
  detail: () => ({ kind: 'elementwise', function: 'mul' }),
  cost: {
    operations: 'aOffset·∏A + bOffset·∏B + ∏C',
    memory: 'stream',
    terms: ({ A_zero_point, B_zero_point }) => ({
      aOffset: A_zero_point === undefined ? 0 : 1,
      bOffset: B_zero_point === undefined ? 0 : 1,
    }),
    source: 'a multiplication; each operand with a zero point has it subtracted once an element',
  },
});

/** Quantised tensors chosen from by a condition. */
export const qLinearWhere = defineOp({
  type: 'QLinearWhere',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('QLinearWhere'),
  inputs: {
    condition: 'activation',
    X: 'activation',
    x_scale: 'scale',
    x_zero_point: 'scale',
    Y: 'activation',
    y_scale: 'scale',
    y_zero_point: 'scale',
    z_scale: 'scale',
    z_zero_point: 'scale',
  },
  outputs: { Z: 'X' },
  infer: ({ condition, X, Y }) => [broadcastShapes([condition.shape, X.shape, Y.shape])],
  detail: () => ({ kind: 'elementwise', function: 'where' }),
  cost: { operations: '8·∏Z', memory: 'stream', source: `a choice; what is chosen: ${perElement}` },
});

/** Quantised tensors joined along an axis, each listed with its scale and zero point. */
export const qLinearConcat = defineOp({
  type: 'QLinearConcat',
  domain: microsoft,
  since: 1,
  category: 'data-movement',
  spec: contribSpec('QLinearConcat'),
  inputs: { Y_scale: 'scale', Y_zero_point: 'scale', inputs: 'activation*' },
  outputs: { Y: ({ Y_zero_point, inputs }) => Y_zero_point.dtype ?? inputs[0]?.dtype },
  attributes: { axis: required(int()) },
  infer({ inputs }, { axis }) {
    const tensors = joined(inputs);
    const [first] = tensors;
    if (first === undefined) throw new NodeError('there is nothing to join');
    const joint = frontAxis(axis, first.shape.length);
    for (const { shape } of tensors) {
      if (shape.length !== first.shape.length) {
        throw new NodeError(`shapes ${printShape(first.shape)} and ${printShape(shape)} do not join`);
      }
    }
    return [
      first.shape.map((dim, index) => {
        const dims = tensors.map((tensor) => dimension(tensor, index));
        return index === joint ? sum(dims) : (agreed(dims) ?? dim);
      }),
    ];
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'concat', axis }),
  cost: { operations: '7·∏Y', memory: 'stream', source: perElement },
});

function joined<T extends Tensor>(inputs: readonly (T | undefined)[]): readonly T[] {
  if (inputs.length % 3 !== 0) {
    throw new NodeError(`${inputs.length} inputs do not come in threes of tensor, scale and zero point`);
  }
  return inputs.filter((_, index) => index % 3 === 0).flatMap((input) => (input === undefined ? [] : [input]));
}
