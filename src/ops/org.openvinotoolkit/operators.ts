import { deformConv } from '../ai.onnx/convolution.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator, Slot } from '../language/define.js';
import { dimension } from '../families/shapes.js';

const domain = 'org.openvinotoolkit';
const spec =
  'https://docs.openvino.ai/2025/documentation/openvino-ir-format/operation-sets/available-opsets/opset1.html';

/** Rounding of numbers between two bounds to so many levels and back, for weights and activations alike. */
export const fakeQuantize = defineOp({
  type: 'FakeQuantize',
  domain,
  since: 1,
  category: 'quantization',
  spec,
  inputs: {
    data: 'activation',
    input_low: 'scale',
    input_high: 'scale',
    output_low: 'scale',
    output_high: 'scale',
  },
  outputs: { output: 'data' },
  attributes: { levels: int(256) },
  infer: ({ data }) => [data.shape],
  inferUnranked: ({ data }) => [data.shape],
  detail: () => ({ kind: 'quantization', function: 'requantize' }),
  cost: {
    operations: '7·∏output',
    memory: 'stream',
    source: 'two comparisons that clamp; less the bound, times a step, rounded, times a step, plus the bound',
  },
});

/** x·sigmoid(β·x). */
export const swish = defineOp({
  type: 'Swish',
  domain,
  since: 1,
  category: 'activation',
  spec,
  inputs: { data: 'activation', beta: 'config?' },
  outputs: { output: 'data' },
  attributes: { beta: float(1) },
  infer: ({ data }) => [data.shape],
  inferUnranked: ({ data }) => [data.shape],
  detail: () => ({ kind: 'elementwise', function: 'swish' }),
  cost: { operations: '5·∏output', memory: 'stream', source: 'a sigmoid (4) and a product' },
});

/** Division by the Euclidean length along the channels, and a scale of each channel. */
export const normalize = defineOp({
  type: 'Normalize',
  domain,
  since: 1,
  category: 'normalization',
  spec,
  inputs: { data: 'activation', weights: 'weight' },
  outputs: { output: 'data' },
  attributes: { eps: float(1e-10), across_spatial: int(0), channel_shared: int(0) },
  infer: ({ data }) => [data.shape],
  detail: () => ({ kind: 'normalization', function: 'lp', affine: true }),
  cost: { operations: '4·∏data', memory: 'stream', source: 'an element: square, sum, quotient, scale' },
});

/** Normalisation of groups of channels. */
export const groupNorm = defineOp({
  type: 'GroupNorm',
  domain,
  since: 1,
  category: 'normalization',
  spec,
  inputs: { data: 'activation', gamma: 'weight', beta: 'weight' },
  outputs: { output: 'data' },
  attributes: { num_groups: int(1), eps: float(1e-5) },
  infer: ({ data }) => [data.shape],
  detail: () => ({ kind: 'normalization', function: 'group', affine: true }),
  cost: {
    operations: '7·∏data + 3·N·groups',
    memory: 'stream',
    terms: ({ data }, { num_groups }) => ({ N: dimension(data, 0), groups: num_groups }),
    source: 'as GroupNormalization',
  },
});

const [input, weight, offset, , mask] = deformConv.slots;
const reordered: readonly Slot[] = [input, offset, weight, mask].flatMap((slot) => slot ?? []);

/** Convolution whose taps are displaced, its offsets before its weights. */
export const deformableConv2d: Operator = {
  ...deformConv,
  type: 'DeformableConv2D',
  domain,
  since: 1,
  spec,
  slots: reordered,
  roleOf: (position) => reordered[position]?.role ?? 'activation',
  apply: ([data, offsets, weight, mask], attributes, context) =>
    deformConv.apply([data, weight, offsets, undefined, mask], attributes, context),
};
