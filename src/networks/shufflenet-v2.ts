import type { ModelSpec } from './build/model.js';
import { createNetwork } from './build/network.js';
import type { FeatureMap, Network, NetworkOptions } from './build/network.js';

/** Channels of the three stages and of the last convolution, by width (Ma et al. 2018, table 5). */
const channelsOf = {
  0.5: [48, 96, 192, 1024],
  1: [116, 232, 464, 1024],
  1.5: [176, 352, 704, 1024],
  2: [244, 488, 976, 2048],
} as const;
const repeats = [4, 8, 4];

interface ShuffleNetV2Options extends NetworkOptions {
  readonly width?: keyof typeof channelsOf;
  /**
   * Of a stage's first unit: the authors keep the input's channels in the side branch; torchvision gives each branch
   * half the output.
   */
  readonly downsampling?: 'authors' | 'torchvision';
}

/**
 * ShuffleNet V2 (Ma et al. 2018): half the channels pass untouched, the other half go through convolutions of equal
 * width.
 */
export function shuffleNetV2({ width = 1, downsampling = 'authors', ...options }: ShuffleNetV2Options = {}): ModelSpec {
  const net = createNetwork({ name: `ShuffleNet V2 ${width}x`, ...options });
  const [stage2, stage3, stage4, last] = channelsOf[width];
  let x = net.scope('stem', () =>
    net.maxPool(net.relu(net.convolution(net.image(3, 224), 24, { kernel: 3, stride: 2 })), { kernel: 3, stride: 2 }),
  );
  [stage2, stage3, stage4].forEach((channels, stage) => {
    for (let unit = 0; unit < (repeats[stage] ?? 0); unit++) {
      const input = x;
      const side = downsampling === 'authors' ? input.channels : channels / 2;
      x = net.scope(`stage${stage + 2}.${unit}`, () =>
        unit === 0 ? downsamplingUnit(net, input, channels, side) : basicUnit(net, input),
      );
    }
  });
  x = net.scope('conv5', () => net.relu(net.convolution(x, last)));
  return net.finish(net.classify(x, 1000));
}

function basicUnit(net: Network, x: FeatureMap): FeatureMap {
  const [kept, worked] = net.halves(x);
  const { channels } = worked;
  const first = net.relu(net.convolution(worked, channels));
  return net.shuffle(net.concatenate([kept, net.relu(net.convolution(net.depthwise(first), channels))]), 2);
}

function downsamplingUnit(net: Network, x: FeatureMap, output: number, side: number): FeatureMap {
  const beside = net.relu(net.convolution(net.depthwise(x, { stride: 2 }), side));
  const first = net.relu(net.convolution(x, output / 2));
  const main = net.relu(net.convolution(net.depthwise(first, { stride: 2 }), output - side));
  return net.shuffle(net.concatenate([beside, main]), 2);
}
