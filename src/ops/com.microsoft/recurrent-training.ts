import { multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { lstmInputs, recurrentAttributes, recurrentInputs } from '../families/recurrent.js';
import { dimension } from '../families/shapes.js';
import { microsoft, trainingSpec } from './specification.js';

const shared = { domain: microsoft, since: 1, spec: trainingSpec, category: 'recurrent' } as const;

const attributes = { ...recurrentAttributes, input_forget: int(0), linear_before_reset: int(0) };

/** The sizes of a recurrent layer in training, whose axes are steps, batch and numbers. */
interface Sizes {
  readonly steps: Dim;
  readonly batch: Dim;
  readonly directions: Dim;
  readonly hidden: Dim;
}

function sizesOf(x: RankedTensor, recurrence: RankedTensor): Sizes {
  return {
    steps: dimension(x, 0),
    batch: dimension(x, 1),
    directions: dimension(recurrence, 0),
    hidden: dimension(recurrence, 2),
  };
}

function termsOf(x: RankedTensor, recurrence: RankedTensor, gates: number): Terms {
  const { steps, batch, directions, hidden } = sizesOf(x, recurrence);
  return { T: steps, N: batch, D: directions, G: gates, H: hidden, I: dimension(x, 2) };
}

/** A state after all steps, and the states after each of them, of a width. */
function states(sizes: Sizes, width: Dim): { readonly last: Shape; readonly each: Shape } {
  const last = [sizes.directions, sizes.batch, width];
  return { last, each: [sizes.steps, ...last] };
}

const products = 'T·N·D·G·H·(I + H)';

/** LSTM that also gives out the states and gates of each step, for its gradient. */
export const lstmTraining = defineOp({
  ...shared,
  type: 'LSTMTraining',
  inputs: lstmInputs,
  outputs: { HAll: 'X', final_h: 'X', final_c: 'X', CAll: 'X', iofc: 'X' },
  attributes,
  infer({ X, R }) {
    const sizes = sizesOf(X, R);
    const { last, each } = states(sizes, sizes.hidden);
    return [each, last, last, each, states(sizes, multiply(4, sizes.hidden)).each];
  },
  cost: {
    multiplyAdds: products,
    operations: 'T·N·D·H·(2·G + 18)',
    memory: 'stream',
    terms: ({ X, R }) => termsOf(X, R, 4),
    source: 'as LSTM with bias: two additions a gate, three sigmoids 4 each, two tanh, the new states 4',
  },
});

/** GRU that also gives out the states and gates of each step, for its gradient. */
export const gruTraining = defineOp({
  ...shared,
  type: 'GRUTraining',
  inputs: recurrentInputs,
  outputs: { HAll: 'X', final_h: 'X', zrh: 'X' },
  attributes,
  infer({ X, R }) {
    const sizes = sizesOf(X, R);
    const { last, each } = states(sizes, sizes.hidden);
    return [each, last, states(sizes, multiply(3, sizes.hidden)).each];
  },
  cost: {
    multiplyAdds: products,
    operations: 'T·N·D·H·(2·G + 14)',
    memory: 'stream',
    terms: ({ X, R }) => termsOf(X, R, 3),
    source: 'as GRU with bias: two additions a gate, two sigmoids 4 each, a tanh, the reset product, the new state 4',
  },
});

const gradientSource = 'a gradient of a product is two products as large: one for what went in, one for the weights';

/** Gradients of recurrent layers: of input, weights, biases, first states and, of LSTM, the peepholes. */
export const recurrentGradients: readonly Operator[] = [
  defineOp({
    ...shared,
    type: 'LSTMGrad',
    inputs: {
      ...lstmInputs,
      HAll: 'activation?',
      CAll: 'activation?',
      iofc: 'activation?',
      grad_HAll: 'activation?',
      grad_h: 'activation?',
      grad_c: 'activation?',
    },
    outputs: { dX: 'X', dW: 'W', dR: 'R', dB: 'X', dH0: 'X', dC0: 'X', dP: 'X' },
    attributes,
    infer({ X, W, R }) {
      const sizes = sizesOf(X, R);
      const { last } = states(sizes, sizes.hidden);
      const each = (count: number): Shape => [sizes.directions, multiply(count, sizes.hidden)];
      return [X.shape, W.shape, R.shape, each(8), last, last, each(3)];
    },
    cost: {
      multiplyAdds: `2·${products}`,
      operations: '24·T·N·D·H',
      memory: 'stream',
      terms: ({ X, R }) => termsOf(X, R, 4),
      source:
        `${gradientSource}; a step and hidden unit: through both tanh 3 each, three sigmoids 3 each, the cell 5, ` +
        'four sums of biases',
    },
  }),
  defineOp({
    ...shared,
    type: 'GRUGrad',
    inputs: {
      ...recurrentInputs,
      HAll: 'activation?',
      zrh: 'activation?',
      grad_HAll: 'activation?',
      grad_h: 'activation?',
    },
    outputs: { dX: 'X', dW: 'W', dR: 'R', dB: 'X', dH0: 'X' },
    attributes,
    infer({ X, W, R }) {
      const sizes = sizesOf(X, R);
      const { last } = states(sizes, sizes.hidden);
      return [X.shape, W.shape, R.shape, [sizes.directions, multiply(6, sizes.hidden)], last];
    },
    cost: {
      multiplyAdds: `2·${products}`,
      operations: '19·T·N·D·H',
      memory: 'stream',
      terms: ({ X, R }) => termsOf(X, R, 3),
      source:
        `${gradientSource}; a step and hidden unit: through a tanh 3, two sigmoids 3 each, the mixed state 4, ` +
        'the reset product 3, three sums of biases',
    },
  }),
];
