import type { ModelSpec } from './build/model.js';
import { createNetwork } from './build/network.js';
import type { NetworkOptions } from './build/network.js';

/** Channels and stride of each depthwise-separable convolution. */
const rows: readonly (readonly [channels: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** MobileNet V1 (Howard et al. 2017, table 1): depthwise 3×3 and pointwise convolutions in turn. */
export function mobileNetV1({
  multiplier = 1,
  ...options
}: NetworkOptions & { readonly multiplier?: number } = {}): ModelSpec {
  const net = createNetwork({ name: `MobileNet V1 ${multiplier}`, ...options });
  const scaled = (channels: number): number => Math.floor(channels * multiplier);
  let x = net.scope('stem', () => net.relu(net.convolution(net.image(3, 224), scaled(32), { kernel: 3, stride: 2 })));
  rows.forEach(([channels, stride], index) => {
    x = net.scope(`features.${index}`, () =>
      net.relu(net.convolution(net.relu(net.depthwise(x, { stride })), scaled(channels))),
    );
  });
  return net.finish(net.classify(x, 1000));
}
