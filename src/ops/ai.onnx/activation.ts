import { float, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { greaterElement } from '../elements/element-arithmetic.js';
import { specificationOf, unary } from '../families/elementwise.js';
import { NodeError } from '../language/node-error.js';
import { agreed } from '../families/shapes.js';

const category = 'activation';

/** Operators that were experiments, of no version, until opset 10. */
const experiment = (type: string) => ({
  since: 1,
  withdrawn: 10,
  spec: `https://github.com/onnx/onnx/blob/v1.4.1/docs/Operators.md#${type}`,
});

/** Activation functions of one tensor. */
export const activations = [
  unary('Relu', {
    since: 1,
    category,
    operations: 1,
    source: 'a comparison with 0',
    fold: (element, dtype) => greaterElement(element, 0, dtype),
  }),
  unary('LeakyRelu', {
    since: 1,
    category,
    attributes: { alpha: float(0.01) },
    operations: 2,
    source: 'comparison, multiplication',
  }),
  unary('ThresholdedRelu', {
    since: 1,
    category,
    attributes: { alpha: float(1) },
    operations: 1,
    source: 'a comparison',
  }),
  unary('Elu', {
    since: 1,
    category,
    attributes: { alpha: float(1) },
    operations: 4,
    source: 'comparison, exponential, subtraction, multiplication',
  }),
  unary('Selu', {
    since: 1,
    category,
    attributes: { alpha: float(1.67326), gamma: float(1.0507) },
    operations: 5,
    source: 'comparison, exponential, multiplication, subtraction, multiplication',
  }),
  unary('Celu', {
    since: 12,
    category,
    attributes: { alpha: float(1) },
    operations: 7,
    source: 'division, exponential, subtraction, multiplication, two comparisons, addition',
  }),
  unary('Sigmoid', { since: 1, category, operations: 4, source: 'negation, exponential, addition, division' }),
  unary('HardSigmoid', {
    since: 1,
    category,
    attributes: { alpha: float(0.2), beta: float(0.5) },
    operations: 4,
    source: 'multiplication, addition, two comparisons',
  }),
  unary('HardSwish', {
    since: 14,
    category,
    operations: 5,
    source: 'multiplication, addition, two comparisons, multiplication',
  }),
  unary('Tanh', { since: 1, category, names: ['input', 'output'], operations: 1, source: 'a hyperbolic tangent' }),
  unary('Softplus', { since: 1, category, operations: 3, source: 'exponential, addition, logarithm' }),
  unary('Softsign', {
    since: 1,
    category,
    names: ['input', 'output'],
    operations: 3,
    source: 'absolute value, addition, division',
  }),
  unary('Mish', { since: 18, category, operations: 5, source: 'softplus (3), hyperbolic tangent, multiplication' }),
  unary('Swish', {
    since: 24,
    category,
    attributes: { alpha: float(1) },
    operations: 6,
    source: 'multiplication by alpha, sigmoid (4), multiplication',
  }),
  unary('Shrink', {
    since: 9,
    category,
    names: ['input', 'output'],
    attributes: { bias: float(0), lambd: float(0.5) },
    operations: 3,
    source: 'two comparisons, addition',
  }),
  unary('Affine', {
    ...experiment('Affine'),
    attributes: { alpha: float(1), beta: float(0) },
    operations: 2,
    source: 'multiplication, addition',
  }),
  unary('ParametricSoftplus', {
    ...experiment('ParametricSoftplus'),
    category,
    attributes: { alpha: float(), beta: float() },
    operations: 5,
    source: 'multiplication, softplus (3), multiplication',
  }),
  unary('ScaledTanh', {
    ...experiment('ScaledTanh'),
    category,
    names: ['input', 'output'],
    attributes: { alpha: float(), beta: float() },
    operations: 3,
    source: 'multiplication, hyperbolic tangent, multiplication',
  }),
  unary('Scale', {
    ...experiment('Scale'),
    names: ['input', 'output'],
    attributes: { scale: float(1) },
    operations: 1,
    source: 'a multiplication',
  }),
];

/** Gaussian error linear unit, exact or by tanh. */
export const gelu = defineOp({
  type: 'Gelu',
  since: 20,
  category,
  spec: specificationOf('Gelu'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { approximate: text('none') },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'gelu' }),
  cost: {
    operations: 'each·∏Y',
    memory: 'stream',
    terms: (_, { approximate }) => ({ each: approximate === 'tanh' ? 9 : 5 }),
    source:
      'division, error function, addition, two multiplications; by tanh: cube (2), multiplication, ' +
      'addition, multiplication, hyperbolic tangent, addition, two multiplications',
  },
});

/** Parametric ReLU. Up to opset 6 the slope holds one number per channel, later it broadcasts to X. */
export const prelu = defineOp({
  type: 'PRelu',
  since: 1,
  category,
  spec: specificationOf('PRelu'),
  inputs: { X: 'activation', slope: 'weight' },
  outputs: { Y: 'X' },
  infer: ({ X, slope }, _, { opset }) => {
    if (opset >= 7 && slope.shape.length > X.shape.length) {
      throw new NodeError(
        `slope of rank ${slope.shape.length} does not broadcast to an input of rank ${X.shape.length}`,
      );
    }
    return [X.shape];
  },
  inferUnranked: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'prelu' }),
  cost: { operations: '2·∏Y', memory: 'stream', source: 'comparison, multiplication' },
});

/** Gated activation: A·sigmoid(alpha·A)·B. */
export const swiglu = defineOp({
  type: 'SwiGLU',
  since: 28,
  category,
  spec: specificationOf('SwiGLU'),
  inputs: { A: 'activation', B: 'activation' },
  outputs: { Y: 'A' },
  attributes: { alpha: float(1) },
  infer: ({ A, B }) => {
    if (A.shape.length !== B.shape.length) {
      throw new NodeError(`inputs of ranks ${A.shape.length} and ${B.shape.length}, should be of one shape`);
    }
    return [A.shape.map((dim, axis) => agreed([dim, B.shape[axis] ?? dim]) ?? dim)];
  },
  detail: (_, { alpha }) => ({ kind: 'elementwise', function: 'swiglu', parameters: { alpha } }),
  cost: { operations: '7·∏Y', memory: 'stream', source: 'Swish (6), multiplication' },
});

/** Scales an image and adds a bias per channel. */
export const imageScaler = defineOp({
  ...experiment('ImageScaler'),
  type: 'ImageScaler',
  category: 'elementwise',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { scale: float(1) },
  infer: ({ input }) => [input.shape],
  detail: (_, { scale }) => ({ kind: 'elementwise', function: 'imagescaler', parameters: { scale } }),
  cost: { operations: '2·∏output', memory: 'stream', source: 'multiplication, addition' },
});
