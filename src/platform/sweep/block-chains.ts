import { startChain } from './chain.js';
import type { Chain } from './chain.js';
import { activate, CHANNELS, convolve, excite, fits, normalize, shuffle } from './image-layers.js';
import type { ConvolutionChoice, Flow } from './image-layers.js';
import { randomOf } from './random.js';

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
