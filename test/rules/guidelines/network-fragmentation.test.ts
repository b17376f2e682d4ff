import type { ModelSpec } from '../../../fixtures/build/model.js';
import { createNetwork } from '../../../fixtures/build/network.js';
import type { FeatureMap, Network } from '../../../fixtures/build/network.js';
import { node, value, weight } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/guidelines/network-fragmentation.js';
import { testRule } from '../../testers/test-rule.js';

/** A block between two 3×3 convolutions. */
function around(block: (net: Network, x: FeatureMap) => FeatureMap, batch: number | string = 1): ModelSpec {
  const net = createNetwork({ name: 'around', batch });
  const x = net.scope('stem', () => net.convolution(net.image(16, 28), 16, { kernel: 3 }));
  const y = net.scope('block', () => block(net, x));
  return net.finish(net.scope('last', () => net.convolution(y, 16, { kernel: 3 })));
}

/** So many convolutions of one input, concatenated. */
const parallel =
  (count: number) =>
  (net: Network, x: FeatureMap): FeatureMap =>
    net.concatenate(Array.from({ length: count }, () => net.convolution(x, 16, { kernel: 3 })));

/** A network that ends in several outputs, as detectors do. */
function heads(count: number): ModelSpec {
  const net = createNetwork({ name: 'heads' });
  const x = net.convolution(net.image(16, 28), 16, { kernel: 3 });
  return net.finish(...Array.from({ length: count }, () => net.convolution(x, 16, { kernel: 3 })));
}

/**
 * Products of one input by different weights whose results are added and multiplied again, as an LSTM spelled out has
 * them.
 */
function gates(count: number): ModelSpec {
  const names = Array.from({ length: count }, (_, index) => `gate${index}`);
  return {
    opset: 17,
    inputs: [value('x', 'float32', [32, 64])],
    outputs: ['y'],
    nodes: [
      ...names.map((name) => node('MatMul', ['x', `w.${name}`], [name], {}, { name })),
      node('Sum', names, ['h'], {}, { name: 'sum' }),
      node('MatMul', ['h', 'w'], ['y'], {}, { name: 'output' }),
    ],
    initializers: [...names.map((name) => weight(`w.${name}`, 'float32', [64, 64])), weight('w', 'float32', [64, 64])],
  };
}

testRule(rule, {
  quiet: [
    { name: 'a chain', model: around((net, x) => net.relu(net.convolution(x, 16))) },
    { name: 'a shortcut', model: around((net, x) => net.sum(x, net.convolution(x, 16, { kernel: 3 }))) },
    { name: 'three branches', model: around(parallel(3)) },
    {
      name: 'fragments in series, which cannot be seen',
      model: around((net, x) => [1, 2, 3, 4].reduce((map) => net.convolution(map, 16), x)),
    },
    { name: 'heads, whose outputs never meet', model: heads(6) },
    {
      name: 'heads that meet in nothing but a concatenation',
      model: (() => {
        const net = createNetwork({ name: 'head' });
        return net.finish(parallel(6)(net, net.convolution(net.image(16, 28), 16, { kernel: 3 })));
      })(),
    },
    { name: 'a raised width', model: around(parallel(4)), options: { width: 5 } },
    {
      name: 'fragments of different sizes',
      model: around((net, x) =>
        net.concatenate(
          [1, 2, 4, 7].map((stride) => {
            const small = net.convolution(x, 16, { kernel: 3, stride });
            return net.globalAveragePool(small);
          }),
        ),
      ),
    },
    { name: 'depthwise convolutions', model: around((net, x) => net.depthwise(x)) },
    { name: 'two groups', model: around((net, x) => net.convolution(x, 16, { groups: 2 })) },
    {
      name: 'gates beside the way, on maps of one position',
      model: around((net, x) =>
        net.concatenate(Array.from({ length: 4 }, () => net.convolution(net.globalAveragePool(x), 16))),
      ),
    },
  ],
  reports: [
    {
      name: 'four branches',
      model: around(parallel(4)),
      findings: [
        {
          layers: ['/block/Conv', '/block/Conv_1', '/block/Conv_2', '/block/Conv_3'],
          severity: 'warning',
          message: /^block: 4 convolutions side by side.*parallel devices.*one after another are not counted/u,
          data: { width: 4, stackable: false },
        },
      ],
    },
    {
      name: 'convolutions and poolings, however deep each branch is',
      model: around((net, x) =>
        net.concatenate([
          net.convolution(x, 16),
          net.convolution(net.convolution(x, 8), 16, { kernel: 3 }),
          net.convolution(net.convolution(net.convolution(x, 8), 16, { kernel: 3 }), 16, { kernel: 3 }),
          net.maxPool(x, { kernel: 3 }),
        ]),
      ),
      findings: [{ data: { width: 4 }, message: /convolutions and poolings/u }],
    },
    {
      name: 'the outer block too, without what the inner one was blamed for',
      model: around((net, x) =>
        net.concatenate([parallel(4)(net, net.relu(x)), ...[1, 2, 3, 4].map(() => net.convolution(x, 8))]),
      ),
      findings: [{ data: { width: 4 } }, { data: { width: 4 } }],
    },
    {
      name: 'products of one input: stack the weights',
      model: gates(12),
      findings: [{ message: /12 products side by side.*stack the weights/u, data: { width: 12, stackable: true } }],
    },
    { name: 'thousands of products', model: gates(5000), findings: [{ data: { width: 5000 } }] },
    {
      name: 'a convolution of four groups',
      model: around((net, x) => net.convolution(x, 16, { groups: 4 })),
      findings: [
        { layers: ['/block/Conv'], message: /4 groups is as many small ones/u, data: { width: 4, groups: [4] } },
      ],
    },
    { name: 'any batch', model: around(parallel(4), 'N'), options: { share: 0 }, findings: [{ data: { width: 4 } }] },
    {
      name: 'two branches when asked',
      model: around(parallel(2)),
      options: { width: 2 },
      findings: [{ data: { width: 2 } }],
    },
  ],
});
