import { constant, float, node, value } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';

/** A layer, named `anchor`, and layers that follow it; a Neg reads the last, so that nothing of it is an output. */
interface Pattern {
  /** The row of docs/fusion.md. */
  readonly name: string;
  readonly model: ModelSpec;
}

/** A tensor of small numbers, or of one number. */
function numbers(name: string, dims: readonly number[], all?: number): Initializer {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return constant(
    name,
    'float32',
    dims,
    Array.from({ length: count }, (_, index) => all ?? (((index * 7919) % 13) - 6) / 10),
  );
}

const scalars: readonly Initializer[] = Object.entries({
  two: 2,
  three: 3,
  six: 6,
  zero: 0,
  one: 1,
  half: 0.5,
  root: Math.SQRT2,
  quick: 1.702,
  cubic: 0.044715,
  tanhScale: Math.sqrt(2 / Math.PI),
}).map(([name, number]) => numbers(name, [], number));

/** Each kind of first layer: its node, which gives `a`, its input's shape and the length of its channels. */
const anchors = {
  Conv: { node: node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }), shape: [1, 8, 16, 16], w: [8, 8, 3, 3] },
  ConvTranspose: {
    node: node('ConvTranspose', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }),
    shape: [1, 8, 16, 16],
    w: [8, 8, 3, 3],
  },
  Gemm: { node: node('Gemm', ['x', 'w', 'bias'], ['a']), shape: [8, 8], w: [8, 8] },
  'MatMul of matrices': { node: node('MatMul', ['x', 'w'], ['a']), shape: [4, 8], w: [8, 8] },
  'MatMul of a batch': { node: node('MatMul', ['x', 'w'], ['a']), shape: [2, 8, 8], w: [8, 8] },
  Add: { node: node('Add', ['x', 'other'], ['a']), shape: [1, 8, 16, 16], w: [1] },
  MaxPool: { node: node('MaxPool', ['x'], ['a'], { kernel_shape: [2, 2] }), shape: [1, 8, 16, 16], w: [1] },
  Softmax: { node: node('Softmax', ['x'], ['a']), shape: [4, 8], w: [1] },
  BatchNormalization: {
    node: node('BatchNormalization', ['x', 'scale', 'shift', 'mean', 'variance'], ['a']),
    shape: [1, 8, 16, 16],
    w: [1],
  },
  LayerNormalization: { node: node('LayerNormalization', ['x', 'scale'], ['a']), shape: [4, 8], w: [1] },
  'Pad by zeros': { node: node('Pad', ['x', 'margins'], ['a']), shape: [1, 8, 16, 16], w: [8, 8, 3, 3] },
  'Pad by ones': { node: node('Pad', ['x', 'margins', 'one'], ['a']), shape: [1, 8, 16, 16], w: [8, 8, 3, 3] },
  'Pad by edges': {
    node: node('Pad', ['x', 'margins'], ['a'], { mode: 'edge' }),
    shape: [1, 8, 16, 16],
    w: [8, 8, 3, 3],
  },
  'Pad of channels': { node: node('Pad', ['x', 'channelMargins'], ['a']), shape: [1, 7, 16, 16], w: [8, 8, 3, 3] },
} as const satisfies Record<string, { node: NodeSpec; shape: readonly number[]; w: readonly number[] }>;

type Anchor = keyof typeof anchors;

function pattern(anchor: Anchor, followers: string, nodes: readonly NodeSpec[]): Pattern {
  const { node: first, shape, w } = anchors[anchor];
  const isMap = shape.length === 4;
  return {
    name: `${anchor} | ${followers}`,
    model: {
      opset: 17,
      inputs: [value('x', 'float32', shape), value('other', 'float32', shape)],
      outputs: ['end', 'kept'],
      nodes: [
        { ...first, name: 'anchor' },
        ...nodes.map((each, index) => ({ ...each, name: `follower ${index}` })),
        node('Neg', ['y'], ['end'], {}, { name: 'end' }),
        node('Neg', ['other'], ['kept'], {}, { name: 'kept' }),
      ],
      initializers: [
        numbers('w', w),
        ...scalars,
        ...['scale', 'shift', 'mean', 'bias'].map((name) => numbers(name, [8])),
        numbers('variance', [8], 1.5),
        constant('margins', 'int64', [8], [0, 0, 1, 2, 0, 0, 1, 2]),
        constant('channelMargins', 'int64', [8], [0, 0, 1, 1, 0, 1, 1, 1]),
        numbers('channels', isMap ? [8, 1, 1] : [8]),
        numbers('more', isMap ? [8, 1, 1] : [8]),
      ],
    },
  };
}

const normalization = node('BatchNormalization', ['a', 'scale', 'shift', 'mean', 'variance'], ['y']);
const convolution = node('Conv', ['a', 'w'], ['y'], { pads: [0, 0, 0, 0] });
const relu = node('Relu', ['a'], ['y']);
const clip = node('Clip', ['a', 'zero', 'six'], ['y']);
const scaled = node('Mul', ['a', 'channels'], ['y']);
const shifted = node('Add', ['a', 'channels'], ['y']);
const sigmoidProduct = [node('Sigmoid', ['a'], ['s']), node('Mul', ['a', 's'], ['y'])];
const quickGelu = [node('Mul', ['a', 'quick'], ['q']), node('Sigmoid', ['q'], ['s']), node('Mul', ['a', 's'], ['y'])];
const gelu = [
  node('Div', ['a', 'root'], ['d']),
  node('Erf', ['d'], ['e']),
  node('Add', ['e', 'one'], ['f']),
  node('Mul', ['a', 'f'], ['m']),
  node('Mul', ['m', 'half'], ['y']),
];
const tanhOf = (last: readonly NodeSpec[]): readonly NodeSpec[] => [
  node('Pow', ['a', 'three'], ['p']),
  node('Mul', ['p', 'cubic'], ['c']),
  node('Add', ['a', 'c'], ['s']),
  node('Mul', ['s', 'tanhScale'], ['t']),
  node('Tanh', ['t'], ['u']),
  node('Add', ['u', 'one'], ['v']),
  ...last,
];
const geluByTanh = tanhOf([node('Mul', ['a', 'half'], ['h']), node('Mul', ['h', 'v'], ['y'])]);
const geluByTanhFactored = [
  node('Mul', ['a', 'cubic'], ['p']),
  node('Mul', ['p', 'a'], ['q']),
  node('Add', ['q', 'one'], ['r']),
  node('Mul', ['a', 'tanhScale'], ['s']),
  node('Mul', ['s', 'r'], ['t']),
  node('Tanh', ['t'], ['u']),
  node('Add', ['u', 'one'], ['v']),
  node('Mul', ['a', 'half'], ['h']),
  node('Mul', ['h', 'v'], ['y']),
];
const geluByTanhHalvedLast = tanhOf([node('Mul', ['a', 'v'], ['m']), node('Mul', ['m', 'half'], ['y'])]);
const hardSwish = [
  node('Add', ['a', 'three'], ['s']),
  node('Clip', ['s', 'zero', 'six'], ['c']),
  node('Mul', ['a', 'c'], ['m']),
  node('Div', ['m', 'six'], ['y']),
];

/** The patterns of docs/fusion.md, in its order. */
export const patterns: readonly Pattern[] = [
  pattern('Conv', 'BatchNormalization', [normalization]),
  pattern('Conv', 'Mul by a constant for each channel', [scaled]),
  pattern('Conv', 'Add of a constant for each channel', [shifted]),
  pattern('Conv', 'Mul, Add of constants for each channel, Clip', [
    node('Mul', ['a', 'channels'], ['m']),
    node('Add', ['m', 'more'], ['s']),
    node('Clip', ['s', 'zero', 'six'], ['y']),
  ]),
  pattern('Conv', 'Relu', [relu]),
  pattern('Conv', 'Clip', [clip]),
  pattern('Conv', 'Sigmoid', [node('Sigmoid', ['a'], ['y'])]),
  pattern('Conv', 'Tanh', [node('Tanh', ['a'], ['y'])]),
  pattern('Conv', 'LeakyRelu', [node('LeakyRelu', ['a'], ['y'], { alpha: float(0.1) })]),
  pattern('Conv', 'HardSigmoid', [node('HardSigmoid', ['a'], ['y'])]),
  pattern('Conv', 'Elu', [node('Elu', ['a'], ['y'])]),
  pattern('Conv', 'Sub of a constant', [node('Sub', ['a', 'channels'], ['y'])]),
  pattern('Conv', 'Swish spelled out', sigmoidProduct),
  pattern('Conv', 'QuickGelu spelled out', quickGelu),
  pattern('Conv', 'HardSwish by Clip', hardSwish),
  pattern('Conv', 'Add of another value', [node('Add', ['a', 'other'], ['y'])]),
  pattern('ConvTranspose', 'BatchNormalization', [normalization]),
  pattern('ConvTranspose', 'Add of a constant for each channel', [shifted]),
  pattern('ConvTranspose', 'Relu', [relu]),
  pattern('Gemm', 'BatchNormalization', [normalization]),
  pattern('Gemm', 'Add of a constant for each channel', [shifted]),
  pattern('Gemm', 'Mul by a constant for each channel', [scaled]),
  pattern('Gemm', 'Relu', [relu]),
  pattern('Gemm', 'Clip', [clip]),
  pattern('Gemm', 'Swish spelled out', sigmoidProduct),
  pattern('MatMul of matrices', 'BatchNormalization', [normalization]),
  pattern('MatMul of matrices', 'Add of a constant for each channel', [shifted]),
  pattern('MatMul of matrices', 'Add of a constant for each channel, Relu', [
    node('Add', ['a', 'channels'], ['s']),
    node('Relu', ['s'], ['y']),
  ]),
  pattern('MatMul of matrices', 'Relu', [relu]),
  pattern('MatMul of a batch', 'BatchNormalization', [normalization]),
  pattern('MatMul of a batch', 'Add of a constant for each channel', [shifted]),
  pattern('MatMul of a batch', 'Mul by a constant', [node('Mul', ['a', 'two'], ['y'])]),
  pattern('MatMul of a batch', 'Relu', [relu]),
  pattern('MatMul of a batch', 'Gelu spelled out', gelu),
  pattern('MatMul of a batch', 'Gelu by Tanh, halved first', geluByTanh),
  pattern('MatMul of a batch', 'Gelu by Tanh, the cube factored out', geluByTanhFactored),
  pattern('MatMul of a batch', 'Gelu by Tanh, halved last', geluByTanhHalvedLast),
  pattern('Add', 'Relu', [relu]),
  pattern('MaxPool', 'Relu', [relu]),
  pattern('Softmax', 'Mul by a constant', [node('Mul', ['a', 'two'], ['y'])]),
  pattern('BatchNormalization', 'Relu', [relu]),
  pattern('LayerNormalization', 'Mul by a constant for each channel', [scaled]),
  pattern('Pad by zeros', 'Conv', [convolution]),
  pattern('Pad by zeros', 'ConvTranspose', [node('ConvTranspose', ['a', 'w'], ['y'], { pads: [0, 0, 0, 0] })]),
  pattern('Pad by zeros', 'AveragePool', [
    node('AveragePool', ['a'], ['y'], { kernel_shape: [3, 3], pads: [0, 0, 0, 0] }),
  ]),
  pattern('Pad by zeros', 'MaxPool', [node('MaxPool', ['a'], ['y'], { kernel_shape: [3, 3], pads: [0, 0, 0, 0] })]),
  pattern('Pad by ones', 'Conv', [convolution]),
  pattern('Pad by edges', 'Conv', [convolution]),
  pattern('Pad of channels', 'Conv', [convolution]),
];
