import { node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { createNetwork } from '../../../fixtures/build/network.js';
import rule from '../../../src/rules/waste/foldable-batch-normalization.js';
import { testRule } from '../../testers/test-rule.js';

const norm = (channels: number) => ['g', 'b', 'm', 'v'].map((name) => weight(name, 'float32', [channels]));

function unit(
  shape: readonly number[],
  nodes: readonly NodeSpec[],
  initializers: NonNullable<ModelSpec['initializers']>,
): ModelSpec {
  return { opset: 17, inputs: [value('x', 'float32', shape)], outputs: ['y'], nodes, initializers };
}

const product = (second: string) =>
  unit(
    [256, 512],
    [
      node('Gemm', ['x', second], ['p'], {}, { name: 'product' }),
      node('BatchNormalization', ['p', 'g', 'b', 'm', 'v'], ['y'], {}, { name: 'norm' }),
    ],
    [weight('w', 'float32', [512, 512]), ...norm(512)],
  );

const before = (attributes: NodeSpec['attributes'], kernel: number) =>
  unit(
    [1, 8, 14, 14],
    [
      node('Relu', ['x'], ['r']),
      node('BatchNormalization', ['r', 'g', 'b', 'm', 'v'], ['n'], {}, { name: 'norm' }),
      node('Conv', ['n', 'w'], ['y'], attributes),
    ],
    [weight('w', 'float32', [8, 8, kernel, kernel]), ...norm(8)],
  );

testRule(rule, {
  quiet: [
    {
      name: 'folded convolutions',
      model: (() => {
        const net = createNetwork({ name: 'folded' });
        return net.finish(net.convolution(net.image(3, 8), 8));
      })(),
    },
    {
      name: 'a map that another layer reads too',
      model: (() => {
        const net = createNetwork({ name: 'shared' });
        const x = net.convolution(net.image(3, 8), 8);
        return net.finish(net.sum(x, net.batchNormalization(x)));
      })(),
    },
    {
      name: 'an activation between',
      model: (() => {
        const net = createNetwork({ name: 'between' });
        return net.finish(net.batchNormalization(net.relu(net.convolution(net.image(3, 8), 8))));
      })(),
    },
    { name: 'before a convolution that pads', model: before({ pads: [1, 1, 1, 1] }, 3) },
    { name: 'before a pointwise convolution that pads', model: before({ pads: [1, 1, 1, 1] }, 1) },
    {
      name: 'a product whose rows are not of one batch',
      model: unit(
        [2, 512, 512],
        [node('MatMul', ['x', 'w'], ['p']), node('BatchNormalization', ['p', 'g', 'b', 'm', 'v'], ['y'])],
        [weight('w', 'float32', [512, 512]), ...norm(512)],
      ),
    },
    {
      name: 'a product of two activations',
      model: unit(
        [512, 512],
        [
          node('Relu', ['x'], ['r']),
          node('MatMul', ['x', 'r'], ['p']),
          node('BatchNormalization', ['p', 'g', 'b', 'm', 'v'], ['y']),
        ],
        norm(512),
      ),
    },
    {
      name: 'statistics of the batch, as in training',
      model: unit(
        [1, 8, 14, 14],
        [
          node('Conv', ['x', 'w'], ['c']),
          node('BatchNormalization', ['c', 'g', 'b', 'm', 'v'], ['y', 'mean', 'variance'], { training_mode: 1 }),
        ],
        [weight('w', 'float32', [8, 8, 1, 1]), ...norm(8)],
      ),
    },
  ],
  reports: [
    // Written and read again: 2 × 256 × 512 elements of 4 bytes; but for what the product's kernel takes in, which is
    // all of it.
    {
      name: 'behind a product: runtimes do not fold it',
      model: product('w'),
      findings: [{ layers: ['norm'], severity: 'warning', data: { count: 1, into: 'product before' } }],
    },
    {
      name: 'before a pointwise convolution',
      model: before({}, 1),
      findings: [{ layers: ['norm'], severity: 'warning', data: { into: 'convolution after' } }],
    },
    {
      name: 'behind convolutions: runtimes fold it',
      model: (() => {
        const net = createNetwork({ name: 'separate', normalization: 'separate' });
        return net.finish(net.relu(net.convolution(net.relu(net.convolution(net.image(3, 8), 8)), 8)));
      })(),
      findings: [
        {
          layers: ['/BatchNormalization', '/BatchNormalization_1'],
          severity: 'info',
          message: /^.*: 2 BatchNormalizations behind a convolution/u,
          data: { count: 2 },
        },
      ],
    },
  ],
});
