import { maxPool } from '../ai.onnx/pooling.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { channelsLastTwin } from '../families/layout.js';
import { productDetail, productFormula, productOf, productTerms } from '../families/product.js';
import { dimension } from '../families/shapes.js';

/** The domains under which Brevitas, FINN and QONNX write the same operators. */
const domains = ['qonnx.custom_op.general', 'onnx.brevitas', 'finn.custom_op.general'] as const;

const page = (name: string): string =>
  `https://github.com/fastmachinelearning/qonnx/blob/main/docs/qonnx-custom-ops/${name}.md`;
const everywhere = (operator: Operator): readonly Operator[] => domains.map((domain) => ({ ...operator, domain }));

const detail = () => ({ kind: 'quantization', function: 'requantize' }) as const;

const quant = defineOp({
  type: 'Quant',
  since: 1,
  category: 'quantization',
  spec: page('quant_op'),
  inputs: { X: 'activation', scale: 'scale', zeropt: 'scale', bitwidth: 'config' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  detail,
  cost: {
    operations: '7·∏Y',
    memory: 'stream',
    source: 'division, addition of the zero point, rounding, two comparisons, subtraction, multiplication',
  },
});

/** Rounding to so many bits and back, for weights and activations alike; IntQuant is its newer name. */
export const quants: readonly Operator[] = [quant, { ...quant, type: 'IntQuant', spec: page('intquant_op') }].flatMap(
  everywhere,
);

/** Rounding to one bit: the sign, times a scale. */
export const bipolarQuants: readonly Operator[] = everywhere(
  defineOp({
    type: 'BipolarQuant',
    since: 1,
    category: 'quantization',
    spec: page('bipolar_quant_op'),
    inputs: { X: 'activation', scale: 'scale' },
    outputs: { Y: 'X' },
    infer: ({ X }) => [X.shape],
    detail,
    cost: { operations: '2·∏Y', memory: 'stream', source: 'a comparison and a multiplication' },
  }),
);

/** The least significant bits of an integer taken off. */
export const truncs: readonly Operator[] = everywhere(
  defineOp({
    type: 'Trunc',
    since: 1,
    category: 'quantization',
    spec: page('trunc_op'),
    inputs: {
      X: 'activation',
      scale: 'scale',
      zeropt: 'scale',
      in_bitwidth: 'config',
      out_scale_or_bitwidth: 'config',
      out_bitwidth: 'config?',
    },
    outputs: { Y: 'X' },
    infer: ({ X }) => [X.shape],
    detail,
    cost: {
      operations: '7·∏Y',
      memory: 'stream',
      source:
        'division, addition of the zero point, rounding, division by a power of two, rounding, ' +
        'subtraction, multiplication',
    },
  }),
);

/** Rounding to floating-point numbers of so many bits of exponent and mantissa. */
export const floatQuants: readonly Operator[] = everywhere(
  defineOp({
    type: 'FloatQuant',
    since: 1,
    category: 'quantization',
    spec: page('floatquant_op'),
    inputs: {
      X: 'activation',
      scale: 'scale',
      exponent_bitwidth: 'config',
      mantissa_bitwidth: 'config',
      exponent_bias: 'config',
      max_val: 'config',
    },
    outputs: { Y: 'X' },
    infer: ({ X }) => [X.shape],
    detail,
    cost: {
      operations: '11·∏Y',
      memory: 'stream',
      source:
        "division by the scale; the element's power of two: magnitude, logarithm, rounding, power; " +
        'division by it, rounding, multiplication; two comparisons; multiplication by the scale',
    },
  }),
);

/** How many thresholds of its channel an element reaches, scaled and shifted. */
export const multiThresholds: readonly Operator[] = everywhere(
  defineOp({
    type: 'MultiThreshold',
    since: 1,
    category: 'activation',
    spec: 'https://github.com/fastmachinelearning/qonnx/blob/main/src/qonnx/custom_op/general/multithreshold.py',
    inputs: { v: 'activation', thresholds: 'weight' },
    outputs: { output: 'v' },
    infer: ({ v }) => [v.shape],
    detail: () => ({ kind: 'elementwise', function: 'multithreshold' }),
    cost: {
      operations: '(2·steps + 1)·∏output',
      memory: 'stream',
      terms: ({ thresholds }) => ({ steps: dimension(thresholds, 1) }),
      source: 'a comparison a threshold, one addition fewer, a multiplication and an addition',
    },
  }),
);

/** Marks a place in a model; the identity. */
export const debugMarkers: readonly Operator[] = everywhere(
  defineOp({
    type: 'DebugMarker',
    since: 1,
    category: 'data-movement',
    spec: 'https://github.com/fastmachinelearning/qonnx/blob/main/src/qonnx/custom_op/general/debugmarker.py',
    inputs: { X: 'activation' },
    outputs: { Y: 'X' },
    infer: ({ X }) => [X.shape],
    detail: () => ({ kind: 'movement', function: 'identity' }),
    cost: { operations: '0', memory: 'view', source: 'the identity' },
  }),
);

/** A product of matrices of single bits, by exclusive nor and counting. */
export const xnorPopcountMatMuls: readonly Operator[] = everywhere(
  defineOp({
    type: 'XnorPopcountMatMul',
    since: 1,
    category: 'matmul',
    spec: 'https://github.com/fastmachinelearning/qonnx/blob/main/src/qonnx/custom_op/general/xnorpopcount.py',
    inputs: { A: 'activation', B: 'weight' },
    outputs: { Y: 'A' },
    infer: ({ A, B }) => [productOf(A, B).output],
    detail: ({ A, B }) => productDetail(productOf(A, B)),
    cost: {
      multiplyAdds: productFormula,
      operations: '0',
      memory: 'stream',
      terms: ({ A, B }) => productTerms(productOf(A, B)),
      source: 'as MatMul: a comparison and a count a pair',
    },
  }),
);

/** Maximum pooling with the channels of its maps in the last axis. */
export const maxPoolsNhwc: readonly Operator[] = everywhere(
  channelsLastTwin(maxPool, {
    type: 'MaxPoolNHWC',
    domain: domains[0],
    spec: 'https://github.com/fastmachinelearning/qonnx/blob/main/src/qonnx/custom_op/general/maxpoolnhwc.py',
  }),
);
