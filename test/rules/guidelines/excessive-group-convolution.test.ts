import type { ModelSpec } from '../../../fixtures/build/model.js';
import { createNetwork } from '../../../fixtures/build/network.js';
import rule from '../../../src/rules/guidelines/excessive-group-convolution.js';
import { testRule } from '../../testers/test-rule.js';

const side = 28;
const positions = side * side;

/** One convolution of `channels` to `output` in groups. */
function grouped(
  channels: number,
  groups: number,
  {
    kernel = 1,
    output = channels,
    batch = 1,
  }: { readonly kernel?: number; readonly output?: number; readonly batch?: number | string } = {},
): ModelSpec {
  const net = createNetwork({ name: 'grouped', batch });
  return net.finish(net.scope('block', () => net.convolution(net.image(channels, side), output, { groups, kernel })));
}

/**
 * Memory access in elements, against the ungrouped convolution of the same input and multiply-adds, whose output is a
 * groups-th.
 */
function ratio(input: number, output: number, groups: number, kernel = 1): number {
  const weights = (input * output * kernel * kernel) / groups;
  return (positions * (input + output) + weights) / (positions * (input + output / groups) + weights);
}

testRule(rule, {
  quiet: [
    { name: 'no groups', model: grouped(64, 1) },
    { name: 'depthwise', model: grouped(64, 64, { kernel: 3 }) },
    { name: 'depthwise with several filters a channel', model: grouped(32, 32, { kernel: 3, output: 64 }) },
    {
      name: 'weights that outweigh the maps',
      model: (() => {
        const net = createNetwork({ name: 'small map' });
        return net.finish(net.convolution(net.image(512, 4), 512, { groups: 2, kernel: 3 }));
      })(),
    },
    { name: 'a raised ratio', model: grouped(64, 2), options: { ratio: 1.4 } },
    { name: 'a raised share', model: grouped(64, 4), options: { share: 0.5 } },
    { name: 'any batch, where groups save', model: grouped(512, 2, { kernel: 1, output: 32, batch: 'N' }) },
  ],
  reports: [
    {
      name: 'four groups',
      model: grouped(64, 4),
      findings: [
        {
          layers: ['/block/Conv'],
          severity: 'warning',
          message: /^\/block\/Conv: a convolution of 4 groups moves .* more.*use fewer groups/u,
          data: { lostBytes: positions * (64 - 64 / 4) * 4, convolutions: [{ groups: 4, ratio: ratio(64, 64, 4) }] },
        },
      ],
    },
    {
      name: '3×3 in 32 groups, as ResNeXt has it',
      model: grouped(128, 32, { kernel: 3 }),
      findings: [{ data: { convolutions: [{ ratio: ratio(128, 128, 32, 3) }] } }],
    },
    {
      name: 'the layers of one block together',
      model: (() => {
        const net = createNetwork({ name: 'unit' });
        const x = net.convolution(net.image(48, side), 48, { kernel: 3 });
        const unit = net.scope('unit', () =>
          net.sum(x, net.convolution(net.depthwise(net.convolution(x, 48, { groups: 3 })), 48, { groups: 3 })),
        );
        return net.finish(net.convolution(unit, 48, { kernel: 3 }));
      })(),
      findings: [
        {
          layers: ['/unit/Conv', '/unit/Conv_2'],
          message: /^unit: 2 convolutions of 3 groups/u,
          data: { lostBytes: 2 * positions * (48 - 16) * 4 },
        },
      ],
    },
    {
      name: 'what to bind, where it depends on that',
      model: grouped(64, 4, { batch: 'N' }),
      findings: [{ layers: [], severity: 'info', message: /--dim N=/u }],
    },
  ],
});
