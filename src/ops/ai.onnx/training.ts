import { product, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Value } from '../../ir/index.js';
import { float, required, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

const domain = 'ai.onnx.preview.training';
const inputs = { R: 'activation', T: 'activation', inputs: 'state*' } as const;

/** One step of Adagrad for any number of tensors. */
export const adagrad = defineOp({
  type: 'Adagrad',
  domain,
  since: 1,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Adagrad.html',
  inputs,
  outputs: { outputs: 'inputs' },
  attributes: { decay_factor: float(0), epsilon: float(0), norm_coefficient: float(0) },
  infer: ({ inputs }) => updated(inputs, 3),
  cost: {
    operations: '9·elements + 3',
    memory: 'stream',
    terms: ({ inputs }) => ({ elements: optimised(inputs, 3) }),
    source: 'an element: regularised gradient 2, its square added 2, √ + ε 2, step 3; the learning rate 3',
  },
});

/** One step of Adam for any number of tensors. */
export const adam = defineOp({
  type: 'Adam',
  domain,
  since: 1,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Adam.html',
  inputs,
  outputs: { outputs: 'inputs' },
  attributes: {
    alpha: float(0.9),
    beta: float(0.999),
    epsilon: float(0),
    norm_coefficient: float(0),
    norm_coefficient_post: float(0),
  },
  infer: ({ inputs }) => updated(inputs, 4),
  cost: {
    operations: '15·elements + 11',
    memory: 'stream',
    terms: ({ inputs }) => ({ elements: optimised(inputs, 4) }),
    source:
      'an element: regularised gradient 2, first moment 3, second moment 4, √ + ε 2, step 3, decay 1; ' +
      '1 − α, 1 − β, 1 − decay, the learning rate 8',
  },
});

/** One step of gradient descent with momentum, Nesterov's or plain, for any number of tensors. */
export const momentum = defineOp({
  type: 'Momentum',
  domain,
  since: 1,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Momentum.html',
  inputs,
  outputs: { outputs: 'inputs' },
  attributes: { alpha: float(), beta: float(), mode: required(text()), norm_coefficient: float() },
  infer: ({ inputs }) => updated(inputs, 3),
  cost: {
    operations: '(7 + 2·nesterov)·elements + 1',
    memory: 'stream',
    terms: ({ inputs }, { mode }) => ({ elements: optimised(inputs, 3), nesterov: mode === 'nesterov' ? 1 : 0 }),
    source: 'an element: regularised gradient 2, momentum 3, step 2, looking ahead 2; a comparison picks β',
  },
});

/**
 * Derivatives of one tensor of the graph by others. What that takes depends on the graph between them and is not told.
 */
export const gradient = defineOp({
  type: 'Gradient',
  domain,
  since: 1,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Gradient.html',
  inputs: { Inputs: 'activation*' },
  outputs: { Outputs: 'Inputs' },
  attributes: { xs: required(texts()), zs: texts(), y: required(text()) },
  infer: ({ Inputs }, { xs }) => Inputs.slice(0, xs.length),
  cost: {
    multiplyAdds: 'backward',
    operations: 'backward',
    memory: 'stream',
    terms: () => ({ backward: undefined }),
    source: 'not told by the node',
  },
});

/**
 * The optimised tensors, then each kind of their state, as they go in: values, gradients and states, `kinds` in all.
 * @throws NodeError when they do not come in equal numbers
 */
function updated(values: readonly (RankedTensor | undefined)[], kinds: number): readonly (Value | undefined)[] {
  const count = values.length / kinds;
  if (!Number.isInteger(count) || count === 0) {
    throw new NodeError(
      `${values.length} tensors are not ${kinds} kinds in equal numbers: values, gradients and states`,
    );
  }
  return [...values.slice(0, count), ...values.slice(2 * count)].map(
    (value) => value && { kind: 'tensor', dtype: value.dtype, shape: value.shape },
  );
}

function optimised(values: readonly (RankedTensor | undefined)[], kinds: number): Dim {
  return sum(values.slice(0, values.length / kinds).map((value) => product(value?.shape ?? [0])));
}
