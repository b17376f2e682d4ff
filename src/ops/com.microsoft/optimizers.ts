import { product, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Tensor, Value } from '../../ir/index.js';
import { rankedItems, totalsOf } from '../families/sequences.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { microsoft, trainingSpec } from './specification.js';

const shared = { domain: microsoft, since: 1, spec: trainingSpec, category: 'other' } as const;

const adamSource =
  'a weight: both averages 3 each and a square, their corrections 2, the root, ε, the quotient, the step 2 and the ' +
  'decay 2';
const adamOperations = 16;

const adamAttributes = { alpha: float(0.9), beta: float(0.999), epsilon: float(1e-8) };

/** A step of Adam for one weight. */
export const adamOptimizer = defineOp({
  ...shared,
  type: 'AdamOptimizer',
  inputs: {
    R: 'config',
    T: 'config',
    weights: 'weight',
    gradients: 'activation',
    moment_1: 'state',
    moment_2: 'state',
    mixed_precision_weights: 'weight?',
    loss_scale: 'config?',
    global_gradient_norm: 'config?',
    update_signal: 'config?',
  },
  outputs: {
    new_T: 'T',
    new_moment_1: 'moment_1',
    new_moment_2: 'moment_2',
    new_weights: 'weights',
    new_gradients: 'gradients',
    new_mixed_precision_weights: ({ mixed_precision_weights: narrow }) => narrow?.dtype,
  },
  attributes: { ...adamAttributes, lambda: float(0), do_bias_correction: int(1), weight_decay_mode: int(0) },
  infer: ({ T, weights: { shape }, moment_1, moment_2 }) => [
    T.shape,
    moment_1.shape,
    moment_2.shape,
    shape,
    shape,
    shape,
  ],
  cost: { operations: `${adamOperations}·∏weights`, memory: 'stream', source: adamSource },
});

/** A step of AdamW for many weights, which come as sequences. */
export const adamWOptimizer = defineOp({
  ...shared,
  type: 'AdamWOptimizer',
  inputs: {
    lr: 'config',
    step: 'config',
    weights: 'value',
    gradients: 'value',
    momentums_1: 'value',
    momentums_2: 'value',
    update_signal: 'config?',
  },
  outputs: {
    updated_flag: 'bool',
    updated_weights: () => undefined,
    updated_momentums_1: () => undefined,
    updated_momentums_2: () => undefined,
  },
  attributes: { ...adamAttributes, weight_decay: float(0.01), adam_mode: int(0), correct_bias: int(1) },
  infer: ({ step, weights, momentums_1, momentums_2 }) => [step.shape, weights, momentums_1, momentums_2],
  cost: {
    operations: `${adamOperations}·elements`,
    memory: 'stream',
    terms: ({ weights }) => ({ elements: elementsIn(weights) }),
    source: adamSource,
  },
});

/** A step of gradient descent for many weights, which come as sequences. */
export const sgdOptimizerV2 = defineOp({
  ...shared,
  type: 'SGDOptimizerV2',
  inputs: { lr: 'config', weights: 'value', gradients: 'value', update_signal: 'config?' },
  outputs: { update_completed: 'bool', updated_weights: () => undefined },
  infer: ({ lr, weights }) => [lr.shape, weights],
  cost: {
    operations: '2·elements',
    memory: 'stream',
    terms: ({ weights }) => ({ elements: elementsIn(weights) }),
    source: 'a product and a difference a weight',
  },
});

/** The inputs of one weight among those of LambOptimizer, and its outputs. */
const LAMB_GROUP = 5;

/** A step of LAMB for many weights: of each the weight, its gradient, both moments and a copy of lower precision. */
export const lambOptimizer = defineOp({
  ...shared,
  type: 'LambOptimizer',
  inputs: {
    update_signal: 'config?',
    loss_scale: 'config?',
    gradient_norm: 'config?',
    R: 'config?',
    step: 'config?',
    groups: 'activation*',
  },
  outputs: { new_step: 'int64', new_groups: () => undefined },
  infer: ({ step, groups }, _, { outputCount }) => [
    step?.shape,
    ...Array.from({ length: outputCount - 1 }, (_none, index): Tensor => updated(groups, index)),
  ],
  cost: {
    operations: `${adamOperations + 5}·elements`,
    memory: 'stream',
    terms: ({ groups }) => ({ elements: elementsOf(groups.filter((_, index) => index % LAMB_GROUP === 0)) }),
    source: `as AdamOptimizer; two norms 2 each and the ratio's product`,
  },
});

/** An output of a group has the type of the input at its place: weight, gradient, both moments, the copy. */
function updated(groups: readonly (Tensor | undefined)[], index: number): Tensor {
  const { dtype, shape } = groups[index] ?? groups[index - (index % LAMB_GROUP)] ?? {};
  return { kind: 'tensor', dtype, shape };
}

function elementsIn(weights: Value): Dim | undefined {
  if (weights.kind !== 'sequence') return undefined;
  const items = rankedItems(weights);
  return items === undefined ? totalsOf(weights)?.elements : elementsOf(items);
}

function elementsOf(tensors: readonly (RankedTensor | undefined)[]): Dim {
  return sum(tensors.map((tensor) => (tensor === undefined ? 0 : product(tensor.shape))));
}
