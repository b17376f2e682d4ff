import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { createNetwork } from '../../../fixtures/build/network.js';
import { fusionOf } from '../../../src/analysis/index.js';
import { check } from '../../../src/rules/index.js';
import rule from '../../../src/rules/guidelines/unequal-channel-width.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { testRule } from '../../testers/test-rule.js';

const side = 56;
const positions = side * side;

/**
 * A 3×3 convolution to `from` channels, pointwise ones to each of `widths`, and one more so that their width is free.
 */
function pointwise(from: number, ...widths: readonly number[]): ModelSpec {
  const net = createNetwork({ name: 'pointwise' });
  let x = net.scope('stem', () => net.convolution(net.image(from, side), from, { kernel: 3 }));
  widths.forEach((width, index) => {
    x = net.scope(`layer${index}`, () => net.convolution(x, width));
  });
  return net.finish(net.scope('last', () => net.convolution(x, 8, { kernel: 3 })));
}

/** An inverted bottleneck c → tc → c. */
function inverted(channels: number, expansion: number, batch: number | string = 1): ModelSpec {
  const net = createNetwork({ name: 'inverted', batch });
  const x = net.scope('stem', () => net.convolution(net.image(channels, side), channels, { kernel: 3 }));
  const block = net.scope('block', () =>
    net.sum(
      x,
      net.convolution(net.relu6(net.depthwise(net.relu6(net.convolution(x, expansion * channels)))), channels),
    ),
  );
  return net.finish(net.scope('last', () => net.convolution(block, channels, { kernel: 3 })));
}

/** The bound of Ma et al. 2018, section 3, in elements: h·w·(c1 + c2) against 2·h·w·√(c1·c2). */
const excess = (input: number, output: number): number =>
  positions * (input + output - 2 * Math.sqrt(input * output)) * 4;
const ratio = (input: number, output: number, groups = 1): number => {
  const weights = (input * output) / groups;
  return (positions * (input + output) + weights) / (2 * positions * Math.sqrt(input * output) + weights);
};

testRule(rule, {
  quiet: [
    { name: 'equal widths', model: pointwise(64, 64, 64) },
    { name: 'twice as wide: 1.06 times the least', model: pointwise(64, 128, 64) },
    { name: 'three times: 1.15', model: pointwise(64, 192, 64) },
    { name: 'a raised ratio', model: pointwise(16, 96), options: { ratio: 1.5 } },
    { name: 'a raised share', model: pointwise(16, 96), options: { share: 0.9 } },
    { name: 'too little in a large model', model: pointwise(2, 64, ...new Array<number>(60).fill(64)) },
    { name: 'the last product, whose width the task fixes', model: createLast() },
    {
      name: 'open sizes that cannot matter',
      model: (() => {
        const net = createNetwork({ name: 'open', batch: 'N' });
        return net.finish(net.convolution(net.convolution(net.image(64, side), 128), 64, { kernel: 3 }));
      })(),
    },
    {
      name: 'depthwise convolutions',
      model: (() => {
        const net = createNetwork({ name: 'depthwise' });
        return net.finish(net.convolution(net.depthwise(net.image(64, side), { kernel: 1 }), 64, { kernel: 3 }));
      })(),
    },
    {
      name: 'other kernels',
      model: (() => {
        const net = createNetwork({ name: 'square' });
        return net.finish(net.convolution(net.convolution(net.image(8, side), 64, { kernel: 3 }), 64, { kernel: 3 }));
      })(),
    },
  ],
  reports: [
    {
      name: 'six times wider',
      model: pointwise(16, 96),
      findings: [
        {
          layers: ['/layer0/Conv'],
          severity: 'warning',
          message:
            /^\/layer0\/Conv: a 1×1 convolution of 16→96 channels moves 1\.43 times the least; \d+ channels throughout, in 3 layers that share them, would save [\d.]+ KiB, \d+\.\d% of the model's memory access, at no more multiply-adds$/u,
          data: {
            ratio: ratio(16, 96),
            lostBytes: Math.round(excess(16, 96)),
            convolutions: [{ inputChannels: 16, outputChannels: 96, groups: 1, equalWidth: Math.sqrt(16 * 96) }],
          },
        },
      ],
    },
    {
      name: 'an inverted bottleneck as a whole, with one width for all of it: c·√t',
      model: inverted(24, 6),
      findings: [
        {
          layers: ['/block/Conv', '/block/Conv_2'],
          message:
            /^block: 1×1 convolutions of 24→144 and 144→24 channels move up to 1\.42 times.*\d+ channels throughout, in \d+ layers that share them, would save/u,
          data: {
            lostBytes: Math.round(2 * excess(24, 144)),
          },
        },
      ],
    },
    {
      name: 'groups by the bound of as many groups',
      model: (() => {
        const net = createNetwork({ name: 'grouped' });
        const x = net.convolution(net.image(240, side), 240, { kernel: 3 });
        return net.finish(net.convolution(net.convolution(x, 48, { groups: 3 }), 48, { kernel: 3 }));
      })(),
      findings: [{ data: { ratio: ratio(240, 48, 3), lostBytes: Math.round(excess(240, 48)) } }],
    },
    {
      name: 'a lowered ratio',
      model: pointwise(64, 192, 64),
      options: { ratio: 1.1 },
      findings: [{ layers: ['/layer0/Conv'] }, { layers: ['/layer1/Conv'] }],
    },
    {
      name: 'what to bind, where it depends on that',
      model: inverted(24, 6, 'N'),
      findings: [{ layers: [], severity: 'info', message: /--dim N=/u, data: { unbound: ['N'] } }],
    },
    {
      name: 'the same bound',
      model: inverted(24, 6, 'N'),
      analysis: { dims: new Map([['N', 1]]) },
      findings: [{ layers: ['/block/Conv', '/block/Conv_2'] }],
    },
  ],
});

function createLast(): ModelSpec {
  const net = createNetwork({ name: 'last' });
  return net.finish(net.convolution(net.convolution(net.image(16, side), 16, { kernel: 3 }), 255));
}

describe('the advice, followed', () => {
  /** An inverted bottleneck c → m → c between 3×3 convolutions from and to 24 channels. */
  const bottleneck = (channels: number, middle: number): ModelSpec => {
    const net = createNetwork({ name: 'followed' });
    const x = net.scope('stem', () => net.convolution(net.image(24, side), channels, { kernel: 3 }));
    const block = net.scope('block', () =>
      net.sum(x, net.convolution(net.relu6(net.depthwise(net.relu6(net.convolution(x, middle)))), channels)),
    );
    return net.finish(net.scope('last', () => net.convolution(block, 24, { kernel: 3 })));
  };

  it.each([
    [24, 144],
    [32, 192],
    [64, 384],
  ])('saves what it says at no more multiply-adds: %i → %i channels', (channels, middle) => {
    const before = analyseModel(bottleneck(channels, middle));
    const [finding] = check([rule], before);
    const change = finding?.data['change'] as { channels: number; savedBytes: number; layers: number[] };
    const after = analyseModel(bottleneck(change.channels, change.channels));
    expect(change.channels % 4).toBe(0);
    expect(change.layers).toHaveLength(6);
    expect(Number(after.totals.macs)).toBeLessThanOrEqual(Number(before.totals.macs));
    const saved = Number(fusionOf(before).totalBytes) - Number(fusionOf(after).totalBytes);
    expect(change.savedBytes).toBe(saved);
    // The next block of channels would cost more multiply-adds.
    const wider = analyseModel(bottleneck(change.channels + 4, change.channels + 4));
    expect(Number(wider.totals.macs)).toBeGreaterThan(Number(before.totals.macs));
  });

  it('is not given where a concatenation or a shuffle fixes a width', () => {
    const net = createNetwork({ name: 'joined' });
    const x = net.convolution(net.image(8, side), 8, { kernel: 3 });
    const joined = net.concatenate([x, net.convolution(x, 88, { kernel: 3 })]);
    const spec = net.finish(net.convolution(net.convolution(joined, 8), 8, { kernel: 3 }));
    expect(check([rule], analyseModel(spec))[0]?.message).toMatch(
      /what equal widths would save is not known, for a concatenation fixes one of them$/u,
    );
  });
});
