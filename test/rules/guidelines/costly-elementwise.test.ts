import type { ModelSpec } from '../../../fixtures/build/model.js';
import { node, value, weight } from '../../../fixtures/build/model.js';
import { createNetwork } from '../../../fixtures/build/network.js';
import rule from '../../../src/rules/guidelines/costly-elementwise.js';
import { testRule } from '../../testers/test-rule.js';

const channels = 64;
const side = 56;
/** Elements of a map. */
const map = channels * side * side;

/** A 3×3 convolution, what `inside` says, and another one. */
function between(
  inside: (net: ReturnType<typeof createNetwork>, x: ReturnType<typeof net.image>) => typeof x,
  batch: number | string = 1,
): ModelSpec {
  const net = createNetwork({ name: 'between', batch });
  const x = net.scope('first', () => net.convolution(net.image(channels, side), channels, { kernel: 3 }));
  const y = net.scope('middle', () => inside(net, x));
  return net.finish(net.scope('last', () => net.convolution(y, channels, { kernel: 3 })));
}

/** The elements that two 3×3 convolutions move: map in and out, weights and bias. */
const convolutions = 2 * (2 * map + channels * channels * 9 + channels);
const depthwise = 2 * map + channels * 9 + channels;
const addition = 3 * map;

testRule(rule, {
  quiet: [
    { name: 'convolutions alone', model: between((_, x) => x) },
    { name: 'activations that a kernel takes in', model: between((net, x) => net.silu(net.relu(net.relu6(x)))) },
    { name: 'a raised share', model: between((net, x) => net.depthwise(x)), options: { share: 0.5 } },
    {
      name: 'work without a product that it could be set against',
      model: {
        opset: 17,
        inputs: [value('a', 'float32', [64, 64]), value('b', 'float32', [64, 64])],
        outputs: ['c'],
        nodes: [node('Add', ['a', 'b'], ['c'])],
      },
    },
  ],
  reports: [
    {
      name: 'a depthwise convolution',
      model: between((net, x) => net.depthwise(x)),
      findings: [
        {
          layers: [],
          severity: 'warning',
          message: /depthwise convolution 31\.4% \(at batch 1, .*31\.4% before fusion\).*\/middle\/Conv/u,
          data: {
            lostBytes: depthwise * 4,
            share: depthwise / (depthwise + convolutions),
            multiplyAddsShare: (9 * map) / (9 * map + 2 * 9 * channels * map),
            batch: 1,
            parts: { 'depthwise convolution': depthwise / (depthwise + convolutions) },
            worst: [{ part: 'depthwise convolution', bytes: depthwise * 4 }],
          },
        },
      ],
    },
    {
      name: 'a shortcut, which no kernel takes in, and not the activation after it',
      model: between((net, x) => net.relu(net.sum(x, net.relu(net.convolution(x, channels))))),
      options: { share: 0.2 },
      findings: [
        {
          data: {
            lostBytes: addition * 4,
            parts: {
              'shortcut addition': addition / (convolutions + addition + 2 * map + channels * channels + channels),
            },
          },
        },
      ],
    },
    {
      name: 'normalisation and softmax between products',
      model: {
        opset: 17,
        inputs: [value('x', 'float32', [4, 128, 64])],
        outputs: ['y'],
        nodes: [
          node('LayerNormalization', ['x', 'scale', 'shift'], ['n']),
          node('MatMul', ['n', 'w'], ['p']),
          node('Softmax', ['p'], ['s']),
          node('MatMul', ['s', 'v'], ['y']),
        ],
        initializers: [
          weight('scale', 'float32', [64]),
          weight('shift', 'float32', [64]),
          weight('w', 'float32', [64, 64]),
          weight('v', 'float32', [64, 64]),
        ],
      },
      // Four layers that read and write one map each; the normalisation also two vectors, the products a matrix.
      findings: [
        {
          data: {
            lostBytes: 4 * (2 * 2 * (4 * 128 * 64) + 2 * 64),
            batch: 4,
            parts: { softmax: (2 * 4 * 128 * 64) / (8 * 4 * 128 * 64 + 2 * 64 + 2 * 64 * 64) },
          },
        },
      ],
    },
    {
      name: 'any batch, where no weights dilute it',
      model: anyBatch(),
      findings: [{ severity: 'warning', data: { share: null, batch: null } }],
    },
    {
      name: 'what to bind, where it depends on that',
      model: between((net, x) => net.depthwise(x), 'N'),
      findings: [{ layers: [], severity: 'info', message: /--dim N=/u }],
    },
  ],
});

/** A product of two inputs and an addition: every figure has the factor N. */
function anyBatch(): ModelSpec {
  const shape = ['N', 64, 64];
  return {
    opset: 17,
    inputs: [value('a', 'float32', shape), value('b', 'float32', shape)],
    outputs: ['y'],
    nodes: [node('MatMul', ['a', 'b'], ['p']), node('Add', ['p', 'a'], ['s']), node('Softmax', ['s'], ['y'])],
  };
}
