import { startChain } from './chain.js';
import type { Chain, ChainBuilder } from './chain.js';
import { randomOf } from './random.js';

type Part = (net: ChainBuilder, operands: Operands) => string;

interface Operands {
  readonly x: string;
  readonly y: string;
  /** One number a channel. */
  readonly b: string;
  readonly channels: number;
  readonly size: number;
}

const unary =
  (op: string): Part =>
  (net, { x }) =>
    net.add(op, [x]);
const binary =
  (op: string): Part =>
  (net, { x, y }) =>
    net.add(op, [x, y]);
const turned =
  (...perm: readonly number[]): Part =>
  (net, { x }) =>
    net.add('Transpose', [x], { perm });
const pooled =
  (op: string, stride: number): Part =>
  (net, { x }) =>
    net.add(op, [x], { kernel_shape: [3, 3], strides: [stride, stride], pads: [1, 1, 1, 1] });
const reduced =
  (op: string, ...axes: readonly number[]): Part =>
  (net, { x }) =>
    net.add(op, [x], { axes });
const resized =
  (mode: string): Part =>
  (net, { x }) =>
    net.add('Resize', [x, '', net.constant('float32', [1, 1, 2, 2])], {
      mode,
      coordinate_transformation_mode: mode === 'nearest' ? 'asymmetric' : 'half_pixel',
      ...(mode === 'nearest' ? { nearest_mode: 'floor' } : {}),
    });

/** Operators that compute little for what they move. */
const parts: readonly [Part, ...Part[]] = [
  binary('Add'),
  ...['Mul', 'Sub', 'Div'].map(binary),
  ...['Sigmoid', 'Tanh', 'Erf', 'Exp', 'HardSwish', 'HardSigmoid', 'Relu', 'LeakyRelu', 'Sqrt', 'Softplus'].map(unary),
  turned(1, 0, 2, 3),
  turned(0, 2, 3, 1),
  turned(0, 1, 3, 2),
  turned(0, 2, 1, 3),
  pooled('MaxPool', 2),
  pooled('AveragePool', 1),
  reduced('ReduceMean', 2, 3),
  reduced('ReduceMean', -1),
  reduced('ReduceMax', 1),
  resized('nearest'),
  resized('linear'),
  unary('GlobalAveragePool'),
  (net, { x, b }) => net.add('Add', [x, b]),
  (net, { x, b }) => net.add('Mul', [x, b]),
  (net, { x }) => net.add('Mul', [x, net.constant('float32', 2)]),
  (net, { x }) => net.add('Pow', [x, net.constant('float32', 2)]),
  (net, { x }) => net.add('Clip', [x, net.constant('float32', 0), net.constant('float32', 6)]),
  (net, { x, y }) => net.add('Concat', [x, y], { axis: 1 }),
  (net, { x, channels }) =>
    net.add('Slice', [
      x,
      ...[0, Math.max(1, Math.floor(channels / 2)), 1].map((value) => net.constant('int64', [value])),
    ]),
  (net, { x, channels }) =>
    net.add(
      'Gather',
      [
        x,
        net.constant(
          'int64',
          Array.from({ length: Math.ceil(channels / 2) }, (_, at) => 2 * at),
        ),
      ],
      { axis: 1 },
    ),
  (net, { x }) => net.add('Softmax', [x], { axis: -1 }),
  (net, { x }) => net.add('Softmax', [x], { axis: 1 }),
  (net, { x, channels }) => net.add('BatchNormalization', [x, ...[0, 1, 2, 3].map(() => net.weight([channels]))]),
  (net, { x, channels }) => net.add('InstanceNormalization', [x, net.weight([channels]), net.weight([channels])]),
  (net, { x, channels }) => net.add('PRelu', [x, net.weight([channels, 1, 1])]),
  (net, { x }) => net.add('Pad', [x, net.constant('int64', [0, 0, 1, 1, 0, 0, 1, 1])]),
  (net, { x, y }) => net.add('Where', [net.add('Greater', [x, y]), x, y]),
  (net, { x, channels, size }) =>
    net.add('Reshape', [net.add('Relu', [x]), net.constant('int64', [1, channels * size, size])]),
  (net, { x, channels }) =>
    net.add('ConvTranspose', [x, net.weight([channels, Math.max(8, Math.floor(channels / 4)), 2, 2])], {
      kernel_shape: [2, 2],
      strides: [2, 2],
    }),
];

/** Element-wise operators, movement and reductions side by side, each of which is given out. */
export function elementChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`elements-${index}`);
  const size = random.pick([112, 80, 56, 28, 28, 14, 14, 7]);
  let channels = random.pick([8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024]);
  while (channels * size * size * 4 > 4e6) channels = Math.max(8, Math.floor(channels / 2));
  const dims = [1, channels, size, size];
  const operands: Operands = {
    x: net.input(dims),
    y: net.input(dims),
    b: net.input([1, channels, 1, 1]),
    channels,
    size,
  };
  return net.finish(Array.from({ length: 14 }, () => random.pick(parts)(net, operands)));
}

/** Products of matrices; with one row, of matrix and vector, whose weights no cache holds. */
export function productChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`products-${index}`);
  const rows = random.pick([1, 1, 1, 1, 4, 16, 50, 100, 197, 256]);
  let inner = random.pick([64, 128, 256, 512, 768, 1024, 2048, 4096, 9216]);
  let x = net.input([rows, inner]);
  for (let layer = 0; layer < 5; layer += 1) {
    let columns = random.pick([10, 64, 128, 256, 512, 1000, 1024, 1536, 2048, 3072, 4096, 4096]);
    while (rows * inner * columns > 4e8 || inner * columns > 3.8e7) columns = Math.floor(columns / 2);
    x = net.add('Gemm', [x, net.weight([columns, inner]), net.weight([columns])], { transB: 1 });
    if (random.chance(0.5)) x = net.add('Relu', [x]);
    inner = columns;
  }
  return net.finish([x]);
}

/** Recurrent layers in one and both directions. */
export function recurrentChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`recurrent-${index}`);
  const steps = random.pick([8, 16, 32, 50, 100]);
  const batch = random.pick([1, 1, 4]);
  let inputs = random.pick([40, 64, 80, 128, 256]);
  let x = net.input([steps, batch, inputs]);
  for (let layer = 0; layer < 3; layer += 1) {
    const hidden = random.pick([32, 64, 128, 256]);
    const directions = random.pick([1, 2]);
    const op = random.pick(['LSTM', 'GRU']);
    const rows = (op === 'LSTM' ? 4 : 3) * hidden;
    const weights = [
      [directions, rows, inputs],
      [directions, rows, hidden],
      [directions, 2 * rows],
    ].map((dims) => net.weight(dims));
    const y = net.add(op, [x, ...weights], {
      hidden_size: hidden,
      direction: directions === 2 ? 'bidirectional' : 'forward',
      ...(op === 'GRU' ? { linear_before_reset: 1 } : {}),
    });
    inputs = directions * hidden;
    const turned = net.add('Transpose', [y], { perm: [0, 2, 1, 3] });
    x = net.add('Reshape', [turned, net.constant('int64', [steps, batch, inputs])]);
  }
  return net.finish([x]);
}

/** Convolutions in eight bits, as quantised networks have them: between QuantizeLinear and DequantizeLinear. */
export function integerChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`integers-${index}`);
  const scale = net.constant('float32', 0.02);
  const middle = net.constant('uint8', 128);
  const quantise = (x: string): string =>
    net.add('DequantizeLinear', [net.add('QuantizeLinear', [x, scale, middle]), scale, middle]);
  const size = random.pick([56, 28, 28, 14, 14, 7]);
  let channels = random.pick([16, 24, 32, 64, 96, 128, 256]);
  let x = quantise(net.input([1, channels, size, size]));
  for (let layer = 0; layer < 8; layer += 1) {
    const kind = random.pick(['pointwise', 'pointwise', 'dense', 'depthwise'] as const);
    const outputs = kind === 'depthwise' ? channels : random.pick([16, 24, 32, 48, 64, 96, 128, 192, 256]);
    const side = kind === 'pointwise' ? 1 : 3;
    const groups = kind === 'depthwise' ? channels : 1;
    if (outputs * (channels / groups) * side * side * size * size > 2e8) continue;
    const stored = net.weight([outputs, channels / groups, side, side], 'int8');
    const weights = net.add('DequantizeLinear', [stored, net.constant('float32', 0.01), net.constant('int8', 0)]);
    const bias = net.add('DequantizeLinear', [
      // In the model itself: integers that lie elsewhere might steer shapes, and are not made up.
      net.constant('int32', new Array<number>(outputs).fill(0)),
      net.constant('float32', 0.0002),
      net.constant('int32', 0),
    ]);
    const y = net.add('Conv', [x, weights, bias], {
      kernel_shape: [side, side],
      pads: Array.from({ length: 4 }, () => Math.floor(side / 2)),
      group: groups,
    });
    x = quantise(random.chance(0.3) ? net.add('Relu', [y]) : y);
    channels = outputs;
  }
  return net.finish([x]);
}
