import {
  convolutionAttributes,
  convolutionProducts,
  convolutionTerms,
  transposedProducts,
  transposedTerms,
} from '../families/convolution.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { microsoft, trainingSpec } from './specification.js';

const shared = { domain: microsoft, since: 1, spec: trainingSpec } as const;

/**
 * How many of the first two outputs, the gradients of input and weight, a node lists: each takes the products of the
 * layer itself.
 */
function passes(outputs: readonly unknown[]): number {
  return Math.min(2, outputs.length);
}

/** Gradients of a convolution: of its input, its weight and its bias. */
export const convGrad = defineOp({
  ...shared,
  type: 'ConvGrad',
  category: 'convolution',
  inputs: { dY: 'activation', X: 'activation', W: 'weight' },
  outputs: { dX: 'X', dW: 'W', dB: 'W' },
  attributes: convolutionAttributes,
  infer: ({ X, W }) => [X.shape, W.shape, [dimension(W, 0)]],
  cost: {
    multiplyAdds: `passes·${convolutionProducts}`,
    operations: 'biased·∏dY',
    memory: 'stream',
    terms: ({ dY, X, W }, settings, outputs) => ({
      ...convolutionTerms(X, W, settings, dY, false),
      passes: passes(outputs),
      biased: outputs.length > 2 ? 1 : 0,
    }),
    source: 'the gradients of input and weight are a convolution each with as many products; that of the bias is a sum',
  },
});

/** Gradients of a transposed convolution. */
export const convTransposeGrad = defineOp({
  ...shared,
  type: 'ConvTransposeGrad',
  category: 'convolution',
  inputs: { dY: 'activation', X: 'activation', W: 'weight' },
  outputs: { dX: 'X', dW: 'W', dB: 'W' },
  attributes: convolutionAttributes,
  infer: ({ X, W }, { group }) => {
    const each = dimension(W, 1);
    return [X.shape, W.shape, [typeof each === 'number' ? each * group : each]];
  },
  cost: {
    multiplyAdds: `passes·${transposedProducts}`,
    operations: 'biased·∏dY',
    memory: 'stream',
    terms: ({ X, W }, settings, outputs) => ({
      ...transposedTerms(X, W, settings, false),
      passes: passes(outputs),
      biased: outputs.length > 2 ? 1 : 0,
    }),
    source: 'as ConvGrad',
  },
});

/** A gradient that depends, place by place, on that of the output and on what the layer read or gave. */
function pointwise(type: string, operations: number, source: string): Operator {
  return defineOp({
    ...shared,
    type,
    category: 'elementwise',
    inputs: { dY: 'activation', X: 'activation', B: 'weight?' },
    outputs: { dX: 'dY' },
    attributes: { alpha: float(1.702) },
    infer: ({ dY }) => [dY.shape],
    inferUnranked: ({ dY }) => [dY.shape],
    detail: () => ({ kind: 'elementwise', function: type.toLowerCase() }),
    cost: { operations: `${operations}·∏dX`, memory: 'stream', source },
  });
}

/** Gradients of activations. */
export const activationGradients: readonly Operator[] = [
  pointwise('ReluGrad', 2, 'a comparison and a product'),
  pointwise('LeakyReluGrad', 2, 'a comparison and a product'),
  pointwise('SigmoidGrad', 3, 'y·(1 − y)·dY'),
  pointwise('TanhGrad', 3, '(1 − y²)·dY'),
  pointwise('EluGrad', 3, 'a comparison, a sum and a product'),
  pointwise(
    'GeluGrad',
    10,
    'Φ(x) by the error function 4, the density 4 with its product by x, a sum, a product by dY',
  ),
  pointwise('FastGeluGrad', 14, 'the tanh of a cubic 6, its derivative 6, a sum and a product'),
  pointwise('QuickGeluGrad', 10, 'a sigmoid of α·x (5), σ·(1 + α·x·(1 − σ)) (4), a product by dY'),
  pointwise('BiasGeluGrad_dX', 11, 'as GeluGrad, after the bias is added'),
  pointwise('BiasFastGeluGrad_dX', 15, 'as FastGeluGrad, after the bias is added'),
];

/** Gradients of softmax and its logarithm. */
export const softmaxGradients: readonly Operator[] = [
  'SoftmaxGrad',
  'SoftmaxGrad_13',
  'LogSoftmaxGrad',
  'LogSoftmaxGrad_13',
].map((type) =>
  defineOp({
    ...shared,
    type,
    category: 'activation',
    inputs: { dY: 'activation', Y: 'activation' },
    outputs: { dX: 'dY' },
    attributes: { axis: int(-1) },
    infer: ({ dY }) => [dY.shape],
    inferUnranked: ({ dY }) => [dY.shape],
    cost: { operations: '4·∏dX', memory: 'stream', source: 'a product, a sum, a difference and a product an element' },
  }),
);

const normalisationSource =
  'an element: the normalised value 2, products with dY and scale 2, two means 2, what they take off ' +
  '3, two sums over the rows 3';

/** Gradients of layer normalisation: of its input, its scale and its shift. */
export const layerNormalizationGrad = defineOp({
  ...shared,
  type: 'LayerNormalizationGrad',
  category: 'normalization',
  inputs: {
    Y_grad: 'activation',
    X: 'activation',
    scale: 'weight',
    mean: 'activation',
    inv_std_dev: 'activation',
  },
  outputs: { X_grad: 'X', scale_grad: 'scale', bias_grad: 'scale' },
  attributes: { axis: int(-1) },
  infer: ({ X, scale }) => [X.shape, scale.shape, scale.shape],
  cost: { operations: '12·∏X', memory: 'stream', source: normalisationSource },
});

/** Gradients of LayerNormalization, from its output instead of its input. */
export const invertibleLayerNormalizationGrad = defineOp({
  ...shared,
  type: 'InvertibleLayerNormalizationGrad',
  category: 'normalization',
  inputs: { Y_grad: 'activation', Y: 'activation', scale: 'weight', bias: 'weight', inv_std_var: 'activation' },
  outputs: { X_grad: 'Y', scale_grad: 'scale', bias_grad: 'scale' },
  attributes: { axis: int(-1) },
  infer: ({ Y, scale }) => [Y.shape, scale.shape, scale.shape],
  cost: { operations: '12·∏Y', memory: 'stream', source: normalisationSource },
});

/** Gradients of root-mean-square normalisation. */
export const simplifiedLayerNormalizationGrad = defineOp({
  ...shared,
  type: 'SimplifiedLayerNormalizationGrad',
  category: 'normalization',
  inputs: { Y_grad: 'activation', X: 'activation', scale: 'weight', inv_std_var: 'activation' },
  outputs: { X_grad: 'X', scale_grad: 'scale' },
  attributes: { axis: int(-1) },
  infer: ({ X, scale }) => [X.shape, scale.shape],
  cost: { operations: '8·∏X', memory: 'stream', source: 'as LayerNormalizationGrad, without means and shift' },
});

/** Gradients of batch normalisation. */
export const batchNormalizationGrad = defineOp({
  ...shared,
  type: 'BatchNormalizationGrad',
  category: 'normalization',
  inputs: { dY: 'activation', X: 'activation', scale: 'weight', mean: 'activation', variance: 'activation' },
  outputs: { X_grad: 'X', scale_grad: 'scale', bias_grad: 'scale' },
  attributes: { epsilon: float(1e-5) },
  infer: ({ X, scale }) => [X.shape, scale.shape, scale.shape],
  cost: { operations: '12·∏X', memory: 'stream', source: normalisationSource },
});

/** Batch normalisation that gives out the statistics which its gradient needs. */
export const batchNormInternal = defineOp({
  ...shared,
  type: 'BatchNormInternal',
  category: 'normalization',
  inputs: { X: 'activation', scale: 'weight', B: 'weight', input_mean: 'statistic', input_var: 'statistic' },
  outputs: {
    Y: 'X',
    running_mean: 'input_mean',
    running_var: 'input_var',
    saved_mean: 'input_mean',
    saved_inv_std: 'input_var',
  },
  attributes: { epsilon: float(1e-5), momentum: float(0.9), training_mode: int(1) },
  infer: ({ X, input_mean: { shape } }) => [X.shape, shape, shape, shape, shape],
  detail: () => ({ kind: 'normalization', function: 'batch', affine: true }),
  cost: {
    operations: '6·∏X + 9·∏scale',
    memory: 'stream',
    source: 'as BatchNormalization in training: mean, variance and scaling 6 an element; 9 a channel',
  },
});

/** Gradients of dropout: what the mask kept, scaled. */
export const dropoutGradients: readonly Operator[] = ['DropoutGrad', 'BitmaskDropoutGrad'].map((type) =>
  defineOp({
    ...shared,
    type,
    category: 'elementwise',
    inputs: { dy: 'activation', mask: 'index', ratio: 'config?', training_mode: 'config?' },
    outputs: { dx: 'dy' },
    infer: ({ dy }) => [dy.shape],
    inferUnranked: ({ dy }) => [dy.shape],
    detail: () => ({ kind: 'elementwise', function: type.toLowerCase() }),
    cost: { operations: '∏dx', memory: 'stream', source: 'a product an element' },
  }),
);
