import type { ChainBuilder } from './chain.js';
import type { Random } from './random.js';

/** Channels that networks have, whole vectors and others; those in most use stand here more than once. */
export const CHANNELS = [
  8, 12, 16, 16, 24, 24, 32, 32, 40, 48, 56, 58, 64, 64, 72, 80, 88, 96, 96, 104, 112, 116, 120, 128, 128, 144, 160,
  176, 192, 208, 232, 240, 256, 256, 288, 320, 348, 384, 384, 432, 464, 480, 512, 512, 576, 640, 768, 816, 960, 1024,
  1280, 2048,
] as const;

/** The most multiply-adds and bytes of one layer: what is larger behaves alike and takes long. */
const MOST = { macs: 2.2e8, bytes: 1.4e7, weights: 6e6 } as const;

/** A map of features on its way through a chain. */
export interface Flow {
  readonly name: string;
  readonly channels: number;
  readonly size: number;
}

/** Activations, those in most use more than once. */
export const activations = [
  'none',
  'none',
  'Relu',
  'Relu',
  'Relu',
  'Clip',
  'Clip',
  'SiLU',
  'HardSwish',
  'LeakyRelu',
  'Sigmoid',
] as const;

/** Adds an activation. */
export function activate(net: ChainBuilder, x: string, kind: (typeof activations)[number]): string {
  switch (kind) {
    case 'none':
      return x;
    case 'Clip':
      return net.add('Clip', [x, net.constant('float32', 0), net.constant('float32', 6)]);
    case 'SiLU':
      return net.add('Mul', [x, net.add('Sigmoid', [x])]);
    case 'LeakyRelu':
      return net.add('LeakyRelu', [x], { alpha: { float: 0.1 } });
    default:
      return net.add(kind, [x]);
  }
}

/** The choices of a convolution; left out, it is pointwise. */
export interface ConvolutionChoice {
  readonly kernel?: readonly [number, number];
  readonly stride?: number;
  readonly groups?: number;
  readonly dilation?: number;
  /** Whether a BatchNormalization follows instead of a bias. */
  readonly normalized?: boolean;
}

/** Adds a convolution, padded so that only its stride changes the size. */
export function convolve(
  net: ChainBuilder,
  x: Flow,
  channels: number,
  {
    kernel: [height, width] = [1, 1],
    stride = 1,
    groups = 1,
    dilation = 1,
    normalized = false,
  }: ConvolutionChoice = {},
): Flow {
  const pads = [dilation * Math.floor(height / 2), dilation * Math.floor(width / 2)];
  const weights = [
    net.weight([channels, x.channels / groups, height, width]),
    ...(normalized ? [] : [net.weight([channels])]),
  ];
  const name = net.add('Conv', [x.name, ...weights], {
    kernel_shape: [height, width],
    pads: [...pads, ...pads],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    group: groups,
  });
  return { name: normalized ? normalize(net, name, channels) : name, channels, size: Math.ceil(x.size / stride) };
}

/** Adds a BatchNormalization. */
export function normalize(net: ChainBuilder, x: string, channels: number): string {
  return net.add('BatchNormalization', [x, ...[0, 1, 2, 3].map(() => net.weight([channels]))]);
}

/** Whether a convolution is of a size that the sweep has time for. */
export function fits({ channels: inputs, size }: Flow, outputs: number, taps: number, groups = 1, stride = 1): boolean {
  const place = Math.ceil(size / stride);
  const macs = outputs * (inputs / groups) * taps * place * place;
  return (
    place >= 4 &&
    macs >= 1e5 &&
    macs <= MOST.macs &&
    outputs * place * place * 4 <= MOST.bytes &&
    outputs * (inputs / groups) * taps <= MOST.weights
  );
}

/** Channels in turns from each group (Zhang et al. 2018). */
export function shuffle(net: ChainBuilder, x: Flow, groups: number): Flow {
  const { name, channels, size } = x;
  const apart = net.add('Reshape', [name, net.constant('int64', [1, groups, channels / groups, size, size])]);
  const turned = net.add('Transpose', [apart], { perm: [0, 2, 1, 3, 4] });
  return { ...x, name: net.add('Reshape', [turned, net.constant('int64', [1, channels, size, size])]) };
}

/** Squeeze and excitation (Hu et al. 2018). */
export function excite(net: ChainBuilder, random: Random, x: Flow): string {
  const inner = Math.max(4, Math.floor(x.channels / random.pick([4, 8, 16, 24])));
  const pooled = { name: net.add('GlobalAveragePool', [x.name]), channels: x.channels, size: 1 };
  const squeezed = convolve(net, pooled, inner);
  const y = convolve(
    net,
    { ...squeezed, name: activate(net, squeezed.name, random.pick(['Relu', 'SiLU'])) },
    x.channels,
  );
  return net.add('Mul', [net.add(random.pick(['Sigmoid', 'HardSigmoid']), [y.name]), x.name]);
}
