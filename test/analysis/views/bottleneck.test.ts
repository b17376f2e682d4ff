import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../fixtures/build/network.js';
import type { FeatureMap, Network } from '../../../fixtures/build/network.js';
import { excite } from '../../../fixtures/networks/efficientnet.js';
import { bottleneckFrom, convolutionsOf } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';

/** Kernel sizes of the bottleneck that the first pointwise convolution opens. */
function bottleneck(build: (net: Network, x: FeatureMap) => FeatureMap): readonly number[] | undefined {
  const net = createNetwork({ name: 'bottleneck' });
  const analysis = analyseModel(net.finish(build(net, net.image(16, 28))));
  const first = convolutionsOf(analysis).find(({ kernelSize }) => kernelSize === 1);
  const found = first === undefined ? undefined : bottleneckFrom(analysis, first);
  return found === undefined
    ? undefined
    : [found.first, ...found.between, found.last].map(({ kernelSize }) => kernelSize);
}

describe('bottleneckFrom', () => {
  it('goes to the next pointwise convolution, over others and activations', () => {
    expect(
      bottleneck((net, x) => net.convolution(net.relu(net.depthwise(net.relu6(net.convolution(x, 64)))), 16)),
    ).toEqual([1, 9, 1]);
  });
  it('goes past gates and activations in two nodes', () => {
    expect(
      bottleneck((net, x) =>
        net.convolution(excite(net, net.silu(net.depthwise(net.silu(net.convolution(x, 64)))), 8), 16),
      ),
    ).toEqual([1, 9, 1]);
  });
  it('goes over a channel shuffle', () => {
    expect(
      bottleneck((net, x) =>
        net.convolution(net.depthwise(net.shuffle(net.convolution(x, 64, { groups: 2 }), 2)), 16, { groups: 2 }),
      ),
    ).toEqual([1, 9, 1]);
  });
  it('is none of two pointwise convolutions in a row', () =>
    expect(bottleneck((net, x) => net.convolution(net.convolution(x, 64), 16))).toBeUndefined());
  it('is none where other data comes in', () => {
    expect(
      bottleneck((net, x) => net.convolution(net.sum(x, net.depthwise(net.convolution(x, 16))), 32)),
    ).toBeUndefined();
  });
  it('is none at the end', () => expect(bottleneck((net, x) => net.depthwise(net.convolution(x, 64)))).toBeUndefined());
});

describe('convolutionsOf', () => {
  it('says of each what guidelines weigh', () => {
    const net = createNetwork({ name: 'two', batch: 2 });
    const [first, last] = convolutionsOf(
      analyseModel(
        net.finish(net.convolution(net.convolution(net.image(16, 28), 32, { kernel: 3, stride: 2, groups: 4 }), 8)),
      ),
    );
    expect(first).toMatchObject({
      inputChannels: 16,
      outputChannels: 32,
      groups: 4,
      kernelSize: 9,
      inputPositions: 2 * 28 * 28,
      outputPositions: 2 * 14 * 14,
      isFollowed: true,
    });
    expect(last).toMatchObject({ inputChannels: 32, outputChannels: 8, groups: 1, kernelSize: 1, isFollowed: false });
  });
});
