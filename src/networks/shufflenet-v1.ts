import type { ModelSpec } from './build/model.js';
import { createNetwork } from './build/network.js';
import type { FeatureMap, Network, NetworkOptions } from './build/network.js';

/** Channels of the three stages at width 1, by groups. */
const stages = {
  1: [144, 288, 576],
  2: [200, 400, 800],
  3: [240, 480, 960],
  4: [272, 544, 1088],
  8: [384, 768, 1536],
} as const;
const repeats = [4, 8, 4];

interface ShuffleNetV1Options extends NetworkOptions {
  readonly groups?: keyof typeof stages;
  /** With 2 and 4 groups only 1 and 2 divide. */
  readonly width?: 0.5 | 1 | 1.5 | 2;
}

/**
 * ShuffleNet V1 (Zhang et al. 2018, table 1): bottlenecks of grouped pointwise convolutions with a channel shuffle
 * between.
 */
export function shuffleNetV1({ groups = 3, width = 1, ...options }: ShuffleNetV1Options = {}): ModelSpec {
  const net = createNetwork({ name: `ShuffleNet V1 ${width}x g=${groups}`, ...options });
  const stem = width === 0.5 ? (groups === 8 ? 16 : 12) : width === 2 ? 48 : 24;
  let x = net.scope('stem', () =>
    net.maxPool(net.relu(net.convolution(net.image(3, 224), stem, { kernel: 3, stride: 2 })), { kernel: 3, stride: 2 }),
  );
  stages[groups].forEach((channels, stage) => {
    for (let unit = 0; unit < (repeats[stage] ?? 0); unit++) {
      const input = x;
      // The stem's few channels are not grouped.
      const firstGroups = stage === 0 && unit === 0 ? 1 : groups;
      x = net.scope(`stage${stage + 2}.${unit}`, () =>
        shuffleUnit(net, input, { output: channels * width, groups, firstGroups, stride: unit === 0 ? 2 : 1 }),
      );
    }
  });
  return net.finish(net.classify(x, 1000));
}

function shuffleUnit(
  net: Network,
  x: FeatureMap,
  { output, groups, firstGroups, stride }: Readonly<Record<'output' | 'groups' | 'firstGroups' | 'stride', number>>,
): FeatureMap {
  const squeezed = net.relu(net.convolution(x, output / 4, { groups: firstGroups }));
  const shuffled = groups === 1 ? squeezed : net.shuffle(squeezed, groups);
  const filtered = net.depthwise(shuffled, { stride });
  if (stride === 1) return net.relu(net.sum(x, net.convolution(filtered, output, { groups })));
  const pooled = net.averagePool(x, { kernel: 3, stride });
  return net.relu(net.concatenate([pooled, net.convolution(filtered, output - x.channels, { groups })]));
}
