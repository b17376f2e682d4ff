import { createNetwork } from '../../../fixtures/build/network.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { node, value, weight } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/misaligned-channels.js';
import { testRule } from '../../testers/test-rule.js';

function chain(...widths: readonly number[]): ModelSpec {
  const net = createNetwork({ name: 'chain' });
  let x = net.image(3, 16);
  widths.forEach((width, index) => {
    x = net.scope(`layer${index}`, () => net.convolution(x, width, { kernel: 3 }));
  });
  return net.finish(net.classify(x, 1001));
}

const grouped = (channels: number, groups: number): ModelSpec => {
  const net = createNetwork({ name: 'grouped' });
  const x = net.scope('a', () => net.convolution(net.image(3, 16), channels));
  return net.finish(
    net.scope('c', () =>
      net.convolution(
        net.scope('b', () => net.convolution(x, channels, { kernel: 3, groups })),
        8,
      ),
    ),
  );
};

testRule(rule, {
  quiet: [
    { name: 'multiples of 4; the image has 3 channels and the answer 1,001', model: chain(16, 20, 24) },
    { name: 'depthwise convolutions of aligned maps', model: grouped(16, 16) },
    { name: 'too small a share', model: chain(64, 64, 64, 63, 64), options: { share: 0.9 } },
    { name: 'a wider block that fits', model: chain(16, 32), options: { block: 16 } },
  ],
  reports: [
    {
      name: 'a width between two convolutions',
      model: chain(16, 30, 32),
      // 3×3 from 16 to 30 and from 30 to 32 channels, of all at one size and the classifier at one position.
      findings: [
        {
          layers: ['/layer1/Conv', '/layer2/Conv'],
          severity: 'warning',
          message: /no multiple of 4, \d+\.\d% of the multiply-adds: widen 30 → 32/u,
          data: {
            widths: [{ channels: 30, block: 4, aligned: 32 }],
            multiplyAddsShare: ((16 * 30 + 30 * 32) * 9 * 256) / ((3 * 16 + 16 * 30 + 30 * 32) * 9 * 256 + 32 * 1001),
          },
        },
      ],
    },
    {
      name: 'on tensor cores blocks of 8',
      model: chain(16, 20, 32),
      options: { target: 'tensor-core' },
      findings: [{ data: { widths: [{ channels: 20, block: 8, aligned: 24 }] } }],
    },
    {
      name: "a block of one's own",
      model: chain(16, 24, 32),
      options: { block: 16 },
      findings: [{ data: { widths: [{ channels: 24, block: 16, aligned: 32 }] } }],
    },
    {
      name: 'the channels of one group',
      model: grouped(40, 4),
      findings: [{ layers: ['/c/b/Conv'], data: { widths: [{ channels: 10, block: 4, aligned: 12 }] } }],
    },
    {
      name: 'elements of 8 bits: blocks of 16 on tensor cores',
      model: {
        opset: 17,
        inputs: [value('x', 'uint8', [1, 16, 8, 8])],
        outputs: ['z'],
        initializers: [weight('w', 'uint8', [24, 16, 3, 3]), weight('v', 'float32', [16, 24, 1, 1])],
        nodes: [
          node('ConvInteger', ['x', 'w'], ['y'], {}, { name: 'a' }),
          node('Cast', ['y'], ['f'], { to: 1 }),
          node('Conv', ['f', 'v'], ['z'], {}, { name: 'b' }),
        ],
      },
      options: { target: 'tensor-core' },
      findings: [{ layers: ['a'], data: { widths: [{ channels: 24, block: 16, aligned: 32 }] } }],
    },
  ],
});
