import type { ModelSpec } from './build/model.js';
import { createNetwork } from './build/network.js';
import type { NetworkOptions } from './build/network.js';

/** Expansion, channels, repetitions and first stride of each stage. */
const rows: readonly (readonly [expansion: number, channels: number, repeat: number, stride: number])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** MobileNet V2 (Sandler et al. 2018, table 2): inverted bottlenecks with depthwise convolutions. */
export function mobileNetV2({
  multiplier = 1,
  ...options
}: NetworkOptions & { readonly multiplier?: number } = {}): ModelSpec {
  const net = createNetwork({ name: `MobileNet V2 ${multiplier}`, ...options });
  let x = net.scope('features.0', () =>
    net.relu6(net.convolution(net.image(3, 224), toEights(32 * multiplier), { kernel: 3, stride: 2 })),
  );
  let block = 1;
  for (const [expansion, channels, repeat, firstStride] of rows) {
    for (let index = 0; index < repeat; index++) {
      const input = x;
      const output = toEights(channels * multiplier);
      const stride = index === 0 ? firstStride : 1;
      x = net.scope(`features.${block}`, () => {
        const wide = expansion === 1 ? input : net.relu6(net.convolution(input, expansion * input.channels));
        const narrow = net.convolution(net.relu6(net.depthwise(wide, { stride })), output);
        return stride === 1 && output === input.channels ? net.sum(input, narrow) : narrow;
      });
      block++;
    }
  }
  x = net.scope(`features.${block}`, () => net.relu6(net.convolution(x, Math.max(1280, toEights(1280 * multiplier)))));
  return net.finish(net.classify(x, 1000));
}

/** The nearest multiple of 8 that is not more than a tenth less. */
export function toEights(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
