import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../fixtures/build/model.js';
import type { NetworkOptions } from '../../fixtures/build/network.js';
import { alexNet } from '../../fixtures/networks/alexnet.js';
import { denseNet } from '../../fixtures/networks/densenet.js';
import { efficientNetB0 } from '../../fixtures/networks/efficientnet.js';
import { googLeNet } from '../../fixtures/networks/googlenet.js';
import { igcvLike } from '../../fixtures/networks/igcv-like.js';
import { inceptionV3 } from '../../fixtures/networks/inception-v3.js';
import { mobileNetV1 } from '../../fixtures/networks/mobilenet-v1.js';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { nasNetLike } from '../../fixtures/networks/nasnet-like.js';
import { channelWidths, elementwise, fragments, groupConvolutions } from '../../fixtures/networks/paper-experiments.js';
import { resNet18, resNet50, resNeXt50 } from '../../fixtures/networks/resnet.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { squeezeNet } from '../../fixtures/networks/squeezenet.js';
import { vgg16 } from '../../fixtures/networks/vgg.js';
import { fusionOf } from '../../src/analysis/index.js';
import type { Analysis } from '../../src/analysis/index.js';
import { check, rules } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const guidelines = ['G1', 'G2', 'G3', 'G4'];
const paperRules = rules.filter(({ guideline }) => guideline !== undefined);

function firing(spec: ModelSpec): readonly string[] {
  const found = new Set(check(paperRules, analyseModel(spec)).map(({ guideline }) => guideline));
  return guidelines.filter((guideline) => found.has(guideline));
}

const attributions: readonly (readonly [string, (options: NetworkOptions) => ModelSpec, readonly string[]])[] = [
  ['ShuffleNet V1 g=3', (options) => shuffleNetV1({ groups: 3, ...options }), ['G1', 'G2', 'G4']],
  ['ShuffleNet V1 g=3 0.5x', (options) => shuffleNetV1({ groups: 3, width: 0.5, ...options }), ['G1', 'G2', 'G4']],
  ['ShuffleNet V1 g=8', (options) => shuffleNetV1({ groups: 8, ...options }), ['G1', 'G2', 'G3', 'G4']],
  ['MobileNet V2', mobileNetV2, ['G1', 'G4']],
  ['ResNeXt-50', resNeXt50, ['G2', 'G3']],
  ['IGCV-like', igcvLike, ['G2', 'G3']],
  ['GoogLeNet', googLeNet, ['G1', 'G3']],
  ['Inception v3', inceptionV3, ['G1', 'G3']],
  ['ShuffleNet V2 0.5x', (options) => shuffleNetV2({ width: 0.5, ...options }), []],
  ['ShuffleNet V2 1x', shuffleNetV2, []],
  ['ShuffleNet V2 1.5x', (options) => shuffleNetV2({ width: 1.5, ...options }), []],
  ['ShuffleNet V2 2x', (options) => shuffleNetV2({ width: 2, ...options }), []],
  ['VGG-16', vgg16, []],
  ['AlexNet', alexNet, []],
  ['AlexNet in two groups', (options) => alexNet({ groups: 2, ...options }), []],
  ['ResNet-18', resNet18, []],
  ['DenseNet-121', denseNet, []],
  ['MobileNet V1', mobileNetV1, ['G4']],
  ['EfficientNet-B0', efficientNetB0, ['G1', 'G4']],
];

describe('the attributions of the paper', () => {
  it.each(attributions)('%s', (_, build, expected) => expect(firing(build({}))).toEqual(expected));

  it.each(attributions)('%s with its normalisation written out', (_, build, expected) =>
    expect(firing(build({ normalization: 'separate' }))).toEqual(expected),
  );

  it('NASNet-like is fragmented', () => expect(firing(nasNetLike())).toContain('G3'));
});

describe('the metrics that the thresholds stand on', () => {
  const metric = (id: string, spec: ModelSpec): number =>
    rules.find((rule) => rule.id === id)?.metric?.of(analyseModel(spec)) ?? NaN;

  // Worked out independently from torchvision's exports and the papers' tables, to three digits.
  it.each([
    ['MobileNet V2', mobileNetV2(), 0.383],
    ['MobileNet V2 with BatchNormalization', mobileNetV2({ normalization: 'separate' }), 0.383],
    ['ShuffleNet V1', shuffleNetV1(), 0.38],
    ['EfficientNet-B0', efficientNetB0(), 0.436],
    ['MobileNet V1', mobileNetV1(), 0.349],
    ['ShuffleNet V2', shuffleNetV2({ downsampling: 'torchvision' }), 0.119],
    ['ResNet-50', resNet50(), 0.255],
    ['ResNet-50 at batch 8', resNet50({ batch: 8 }), 0.388],
    ['ResNet-18', resNet18(), 0.115],
    ['GoogLeNet', googLeNet(), 0],
    ['SqueezeNet', squeezeNet(), 0],
    ['VGG-16', vgg16(), 0],
  ])('element-wise share of %s', (_, spec, share) => expect(metric('costly-elementwise', spec)).toBeCloseTo(share, 3));

  it.each([
    ['ResNet-50', resNet50(), 2],
    ['ShuffleNet V2', shuffleNetV2(), 2],
    ['SqueezeNet', squeezeNet(), 2],
    ['MobileNet V2', mobileNetV2(), 1],
    ['EfficientNet-B0', efficientNetB0(), 1],
    ['DenseNet-121', denseNet(), 1],
    ['GoogLeNet', googLeNet(), 4],
    ['Inception v3', inceptionV3(), 6],
    ['NASNet-like', nasNetLike(), 8],
    ['ResNeXt-50', resNeXt50(), 32],
  ])('fragments side by side in %s', (_, spec, width) => expect(metric('network-fragmentation', spec)).toBe(width));
});

/** Memory access as written, in bytes. */
const memoryAccess = ({ totals }: Analysis): number => Number(totals.readBytes) + Number(totals.writeBytes);

/** Excess of the guideline's rule as a share of the least memory access, whether it is flagged or not. */
function excessRatio(id: string, spec: ModelSpec): number {
  return rules.find((rule) => rule.id === id)?.metric?.of(analyseModel(spec), { ratio: 1 }) ?? NaN;
}

describe('tables 1 and 2: memory access and excess order the rows as the measured speeds do', () => {
  const widthsGpu = [
    [128, 128],
    [90, 180],
    [52, 312],
    [36, 432],
  ] as const;
  const widthsArm = [
    [32, 32],
    [22, 44],
    [13, 78],
    [9, 108],
  ] as const;
  const scaledWidths = (rows: readonly (readonly [number, number])[], scale: number, batch: number): ModelSpec[] =>
    rows.map(([first, second]) => channelWidths({ first: first * scale, second: second * scale, batch }));
  const groupsGpu = [
    [128, 1],
    [180, 2],
    [256, 4],
    [360, 8],
  ] as const;
  // 180 is not divisible by 8.
  const groupsCpu = [
    [64, 1],
    [90, 2],
    [128, 4],
    [184, 8],
  ] as const;
  const scaledGroups = (rows: readonly (readonly [number, number])[], scale: number, batch: number): ModelSpec[] =>
    rows.map(([channels, groups]) => groupConvolutions({ channels: channels * scale, groups, batch }));

  const columns: readonly (readonly [string, string, readonly ModelSpec[], readonly number[]])[] = [
    ['table 1, GPU ×1', 'unequal-channel-width', scaledWidths(widthsGpu, 1, 8), [1480, 1296, 876, 748]],
    ['table 1, GPU ×2', 'unequal-channel-width', scaledWidths(widthsGpu, 2, 8), [723, 586, 489, 392]],
    ['table 1, GPU ×4', 'unequal-channel-width', scaledWidths(widthsGpu, 4, 8), [232, 206, 189, 163]],
    ['table 1, ARM ×1', 'unequal-channel-width', scaledWidths(widthsArm, 1, 1), [76.2, 72.9, 69.1, 57.6]],
    ['table 1, ARM ×2', 'unequal-channel-width', scaledWidths(widthsArm, 2, 1), [21.7, 20.5, 17.9, 15.1]],
    ['table 1, ARM ×4', 'unequal-channel-width', scaledWidths(widthsArm, 4, 1), [5.3, 5.1, 4.6, 4.4]],
    ['table 2, GPU ×1', 'excessive-group-convolution', scaledGroups(groupsGpu, 1, 8), [2451, 1725, 1026, 634]],
    ['table 2, GPU ×2', 'excessive-group-convolution', scaledGroups(groupsGpu, 2, 8), [1289, 873, 644, 445]],
    ['table 2, GPU ×4', 'excessive-group-convolution', scaledGroups(groupsGpu, 4, 8), [437, 341, 338, 230]],
    ['table 2, CPU ×1', 'excessive-group-convolution', scaledGroups(groupsCpu, 1, 1), [40, 35, 32.9, 27.8]],
    ['table 2, CPU ×2', 'excessive-group-convolution', scaledGroups(groupsCpu, 2, 1), [10.2, 9.5, 8.7, 7.5]],
    ['table 2, CPU ×4', 'excessive-group-convolution', scaledGroups(groupsCpu, 4, 1), [2.3, 2.2, 2.1, 1.8]],
  ];

  const ranks = (values: readonly number[]): number[] =>
    values.map((value) => values.filter((other) => other < value).length);

  it.each(columns)('%s', (_, rule, rows, speeds) => {
    const slowness = ranks(speeds.map((speed) => -speed));
    expect(ranks(rows.map((spec) => memoryAccess(analyseModel(spec))))).toEqual(slowness);
    expect(ranks(rows.map((spec) => excessRatio(rule, spec)))).toEqual(slowness);
  });
});

describe('table 3', () => {
  it.each([1, 2, 4] as const)('%i fragments in parallel are seen, in series they are not', (count) => {
    const found = (arrangement: 'series' | 'parallel') =>
      rules
        .find(({ id }) => id === 'network-fragmentation')
        ?.metric?.of(analyseModel(fragments({ channels: 128, count, arrangement })));
    expect(found('parallel')).toBe(count);
    expect(found('series')).toBe(1);
  });
});

describe('table 4', () => {
  it('a shortcut moves what an activation, which a kernel takes in, does not', () => {
    const moved = (relu: boolean, shortcut: boolean): number =>
      Number(fusionOf(analyseModel(elementwise({ channels: 64, relu, shortcut }))).totalBytes);
    // Ten additions that read two maps and write one, in 4 bytes an element.
    expect(moved(true, true) - moved(true, false)).toBe(10 * 3 * 64 * 56 * 56 * 4);
    expect(moved(true, true)).toBe(moved(false, true));
  });
});

describe('table 8', () => {
  /** Networks by complexity, with the GPU's batches a second at batch 8. */
  const levels: readonly (readonly (readonly [ModelSpec, number])[])[] = [
    [
      [shuffleNetV2({ width: 0.5, batch: 8 }), 417],
      [mobileNetV1({ multiplier: 0.25, batch: 8 }), 502],
      [shuffleNetV1({ width: 0.5, batch: 8 }), 347],
    ],
    [
      [shuffleNetV2({ width: 1, batch: 8 }), 341],
      [mobileNetV1({ multiplier: 0.5, batch: 8 }), 382],
      [shuffleNetV1({ width: 1, batch: 8 }), 213],
    ],
    [
      [shuffleNetV2({ width: 1.5, batch: 8 }), 255],
      [mobileNetV1({ multiplier: 0.75, batch: 8 }), 314],
      [mobileNetV2({ batch: 8 }), 180],
      [shuffleNetV1({ width: 1.5, batch: 8 }), 164],
    ],
    [
      [shuffleNetV2({ width: 2, batch: 8 }), 217],
      [mobileNetV1({ multiplier: 1, batch: 8 }), 247],
      [mobileNetV2({ multiplier: 1.4, batch: 8 }), 137],
      [shuffleNetV1({ width: 2, batch: 8 }), 133],
    ],
  ];
  const pairs = levels.flatMap((level) => {
    const measured = level.map(([spec, speed]) => ({ analysis: analyseModel(spec), speed }));
    return measured.flatMap((a, index) => measured.slice(index + 1).map((b) => [a, b] as const));
  });
  const ordered = (figure: (analysis: Analysis) => number): number =>
    pairs.filter(([a, b]) => figure(a.analysis) < figure(b.analysis) === a.speed > b.speed).length;

  it('has 18 pairs of one complexity', () => expect(pairs).toHaveLength(18));
  it('memory access after fusion orders them all as the GPU did', () =>
    expect(ordered((analysis) => Number(fusionOf(analysis).totalBytes))).toBe(18));
  it('memory access as written orders 17', () => expect(ordered(memoryAccess)).toBe(17));
  it('multiply-adds order 3', () => expect(ordered(({ totals }) => Number(totals.macs))).toBe(3));
});
