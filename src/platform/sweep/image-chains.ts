import { startChain } from './chain.js';
import type { Chain, ChainBuilder } from './chain.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';

/** Channels that networks have, whole vectors and others; those in most use stand here more than once. */
const CHANNELS = [
  8, 12, 16, 16, 24, 24, 32, 32, 40, 48, 56, 58, 64, 64, 72, 80, 88, 96, 96, 104, 112, 116, 120, 128, 128, 144, 160,
  176, 192, 208, 232, 240, 256, 256, 288, 320, 348, 384, 384, 432, 464, 480, 512, 512, 576, 640, 768, 816, 960, 1024,
  1280, 2048,
] as const;

/** The most multiply-adds and bytes of one layer: what is larger behaves alike and takes long. */
const MOST = { macs: 2.2e8, bytes: 1.4e7, weights: 6e6 } as const;

/** A map of features on its way through a chain. */
interface Flow {
  readonly name: string;
  readonly channels: number;
  readonly size: number;
}

const activations = [
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

function activate(net: ChainBuilder, x: string, kind: (typeof activations)[number]): string {
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

interface ConvolutionChoice {
  readonly kernel?: readonly [number, number];
  readonly stride?: number;
  readonly groups?: number;
  readonly dilation?: number;
  /** Whether a BatchNormalization follows instead of a bias. */
  readonly normalized?: boolean;
}

function convolve(
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

function normalize(net: ChainBuilder, x: string, channels: number): string {
  return net.add('BatchNormalization', [x, ...[0, 1, 2, 3].map(() => net.weight([channels]))]);
}

/** Whether a convolution is of a size that the sweep has time for. */
function fits({ channels: inputs, size }: Flow, outputs: number, taps: number, groups = 1, stride = 1): boolean {
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

/** A chain of convolutions of all kinds, with what stands between them. */
export function convolutionChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`convolutions-${index}`);
  let x = begin(net, random);
  for (let layer = 0, tries = 0; layer < 20 && tries < 400; tries += 1) {
    const next = step(net, random, x);
    if (next === undefined) continue;
    x = next;
    layer += 1;
  }
  return net.finish([x.name]);
}

function begin(net: ChainBuilder, random: Random): Flow {
  const size = random.pick([160, 112, 112, 80, 56, 56, 40, 28, 28, 28, 20, 14, 14, 14, 10, 7, 7]);
  if (size >= 56 && random.chance(0.7)) {
    const [kernel, stride] = random.pick([
      [3, 2],
      [3, 2],
      [7, 2],
      [3, 1],
    ] as const);
    const image = { name: net.input([1, 3, size * stride, size * stride]), channels: 3, size: size * stride };
    const x = convolve(net, image, random.pick([16, 24, 32, 32, 48, 64, 64, 12, 96]), {
      kernel: [kernel, kernel],
      stride,
    });
    return { ...x, name: activate(net, x.name, random.pick(['Relu', 'Clip', 'none', 'SiLU'])) };
  }
  let channels = random.pick(CHANNELS);
  while (channels * size * size * 4 > 1.2e7) channels = random.pick(CHANNELS);
  return { name: net.input([1, channels, size, size]), channels, size };
}

/** One more layer, or block of layers; undefined where the choice does not fit. */
function step(net: ChainBuilder, random: Random, x: Flow): Flow | undefined {
  const kind = weighted(random, {
    pointwise: 38,
    dense: 16,
    depthwise: 21,
    grouped: 10,
    rectangle: 2,
    large: 2,
    dilated: 1.5,
    pool: 4,
    concat: 3,
    split: 3,
    excite: 3,
    shuffle: 2,
  });
  const activation = random.pick(activations);
  const { channels, size } = x;
  switch (kind) {
    case 'pointwise':
    case 'dense':
    case 'large':
    case 'rectangle':
    case 'dilated':
    case 'grouped': {
      const side = kind === 'pointwise' || (kind === 'grouped' && random.chance(1 / 3)) ? 1 : kind === 'large' ? 5 : 3;
      const kernel: readonly [number, number] =
        kind === 'rectangle'
          ? random.pick<readonly [number, number]>([
              [1, 7],
              [7, 1],
              [1, 3],
              [3, 1],
              [1, 5],
            ])
          : [side, side];
      const stride = random.chance(0.1) && size >= 10 && kind !== 'rectangle' && kind !== 'dilated' ? 2 : 1;
      const groups = kind === 'grouped' ? random.pick([2, 3, 4, 8, 8, 16, 32]) : 1;
      const outputs = random.chance(0.75) ? random.pick(CHANNELS) : channels;
      if (channels % groups !== 0 || outputs % groups !== 0) return undefined;
      if (!fits(x, outputs, kernel[0] * kernel[1], groups, stride)) return undefined;
      const y = convolve(net, x, outputs, {
        kernel,
        stride,
        groups,
        dilation: kind === 'dilated' ? random.pick([2, 4]) : 1,
      });
      const added = outputs === channels && stride === 1 && random.chance(0.5);
      const name = added ? net.add('Add', [y.name, x.name]) : y.name;
      return { ...y, name: activate(net, name, added ? random.pick(['none', 'Relu']) : activation) };
    }
    case 'depthwise': {
      const side = random.pick([3, 3, 3, 5, 7]);
      const stride = random.chance(0.25) && size >= 10 ? 2 : 1;
      if (Math.ceil(size / stride) < 4) return undefined;
      const y = convolve(net, x, channels, { kernel: [side, side], stride, groups: channels });
      return { ...y, name: activate(net, y.name, activation) };
    }
    case 'pool': {
      if (size < 8) return undefined;
      const stride = random.pick([1, 2]);
      const name = net.add(random.pick(['MaxPool', 'AveragePool']), [x.name], {
        kernel_shape: [3, 3],
        strides: [stride, stride],
        pads: [1, 1, 1, 1],
      });
      return { name, channels, size: Math.ceil(size / stride) };
    }
    case 'concat': {
      const more = random.pick([16, 32, 32, 48, 64, 96, 128]);
      if (channels > 512 || !fits(x, more, 9)) return undefined;
      const y = convolve(net, x, more, { kernel: [3, 3] });
      return {
        name: net.add('Concat', [x.name, net.add('Relu', [y.name])], { axis: 1 }),
        channels: channels + more,
        size,
      };
    }
    case 'split': {
      const isEven = channels % 2 === 0 && channels >= 32;
      if (!isEven || !fits({ ...x, channels: channels / 2 }, channels / 2, 1)) return undefined;
      const half = net.constant('int64', [channels / 2, channels / 2]);
      const [left = '', right = ''] = net.addMany('Split', [x.name, half], 2, { axis: 1 });
      const y = convolve(net, { name: right, channels: channels / 2, size }, channels / 2);
      return { ...x, name: net.add('Concat', [left, net.add('Relu', [y.name])], { axis: 1 }) };
    }
    case 'excite':
      return { ...x, name: excite(net, random, x) };
    case 'shuffle': {
      const groups = random.pick([2, 3, 4, 8]);
      if (channels % groups !== 0 || channels * size * size * 4 > 8e6) return undefined;
      return shuffle(net, x, groups);
    }
  }
}

/** Channels in turns from each group (Zhang et al. 2018). */
function shuffle(net: ChainBuilder, x: Flow, groups: number): Flow {
  const { name, channels, size } = x;
  const apart = net.add('Reshape', [name, net.constant('int64', [1, groups, channels / groups, size, size])]);
  const turned = net.add('Transpose', [apart], { perm: [0, 2, 1, 3, 4] });
  return { ...x, name: net.add('Reshape', [turned, net.constant('int64', [1, channels, size, size])]) };
}

/** Squeeze and excitation (Hu et al. 2018). */
function excite(net: ChainBuilder, random: Random, x: Flow): string {
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

/**
 * A chain of the blocks that networks are made of, with BatchNormalization apart: inverted, bottleneck, dense,
 * pre-activated.
 */
export function blockChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`blocks-${index}`);
  const style = random.pick(['inverted', 'inverted', 'bottleneck', 'dense', 'pre-activated']);
  const size = random.pick([112, 56, 56, 28, 28, 14, 14, 7]);
  let channels = random.pick(CHANNELS);
  while (channels * size * size * 4 > 6e6 || channels < 16) channels = random.pick(CHANNELS);
  let x: Flow = { name: net.input([1, channels, size, size]), channels, size };
  const rectify = (flow: Flow): Flow => ({ ...flow, name: activate(net, flow.name, random.pick(['Relu', 'Clip'])) });
  const unit = (flow: Flow, outputs: number, options: ConvolutionChoice = {}): Flow =>
    convolve(net, flow, outputs, { ...options, normalized: true });
  for (let block = 0; block < 5; block += 1) {
    if (style === 'inverted') {
      const wanted = x.channels * random.pick([2, 3, 4, 6]);
      const wide = fits(x, wanted, 1) ? wanted : x.channels;
      const side = random.pick([3, 5]);
      let y = rectify(unit(x, wide));
      y = rectify(unit(y, wide, { kernel: [side, side], groups: wide }));
      if (random.chance(0.3)) y = { ...y, name: excite(net, random, y) };
      y = unit(y, x.channels);
      x = { ...y, name: net.add('Add', [x.name, y.name]) };
    } else if (style === 'bottleneck') {
      const narrow = Math.max(16, Math.floor(x.channels / 4));
      let y = rectify(unit(x, narrow));
      y = rectify(unit(y, narrow, { kernel: [3, 3] }));
      y = unit(y, x.channels);
      x = { ...y, name: net.add('Relu', [net.add('Add', [y.name, x.name])]) };
    } else if (style === 'dense') {
      const growth = random.pick([12, 16, 32, 32]);
      const y = { ...x, name: net.add('Relu', [normalize(net, x.name, x.channels)]) };
      const inner = rectify(unit(y, 4 * growth));
      const grown = convolve(net, inner, growth, { kernel: [3, 3] });
      x = { name: net.add('Concat', [x.name, grown.name], { axis: 1 }), channels: x.channels + growth, size: x.size };
    } else {
      const y = { ...x, name: net.add('Relu', [normalize(net, x.name, x.channels)]) };
      const z = convolve(net, y, x.channels, { kernel: fits(x, x.channels, 9) ? [3, 3] : [1, 1] });
      x = { ...z, name: net.add('Add', [x.name, z.name]) };
    }
  }
  return net.finish([x.name]);
}

/** Half the channels of a unit of ShuffleNet V2: such that are no whole vectors, and such that are. */
const HALVES = [
  [58, 22, 26, 38, 46, 58, 74, 90, 122],
  [116, 24, 48, 60, 88, 116, 120, 232, 244],
] as const;

/** A chain of ShuffleNet V2's units (Ma et al. 2018): half of the channels pass by, the other is convolved. */
export function shuffleChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`shuffles-${index}`);
  const size = random.pick([28, 28, 14, 14, 7]);
  const half = random.pick(HALVES[index % 2 === 0 ? 0 : 1]);
  const rectify = (flow: Flow): Flow => ({ ...flow, name: net.add('Relu', [flow.name]) });
  let x: Flow = { name: net.input([1, 2 * half, size, size]), channels: 2 * half, size };
  for (let unit = 0; unit < 6; unit += 1) {
    const halves = net.constant('int64', [half, half]);
    const [left = '', right = ''] = net.addMany('Split', [x.name, halves], 2, { axis: 1 });
    let y = rectify(convolve(net, { name: right, channels: half, size }, half));
    y = convolve(net, y, half, { kernel: [3, 3], groups: half });
    y = rectify(convolve(net, y, half));
    x = shuffle(net, { ...x, name: net.add('Concat', [left, y.name], { axis: 1 }) }, 2);
  }
  return net.finish([x.name]);
}

function weighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  let place = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    place -= weight;
    if (place <= 0) return key;
  }
  throw new Error('weights are above 0');
}
