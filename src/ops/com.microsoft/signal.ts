import { add, floorDivide, isKnown, multiply, product, subtract, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { broadcastShapes, dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const fourier =
  'as a fast Fourier transform, 5·n·⌈log2 n⌉ operations over n points, half of that for real ones ' +
  "(the convention of FFTW's benchmarks)";
const attributes = { signal_ndim: int(1), normalized: int(0), onesided: int(1) };

/** ⌈log2 n⌉; a fresh symbol while n is symbolic. */
function logarithm(points: Dim, context: Context): Dim {
  const number = toNumber(points);
  return number === undefined ? context.fresh('log2_points') : number < 1 ? 0 : Math.ceil(Math.log2(number));
}

/**
 * The Fourier transform of real signals in the last axes: the half of the frequencies that tells the rest, each of two
 * numbers.
 */
export const rfft = defineOp({
  type: 'Rfft',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('Rfft'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes,
  infer({ X }, { signal_ndim }) {
    if (X.shape.length < signal_ndim || signal_ndim < 1) {
      throw new NodeError(`X has the shape ${printShape(X.shape)} and ${signal_ndim} axes of signal`);
    }
    const last = X.shape.length - 1;
    return [[...X.shape.with(last, add(floorDivide(dimension(X, last), 2), 1)), 2]];
  },
  cost: {
    operations: '5·∏X·log2n/2',
    memory: 'stream',
    terms: ({ X }, { signal_ndim }, _, context) => ({
      log2n: logarithm(product(X.shape.slice(-signal_ndim)), context),
    }),
    source: fourier,
  },
});

/** Back from such frequencies to real signals. */
export const irfft = defineOp({
  type: 'Irfft',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('Irfft'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes,
  infer({ X }, { signal_ndim }) {
    if (X.shape.length < signal_ndim + 1 || signal_ndim < 1) {
      throw new NodeError(`X has the shape ${printShape(X.shape)} and ${signal_ndim} axes of signal`);
    }
    const last = X.shape.length - 2;
    return [X.shape.slice(0, -1).with(last, multiply(2, subtract(dimension(X, last), 1)))];
  },
  cost: {
    operations: '5·∏Y·log2n/2',
    memory: 'stream',
    terms: (_, { signal_ndim }, [Y], context) => ({
      log2n:
        Y?.kind === 'tensor' && Y.shape !== undefined
          ? logarithm(product(Y.shape.slice(-signal_ndim)), context)
          : undefined,
    }),
    source: fourier,
  },
});

/** Products of complex numbers, two elements each, with the second operand's conjugate or not. */
export const complexProducts: readonly Operator[] = ['ComplexMul', 'ComplexMulConj'].map((type) =>
  defineOp({
    type,
    domain: microsoft,
    since: 1,
    category: 'elementwise',
    spec: contribSpec(type),
    inputs: { A: 'activation', B: 'activation' },
    outputs: { C: 'A' },
    infer: ({ A, B }) => [broadcastShapes([A.shape, B.shape])],
    detail: () => ({ kind: 'elementwise', function: type.toLowerCase() }),
    cost: {
      operations: '3·∏C',
      memory: 'stream',
      source: 'four products, an addition and a subtraction for two elements',
    },
  }),
);

function requireSquare({ shape }: RankedTensor): Dim {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined || (isKnown(rows) && isKnown(columns) && rows !== columns)) {
    throw new NodeError(`${printShape(shape)} holds no square matrices`);
  }
  return isKnown(columns) ? columns : rows;
}

/** Inverses of the matrices in the last two axes. */
export const inverse = defineOp({
  type: 'Inverse',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('Inverse'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer({ X }) {
    requireSquare(X);
    return [X.shape];
  },
  cost: {
    operations: '2·n·∏X',
    memory: 'stream',
    terms: ({ X }) => ({ n: requireSquare(X) }),
    source: 'elimination of an n×n matrix beside the identity: 2·n³',
  },
});

/** Distances between the rows of two matrices. */
export const cDist = defineOp({
  type: 'CDist',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('CDist'),
  inputs: { A: 'activation', B: 'activation' },
  outputs: { C: 'A' },
  attributes: { metric: text('sqeuclidean') },
  infer: ({ A, B }) => [[dimension(A, 0), dimension(B, 0)]],
  cost: {
    operations: '3·∏C·N + root·∏C',
    memory: 'stream',
    terms: ({ A }, { metric }) => ({ N: dimension(A, 1), root: metric === 'euclidean' ? 1 : 0 }),
    source: 'a difference, a square and an addition a column; a root for metric euclidean',
  },
});

/** The cheapest way through a matrix of costs; how many steps it has is data. */
export const dynamicTimeWarping = defineOp({
  type: 'DynamicTimeWarping',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('DynamicTimeWarping'),
  inputs: { input: 'activation' },
  outputs: { output: 'int32' },
  infer: (_, __, context) => [[2, context.fresh('steps')]],
  cost: { operations: '3·∏input', memory: 'stream', source: 'the least of three neighbours and an addition a place' },
});
