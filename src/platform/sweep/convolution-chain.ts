import { startChain } from './chain.js';
import type { Chain, ChainBuilder } from './chain.js';
import { activate, activations, CHANNELS, convolve, excite, fits, shuffle } from './image-layers.js';
import type { Flow } from './image-layers.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';

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

function weighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  let place = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    place -= weight;
    if (place <= 0) return key;
  }
  throw new Error('weights are above 0');
}
