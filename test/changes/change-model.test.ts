import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';
import { analyse, convolutionsOf, isDepthwise, widthsOf } from '../../src/analysis/index.js';
import type { Analysis, Width } from '../../src/analysis/index.js';
import { changeModel, isRefused, writeChanged } from '../../src/changes/index.js';
import type { ChangedModel, Wishes } from '../../src/changes/index.js';
import { makeInputs } from '../../src/measurement/index.js';
import { mobileNetV2, shuffleNetV2 } from '../../src/networks/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import onnxruntime from '../../src/runtimes/onnxruntime/index.js';
import { analyseModel, layerOf, shapeOf } from '../testers/analyse-model.js';

/** The channels of the convolutions' outputs set to others, by what they are. */
function widened(analysis: Analysis, to: (channels: number, label: string) => number | undefined): Wishes {
  const channels = new Map<Width, number>();
  for (const convolution of convolutionsOf(analysis)) {
    const width = widthsOf(analysis).of(convolution.layer.outputs[0]);
    const wanted = to(convolution.outputChannels, convolution.layer.label);
    if (width !== undefined && wanted !== undefined && !isDepthwise(convolution)) channels.set(width, wanted);
  }
  return { channels };
}

function changed(analysis: Analysis, wishes: Wishes): ChangedModel {
  const result = changeModel(analysis, wishes);
  if (isRefused(result)) throw new Error(result.reason);
  return result;
}

const figuresOf = ({ totals: { parameterElements, macs, readBytes, writeBytes } }: Analysis) => ({
  parameterElements,
  macs,
  readBytes,
  writeBytes,
});

describe('other channels', () => {
  // The networks of several widths that their authors published are each other's changes.
  const shuffled = { downsampling: 'torchvision' } as const;

  it('go through splits, concatenations and shuffles: ShuffleNet V2 1x becomes 1.5x', () => {
    const widths = new Map([
      [58, 88],
      [116, 176],
      [232, 352],
    ]);
    const before = analyseModel(shuffleNetV2({ width: 1, ...shuffled }));
    const { analysis } = changed(
      before,
      widened(before, (channels) => widths.get(channels)),
    );
    expect(figuresOf(analysis)).toEqual(figuresOf(analyseModel(shuffleNetV2({ width: 1.5, ...shuffled }))));
  });

  it('go along shortcuts and through depthwise convolutions: MobileNet V2 1.0 becomes 1.4', () => {
    const before = analyseModel(mobileNetV2());
    const target = analyseModel(mobileNetV2({ multiplier: 1.4 }));
    const wanted = new Map(convolutionsOf(target).map(({ layer, outputChannels }) => [layer.label, outputChannels]));
    const { analysis } = changed(
      before,
      widened(before, (_, label) => wanted.get(label)),
    );
    expect(figuresOf(analysis)).toEqual(figuresOf(target));
  });

  it('are refused where another layer or an end of the model fixes them', () => {
    const before = analyseModel(mobileNetV2());
    const last = changeModel(before, {
      channels: new Map([[widthsOf(before).of(before.outputs[0])!, 64]]),
    });
    expect(last).toEqual({ reason: 'an output fixes 1000 channels that would change with it' });
    const shuffle = analyseModel(shuffleNetV2({ width: 1, ...shuffled }));
    const one = changeModel(
      shuffle,
      widened(shuffle, (_, label) => (label === convolutionsOf(shuffle)[5]!.layer.label ? 59 : undefined)),
    );
    expect(isRefused(one)).toBe(true);
  });
});

const chain = (): ModelSpec => {
  const net = createNetwork({ name: 'chain' });
  const x = net.scope('stem', () => net.convolution(net.image(16, 28), 32, { kernel: 3 }));
  return net.finish(
    net.scope('last', () =>
      net.convolution(
        net.scope('mid', () => net.convolution(x, 32, { kernel: 3, groups: 4 })),
        8,
      ),
    ),
  );
};

/** A block of a transformer as exporters write it: a product, its bias, GELU spelled out, a product, a shortcut. */
const perceptron = (tokens: number | string, hidden: number): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', [1, tokens, 16])],
  outputs: ['y'],
  initializers: [
    weight('w1', 'float32', [16, hidden]),
    weight('b1', 'float32', [hidden]),
    weight('w2', 'float32', [hidden, 16]),
    weight('b2', 'float32', [16]),
    constant('root', 'float32', [], [Math.SQRT2]),
    constant('one', 'float32', [], [1]),
    constant('half', 'float32', [], [0.5]),
  ],
  nodes: [
    node('MatMul', ['x', 'w1'], ['p'], {}, { name: '/mlp/fc1' }),
    node('Add', ['b1', 'p'], ['h'], {}, { name: '/mlp/bias' }),
    node('Div', ['h', 'root'], ['d']),
    node('Erf', ['d'], ['e']),
    node('Add', ['e', 'one'], ['f']),
    node('Mul', ['h', 'f'], ['g']),
    node('Mul', ['g', 'half'], ['a']),
    node('MatMul', ['a', 'w2'], ['q'], {}, { name: '/mlp/fc2' }),
    node('Add', ['b2', 'q'], ['r']),
    node('Add', ['r', 'x'], ['y'], {}, { name: '/shortcut' }),
  ],
});

describe('the width of a perceptron in a transformer', () => {
  it.each([4, 64, 'tokens'])('changes along the last axis, whatever the number of tokens: %s', (tokens) => {
    const before = analyseModel(perceptron(tokens, 64));
    const width = widthsOf(before).of(layerOf(before, '/mlp/fc1').outputs[0]);
    const { analysis } = changed(before, { channels: new Map([[width!, 48]]) });
    expect(figuresOf(analysis)).toEqual(figuresOf(analyseModel(perceptron(tokens, 48))));
  });

  it('is fixed at the shortcut, which other layers share', () => {
    const before = analyseModel(perceptron(4, 64));
    const width = widthsOf(before).of(layerOf(before, '/mlp/fc2').outputs[0]);
    expect(changeModel(before, { channels: new Map([[width!, 48]]) })).toEqual({
      reason: '/shortcut fixes 16 channels that would change with it',
    });
  });
});

describe('channels that are split', () => {
  const split = (...parts: number[]): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'float32', [1, 8, 4, 4])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [60, 8, 1, 1]),
      constant('parts', 'int64', [parts.length], parts),
      ...parts.map((part, index) => weight(`w${index}`, 'float32', [8, part, 1, 1])),
    ],
    nodes: [
      node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }),
      node(
        'Split',
        ['c', 'parts'],
        parts.map((_, index) => `p${index}`),
        { axis: 1 },
        { name: 'split' },
      ),
      ...parts.map((_, index) => node('Conv', [`p${index}`, `w${index}`], [`q${index}`])),
      node(
        'Sum',
        parts.map((_, index) => `q${index}`),
        ['s'],
      ),
      node('Relu', ['s'], ['y']),
    ],
  });
  const widen = (before: Analysis): ReturnType<typeof changeModel> =>
    changeModel(before, { channels: new Map([[widthsOf(before).of(layerOf(before, 'conv').outputs[0])!, 66]]) });

  it('change alike in equal parts', () => {
    const result = widen(analyseModel(split(20, 20, 20)));
    if (isRefused(result)) throw new Error(result.reason);
    expect(layerOf(result.analysis, 'split').outputs.map((edge) => shapeOf(edge)?.[1])).toEqual([22, 22, 22]);
  });

  // The first of the second is a third, too.
  it.each([
    [[40, 20], '40 and 20'],
    [[20, 10, 30], '20, 10 and 30'],
  ])('are refused in unequal parts, with the reason: %o', (parts, text) => {
    expect(widen(analyseModel(split(...parts)))).toEqual({
      reason: `split splits 60 channels into ${text}, and how other channels would be split is not known`,
    });
  });
});

describe('other groups and kernels', () => {
  const before = analyseModel(chain());
  const mid = convolutionsOf(before)[1]!.layer.index;

  it('change the weights of their convolution alone', () => {
    const { analysis } = changed(before, { groups: new Map([[mid, 1]]) });
    // 32 × 32 × 9 instead of a quarter of it.
    expect(Number(analysis.totals.parameterElements) - Number(before.totals.parameterElements)).toBe(
      32 * 32 * 9 * 0.75,
    );
    const wide = changed(before, { kernels: new Map([[mid, 5]]) }).analysis;
    expect(Number(wide.totals.parameterElements) - Number(before.totals.parameterElements)).toBe(32 * 8 * (25 - 9));
    expect(shapeOf(wide.outputs[0])).toEqual(shapeOf(before.outputs[0]));
  });

  it('are refused where channels do not go into them', () => {
    expect(changeModel(before, { groups: new Map([[mid, 5]]) })).toMatchObject({
      reason: expect.stringContaining('5 groups, into which 32 → 32 channels do not go') as string,
    });
  });
});

describe('layers left out', () => {
  it('have their input read in their place', () => {
    const before = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 4, 4])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8, 1, 1])],
      nodes: [
        node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }),
        node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
        node('Sigmoid', ['r'], ['y'], {}, { name: 'sigmoid' }),
      ],
    });
    const { analysis } = changed(before, { removed: [layerOf(before, 'relu').index] });
    expect(analysis.layers.map(({ label }) => label)).toEqual(['conv', 'sigmoid']);
    expect(changeModel(before, { removed: [layerOf(before, 'sigmoid').index] })).toEqual({
      reason: 'sigmoid gives an output of the model',
    });
  });
});

describe.runIf(existsSync('test/node_modules/onnxruntime-node'))('a changed file', () => {
  it.each([
    [
      'ShuffleNet V2 with 60 channels for 58',
      shuffleNetV2({ width: 1, downsampling: 'torchvision' }),
      { from: 58, to: 60 },
    ],
    ['MobileNet V2 with 100 channels for 96', mobileNetV2(), { from: 96, to: 100 }],
    [
      'shapes that a Constant holds',
      {
        opset: 17,
        inputs: [value('x', 'float32', [1, 8, 4, 4])],
        outputs: ['y'],
        initializers: [
          weight('w', 'float32', [58, 8, 1, 1]),
          weight('v', 'float32', [4, 58, 1, 1]),
          constant('scale', 'float32', [1, 58, 1, 1], new Array<number>(58).fill(1)),
        ],
        nodes: [
          node('Conv', ['x', 'w'], ['c']),
          node('Mul', ['c', 'scale'], ['m']),
          node('Constant', [], ['apart'], {
            value: { kind: 'tensor', value: constant('', 'int64', [5], [1, 2, 29, 4, 4]) },
          }),
          node('Constant', [], ['whole'], {
            value: { kind: 'tensor', value: constant('', 'int64', [4], [1, 58, 4, 4]) },
          }),
          node('Reshape', ['m', 'apart'], ['g']),
          node('Transpose', ['g'], ['t'], { perm: [0, 2, 1, 3, 4] }),
          node('Reshape', ['t', 'whole'], ['s']),
          node('Conv', ['s', 'v'], ['y']),
        ],
      } satisfies ModelSpec,
      { from: 58, to: 60 },
    ],
  ])(
    'runs on onnxruntime: %s',
    async (_, spec, { from, to }) => {
      process.chdir('test');
      try {
        const source = memorySource(model(spec));
        const before = analyse(readModel(source));
        const { edits, analysis } = changed(
          before,
          widened(before, (channels) => (channels === from ? to : undefined)),
        );
        const { bytes } = await writeChanged(source, before.model, edits);
        const written = readModel(memorySource(bytes));
        expect(figuresOf(analyse(written))).toEqual(figuresOf(analysis));
        const { inputs } = makeInputs(analyse(written), new Map(), 1);
        const session = await onnxruntime.open(
          { source: { kind: 'bytes', bytes }, model: written, inputs },
          { level: 'all', threads: 1, profiled: false, timeLimitMs: 60_000, device: undefined },
        );
        expect((await session.run(1)).length).toBe(1);
        await session.close();
      } finally {
        process.chdir('..');
      }
    },
    60_000,
  );
});
