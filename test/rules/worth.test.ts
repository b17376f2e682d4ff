import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { convolutionsOf, isDepthwise, widthsOf } from '../../src/analysis/index.js';
import { changeModel, isRefused } from '../../src/changes/index.js';
import type { Wishes } from '../../src/changes/index.js';
import { mendingReport } from '../../src/report/mending.js';
import { check } from '../../src/rules/index.js';
import castChain from '../../src/rules/waste/cast-chain.js';
import decomposed from '../../src/rules/waste/decomposed-activation.js';
import type { Worth } from '../../src/rules/index.js';
import rule from '../../src/rules/waste/misaligned-channels.js';
import { ungrouped } from '../../src/rules/ungrouped.js';
import { analyseModel } from '../testers/analyse-model.js';

const misaligned = (() => {
  const net = createNetwork({ name: 'misaligned' });
  const x = net.scope('stem', () => net.convolution(net.image(16, 28), 58, { kernel: 3 }));
  return analyseModel(
    net.finish(
      net.scope('last', () =>
        net.convolution(
          net.scope('mid', () => net.convolution(x, 58)),
          8,
        ),
      ),
    ),
  );
})();

const known = (savedMs: number, sigmaMs: number): Worth => ({ kind: 'known', savedMs, sigmaMs, totalMs: 5 });

describe('the worth of a change', () => {
  it.each([
    [known(0.4, 0.1), 'warning', '; that saves 400 µs ± 100 µs of 5.00 ms, predicted', true],
    [known(0.19, 0.1), 'info', '; that saves no time that a prediction can tell', false],
    [known(-0.4, 0.1), 'info', '; that costs 400 µs ± 100 µs of 5.00 ms, predicted', false],
  ])('decides on the severity: %o', (worth, severity, end, gains) => {
    const [finding] = check([rule], misaligned, { times: { worthOf: () => worth } });
    expect(finding).toMatchObject({ severity, worth: { gains } });
    expect(finding?.message.endsWith(end)).toBe(true);
  });

  it('is asked for the change that the rule names: 58 → 60 in all', () => {
    let asked: Wishes = {};
    check([rule], misaligned, {
      times: {
        worthOf(wishes) {
          asked = wishes;
          return { kind: 'unknown', reason: 'nobody knows' };
        },
      },
    });
    expect([...(asked.channels ?? [])].map(([{ channels }, to]) => [channels, to])).toEqual([
      [58, 60],
      [58, 60],
    ]);
    const changed = changeModel(misaligned, asked);
    expect(isRefused(changed)).toBe(false);
  });

  it('is said not to be known, with the reason, where the graph cannot carry the change', () => {
    const [finding] = check([rule], misaligned, {
      times: { worthOf: () => ({ kind: 'unknown', reason: 'x fixes it' }) },
    });
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.worth).toBeUndefined();
    expect(finding?.message).toMatch(/; what that is worth cannot be told: x fixes it$/u);
  });

  const casts = analyseModel({
    opset: 17,
    inputs: [value('x', 'float16', [1, 8])],
    outputs: ['y'],
    nodes: [node('Cast', ['x'], ['a'], { to: 1 }), node('Cast', ['a'], ['b'], { to: 10 }), node('Relu', ['b'], ['y'])],
  });

  it('is nothing where the runtime of the platform mends it at load, which the finding says', () => {
    const findingOn = (runtime: string) =>
      check([castChain], casts, { times: { runtime, worthOf: () => known(0.4, 0.1) } })[0];
    const mended = findingOn('onnxruntime-web');
    expect(mended).toMatchObject({ severity: 'info', worth: { savedMs: 0, gains: false } });
    expect(mended?.message).toMatch(/; this platform runs onnxruntime, so that mending it saves no time there$/u);
    expect(mended?.wishes).toBeUndefined();
    expect(findingOn('tensorrt')).toMatchObject({ worth: { savedMs: 0.4, gains: true } });
  });

  it('is said not to be known where no change of the graph makes it', () => {
    const swish = (opset: number) =>
      analyseModel({
        opset,
        inputs: [value('x', 'float32', [1, 64, 56, 56])],
        outputs: ['y'],
        initializers: [3, 6, 0].map((number) => constant(`c${number}`, 'float32', [], [number])),
        nodes: [
          node('Add', ['x', 'c3'], ['a']),
          node('Clip', ['a', 'c0', 'c6'], ['b']),
          node('Mul', ['x', 'b'], ['c']),
          node('Div', ['c', 'c6'], ['y']),
        ],
      });
    const times = { runtime: 'tensorrt', worthOf: () => known(0.4, 0.1) };
    const [finding] = check([decomposed], swish(13), { times });
    expect(finding?.message).toMatch(
      /; what that is worth cannot be told: no change of this graph alone makes it so$/u,
    );
    expect(finding?.worth).toBeUndefined();
  });

  it('costs nothing without a platform', () => {
    const [finding] = check([rule], misaligned);
    expect(finding?.message).not.toContain('that');
    expect(finding?.worth).toBeUndefined();
  });
});

describe('what findings save together', () => {
  const [finding] = check([rule], misaligned, { times: { worthOf: () => known(0.4, 0.1) } });
  const [width] = finding!.wishes!.channels!.keys();
  const other = {
    ...finding!,
    wishes: { channels: new Map([[width!, 64]]) },
    worth: { savedMs: 0.3, sigmaMs: 0.1, gains: true },
  };
  const apart = { ...finding!, wishes: { removed: [0] }, worth: { savedMs: 0.2, sigmaMs: 0.1, gains: true } };

  it('leaves out those that would change the same channels otherwise', () => {
    const asked: Wishes[] = [];
    const mending = mendingReport([apart, other, finding!], (wishes) => {
      asked.push(wishes);
      return known(wishes.removed?.length === 1 ? 0.55 : 0.4, 0.1);
    });
    expect(mending).toEqual({ findings: 2, savedMs: 0.55, sigmaMs: 0.1 });
    expect(asked).toHaveLength(2);
  });

  it('is left out where nothing saves', () => {
    expect(
      mendingReport([{ ...finding!, worth: { savedMs: 0.1, sigmaMs: 0.1, gains: false } }], () => known(1, 0)),
    ).toBeUndefined();
    expect(mendingReport([finding!], undefined)).toBeUndefined();
  });
});

it('a group convolution is ungrouped with as many channels as keep the multiply-adds', () => {
  // 256 → m → m → 256 with 32 groups between, as in ResNeXt: 2·256·128 + 9·128²/32 against 2·256·w + 9·w².
  const net = createNetwork({ name: 'resnext' });
  const x = net.scope('stem', () => net.convolution(net.image(16, 14), 256, { kernel: 3 }));
  const inner = net.scope('grouped', () =>
    net.convolution(
      net.scope('in', () => net.convolution(x, 128)),
      128,
      { kernel: 3, groups: 32 },
    ),
  );
  const analysis = analyseModel(
    net.finish(net.scope('last', () => net.convolution(net.sum(x, net.convolution(inner, 256)), 8))),
  );
  const wishes = ungrouped(
    analysis,
    convolutionsOf(analysis).filter(({ groups }) => groups === 32),
  );
  const before = 2 * 256 * 128 + (9 * 128 * 128) / 32;
  const after = (width: number): number => 2 * 256 * width + 9 * width * width;
  const [width = 0] = wishes!.channels!.values();
  expect(after(width)).toBeLessThanOrEqual(before);
  expect(after(width + 4)).toBeGreaterThan(before);
  const changed = changeModel(analysis, wishes!);
  if (isRefused(changed)) throw new Error(changed.reason);
  expect(convolutionsOf(changed.analysis).every(({ groups }) => groups === 1)).toBe(true);
  expect(Number(changed.analysis.totals.macs)).toBeLessThanOrEqual(Number(analysis.totals.macs));
});

it('a group convolution before a shuffle is left with channels that go into its groups', () => {
  // ShuffleNet V1 shuffles 3 groups: the bottleneck's channels stay multiples of 3, and of 4.
  const analysis = analyseModel(shuffleNetV1({ groups: 3 }));
  const inner = convolutionsOf(analysis).filter((convolution) => convolution.groups === 3 && !isDepthwise(convolution));
  const wishes = ungrouped(analysis, inner);
  const widths = widthsOf(analysis);
  const shuffled = new Set(
    analysis.layers.flatMap(({ outputs }) => outputs.map((edge) => edge && widths.of(widths.groupedIn(edge)?.of))),
  );
  const channels = [...wishes!.channels!].flatMap(([width, count]) => (shuffled.has(width) ? count : []));
  expect(channels).toHaveLength(16);
  expect(channels.filter((count) => count % 12 !== 0)).toEqual([]);
  const changed = changeModel(analysis, wishes!);
  if (isRefused(changed)) throw new Error(changed.reason);
  expect(Number(changed.analysis.totals.macs)).toBeLessThanOrEqual(Number(analysis.totals.macs));
});
