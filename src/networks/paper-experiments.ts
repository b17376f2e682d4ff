import type { ModelSpec } from './build/model.js';
import { createNetwork } from './build/network.js';
import type { FeatureMap, NetworkOptions } from './build/network.js';

// The experiments of Ma et al. 2018, section 3: ten blocks on maps of 56×56, nothing else.

const blocks = 10;
const side = 56;

/** Table 1: pointwise convolutions from `first` channels to `second` and back. */
export function channelWidths({
  first,
  second,
  ...options
}: NetworkOptions & { readonly first: number; readonly second: number }): ModelSpec {
  const net = createNetwork({ name: `${first}:${second}`, ...options });
  return repeat(net, first, (x) => net.convolution(net.convolution(x, second), first));
}

/** Table 2: pointwise convolutions in groups. */
export function groupConvolutions({
  channels,
  groups,
  ...options
}: NetworkOptions & { readonly channels: number; readonly groups: number }): ModelSpec {
  const net = createNetwork({ name: `${groups} groups`, ...options });
  return repeat(net, channels, (x) => net.convolution(x, channels, { groups }));
}

/**
 * Table 3: 1 to 4 pointwise convolutions a block, in series or side by side and added, as wide as makes the
 * multiply-adds those of one of `channels`.
 */
export function fragments({
  channels,
  count,
  arrangement,
  ...options
}: NetworkOptions & {
  readonly channels: number;
  readonly count: 1 | 2 | 4;
  readonly arrangement: 'series' | 'parallel';
}): ModelSpec {
  const width = Math.round(channels / Math.sqrt(count));
  const net = createNetwork({ name: `${count} fragments in ${arrangement}`, ...options });
  return repeat(net, width, (x) => {
    let result = net.convolution(x, width);
    for (let index = 1; index < count; index++) {
      result = arrangement === 'series' ? net.convolution(result, width) : net.sum(result, net.convolution(x, width));
    }
    return result;
  });
}

/** Table 4: bottlenecks of ResNet, with or without their activations and shortcuts. */
export function elementwise({
  channels,
  relu,
  shortcut,
  ...options
}: NetworkOptions & { readonly channels: number; readonly relu: boolean; readonly shortcut: boolean }): ModelSpec {
  const net = createNetwork({ name: `${relu ? '' : 'no '}ReLU, ${shortcut ? '' : 'no '}shortcut`, ...options });
  const activate = relu ? net.relu : (x: FeatureMap) => x;
  return repeat(net, channels, (x) => {
    const middle = channels / 4;
    const bottleneck = net.convolution(
      activate(net.convolution(activate(net.convolution(x, middle)), middle, { kernel: 3 })),
      channels,
    );
    return activate(shortcut ? net.sum(x, bottleneck) : bottleneck);
  });
}

function repeat(
  net: ReturnType<typeof createNetwork>,
  channels: number,
  block: (x: FeatureMap) => FeatureMap,
): ModelSpec {
  let x = net.image(channels, side);
  for (let index = 0; index < blocks; index++) {
    const input = x;
    x = net.scope(`block.${index}`, () => block(input));
  }
  return net.finish(x);
}
