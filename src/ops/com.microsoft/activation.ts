import { ceilDivide, floorDivide, product } from '../../dim/index.js';
import { gelu } from '../ai.onnx/activation.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const given = (tensor: unknown): number => (tensor === undefined ? 0 : 1);
const exact = 'GELU: division, error function, addition, two multiplications';

/** The exact GELU, as ai.onnx has it from opset 20. */
export const geluBefore20: Operator = { ...gelu, domain: microsoft, since: 1, spec: contribSpec('Gelu') };

/** The GELU of the sum with a bias. */
export const biasGelu = defineOp({
  type: 'BiasGelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('BiasGelu'),
  inputs: { A: 'activation', B: 'weight' },
  outputs: { C: 'A' },
  infer: ({ A }) => [A.shape],
  detail: () => ({ kind: 'elementwise', function: 'biasgelu' }),
  cost: { operations: '6·∏C', memory: 'stream', source: `an addition; ${exact}` },
});

/** x/2·(1 + tanh(x·(b + c·x²))), after the addition of a bias where there is one. */
export const fastGelu = defineOp({
  type: 'FastGelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('FastGelu'),
  inputs: { X: 'activation', bias: 'weight?' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'fastgelu' }),
  cost: {
    operations: '(8 + biased)·∏Y',
    memory: 'stream',
    terms: ({ bias }) => ({ biased: given(bias) }),
    source: 'five multiplications, two additions, a hyperbolic tangent; the addition of a bias',
  },
});

/** x·sigmoid(α·x) */
export const quickGelu = defineOp({
  type: 'QuickGelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('QuickGelu'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { alpha: float(1.702) },
  infer: ({ X }) => [X.shape],
  detail: (_, { alpha }) => ({ kind: 'elementwise', function: 'quickgelu', parameters: { alpha } }),
  cost: { operations: '6·∏Y', memory: 'stream', source: 'multiplication by alpha, sigmoid (4), multiplication' },
});

/** With its bias added, the left half of each row times the GELU of the right one. */
export const biasSplitGelu = defineOp({
  type: 'BiasSplitGelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('BiasSplitGelu'),
  inputs: { X: 'activation', bias: 'weight' },
  outputs: { Y: 'X' },
  infer({ X }) {
    if (X.shape.length === 0) throw new NodeError('X is a scalar, should have rows to split');
    return [[...X.shape.slice(0, -1), floorDivide(dimension(X, X.shape.length - 1), 2)]];
  },
  detail: () => ({ kind: 'elementwise', function: 'biassplitgelu' }),
  cost: {
    operations: '∏X + 6·∏Y',
    memory: 'stream',
    source: `an addition an element; ${exact}; the product with the other half`,
  },
});

/** The GELU of 8-bit integers. */
export const qOrderedGelu = defineOp({
  type: 'QOrderedGelu',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('QOrderedGelu'),
  inputs: { X: 'activation', scale_X: 'scale', scale_Y: 'scale' },
  outputs: { Y: 'X' },
  attributes: { order_X: int(), order_Y: int() },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'gelu' }),
  cost: {
    operations: '10·∏Y',
    memory: 'stream',
    source: `${exact}; scaled on the way in, scaled, rounded and clamped on the way out (1 + 1 + 1 + 2)`,
  },
});

/** The softmax of the sum with a bias that broadcasts, over the axes from `axis` on. */
export const biasSoftmax = defineOp({
  type: 'BiasSoftmax',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('BiasSoftmax'),
  inputs: { data: 'activation', bias: 'activation' },
  outputs: { output: 'data' },
  attributes: { axis: int(1), is_inner_broadcast: int(0) },
  infer({ data }, { axis }) {
    frontAxis(axis, data.shape.length);
    return [data.shape];
  },
  detail: ({ data }, { axis }) => ({
    kind: 'softmax',
    function: 'biassoftmax',
    length: product(data.shape.slice(frontAxis(axis, data.shape.length))),
  }),
  cost: {
    operations: '6·∏data - 2·∏rows',
    memory: 'stream',
    terms: ({ data }, { axis }) => ({ rows: data.shape.slice(0, frontAxis(axis, data.shape.length)) }),
    source:
      'an addition; for n elements n − 1 comparisons, n differences, n exponentials, n − 1 additions, n divisions',
  },
});

const dropoutSource = 'the additions of the bias and the residual; outside training nothing is dropped';

/** The sum with a bias and a residual; dropout between them is for training. */
export const biasDropout = defineOp({
  type: 'BiasDropout',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('BiasDropout'),
  inputs: { data: 'activation', bias: 'weight', residual: 'activation?', ratio: 'config?', training_mode: 'config?' },
  outputs: { output: 'data', mask: 'bool' },
  attributes: { seed: int() },
  infer: ({ data }) => [data.shape, data.shape],
  detail: () => ({ kind: 'elementwise', function: 'biasdropout' }),
  cost: {
    operations: '(1 + added)·∏data',
    memory: 'stream',
    terms: ({ residual }) => ({ added: given(residual) }),
    source: dropoutSource,
  },
});

/** BiasDropout with a mask of one bit an element. */
export const bitmaskBiasDropout = defineOp({
  type: 'BitmaskBiasDropout',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('BitmaskBiasDropout'),
  inputs: { data: 'activation', bias: 'weight', residual: 'activation?', ratio: 'config?', training_mode: 'config?' },
  outputs: { output: 'data', mask: 'uint32' },
  attributes: { seed: int() },
  infer: ({ data }) => [data.shape, [ceilDivide(product(data.shape), 32)]],
  detail: () => ({ kind: 'elementwise', function: 'biasdropout' }),
  cost: {
    operations: '(1 + added)·∏data',
    memory: 'stream',
    terms: ({ residual }) => ({ added: given(residual) }),
    source: dropoutSource,
  },
});

/** Dropout, which outside training is the identity, with a mask of one bit an element. */
export const bitmaskDropout = defineOp({
  type: 'BitmaskDropout',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('BitmaskDropout'),
  inputs: { data: 'activation', ratio: 'config?', training_mode: 'config?' },
  outputs: { output: 'data', mask: 'uint32' },
  attributes: { seed: int() },
  infer: ({ data }) => [data.shape, [ceilDivide(product(data.shape), 32)]],
  detail: () => ({ kind: 'elementwise', function: 'dropout' }),
  cost: { operations: '0', memory: 'view', source: 'outside training nothing is dropped' },
});

/** X + bias + skip */
export const biasAdd = defineOp({
  type: 'BiasAdd',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('BiasAdd'),
  inputs: { X: 'activation', bias: 'weight', skip: 'activation' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  detail: () => ({ kind: 'elementwise', function: 'biasadd' }),
  cost: { operations: '2·∏Y', memory: 'stream', source: 'two additions' },
});

/** X + Y·gate, one gate a row. */
export const gatedAdd = defineOp({
  type: 'GatedAdd',
  domain: microsoft,
  since: 1,
  category: 'elementwise',
  spec: contribSpec('GatedAdd'),
  inputs: { X: 'activation', Y: 'activation', gate: 'activation' },
  outputs: { output: 'X' },
  infer: ({ X, gate }) => {
    if (gate.shape.length !== X.shape.length) {
      throw new NodeError(`gate has the shape ${printShape(gate.shape)}, X ${printShape(X.shape)}`);
    }
    return [X.shape];
  },
  detail: () => ({ kind: 'elementwise', function: 'gatedadd' }),
  cost: { operations: '2·∏output', memory: 'stream', source: 'a multiplication and an addition' },
});
