import {
  channelWidths,
  elementwise,
  fragments,
  groupConvolutions,
  mobileNetV1,
  mobileNetV2,
  shuffleNetV1,
  shuffleNetV2,
} from '../networks/index.js';
import type { ModelSpec } from '../networks/index.js';

// The tables of Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", ECCV 2018
// (arXiv 1807.11164). The GPU is a GeForce GTX 1080 Ti, in batches of 8 a second; ARM is one core of a Snapdragon 810,
// in images a second.

/** A device of the paper. */
export type PaperDevice = 'GPU' | 'ARM';

/** A network of a table, and how fast the paper found it. */
export interface Entry {
  readonly name: string;
  readonly network: (batch: number) => ModelSpec;
  readonly published: Readonly<Partial<Record<PaperDevice, number>>>;
}

/** Networks of equal multiply-adds that a table sets beside each other. */
export interface Column {
  readonly name: string;
  readonly entries: readonly Entry[];
  /** Whether it is among the few that a quick run has. */
  readonly isQuick: boolean;
}

/**
 * A table on one guideline. The first entry of each column is what the guideline advises, the last what it advises
 * against; of G4 the other way about.
 */
export interface GuidelineTable {
  readonly number: number;
  readonly guideline: 'G1' | 'G2' | 'G3' | 'G4';
  readonly title: string;
  readonly columns: readonly Column[];
}

/** Makes the columns of one device: a row of published speeds for each entry, a speed for each column. */
function columnsOf<Setting>(
  device: PaperDevice,
  columns: readonly (readonly [name: string, setting: Setting, isQuick: boolean])[],
  entries: readonly {
    readonly name: string;
    readonly network: (setting: Setting, batch: number) => ModelSpec;
    readonly speeds: readonly number[];
  }[],
): readonly Column[] {
  return columns.map(([name, setting, isQuick], column) => ({
    name,
    isQuick,
    entries: entries.map(({ name: entry, network, speeds }) => ({
      name: entry,
      network: (batch) => network(setting, batch),
      published: { [device]: speeds[column] ?? NaN },
    })),
  }));
}

const gpuWidths = [
  ['1:1', 128, 128, [1480, 723, 232]],
  ['1:2', 90, 180, [1296, 586, 206]],
  ['1:6', 52, 312, [876, 489, 189]],
  ['1:12', 36, 432, [748, 392, 163]],
] as const;
const armWidths = [
  ['1:1', 32, 32, [76.2, 21.7, 5.3]],
  ['1:2', 22, 44, [72.9, 20.5, 5.1]],
  ['1:6', 13, 78, [69.1, 17.9, 4.6]],
  ['1:12', 9, 108, [57.6, 15.1, 4.4]],
] as const;

const scales = (device: PaperDevice): readonly (readonly [string, number, boolean])[] => [
  [`${device} ×1`, 1, true],
  [`${device} ×2`, 2, device === 'ARM'],
  [`${device} ×4`, 4, false],
];

const widthTable = (device: PaperDevice, rows: typeof gpuWidths | typeof armWidths): readonly Column[] =>
  columnsOf(
    device,
    scales(device),
    rows.map(([name, first, second, speeds]) => ({
      name,
      speeds,
      network: (scale: number, batch: number) => channelWidths({ first: first * scale, second: second * scale, batch }),
    })),
  );

const gpuGroups = [
  [1, 128, [2451, 1289, 437]],
  [2, 180, [1725, 873, 341]],
  [4, 256, [1026, 644, 338]],
  [8, 360, [634, 445, 230]],
] as const;
// 180 channels are no 8 groups.
const armGroups = [
  [1, 64, [40, 10.2, 2.3]],
  [2, 90, [35, 9.5, 2.2]],
  [4, 128, [32.9, 8.7, 2.1]],
  [8, 184, [27.8, 7.5, 1.8]],
] as const;

const groupTable = (device: PaperDevice, rows: typeof gpuGroups | typeof armGroups): readonly Column[] =>
  columnsOf(
    device,
    scales(device),
    rows.map(([groups, channels, speeds]) => ({
      name: `g = ${groups}`,
      speeds,
      network: (scale: number, batch: number) => groupConvolutions({ channels: channels * scale, groups, batch }),
    })),
  );

const widths = (device: PaperDevice, channels: readonly number[]): readonly (readonly [string, number, boolean])[] =>
  channels.map((count, index) => [`${device} c = ${count}`, count, index === 0]);

const fragmentTable = (
  device: PaperDevice,
  channels: readonly number[],
  speeds: readonly (readonly number[])[],
): readonly Column[] =>
  columnsOf(
    device,
    widths(device, channels),
    (
      [
        ['1 fragment', 1, 'series'],
        ['2 in series', 2, 'series'],
        ['4 in series', 4, 'series'],
        ['2 in parallel', 2, 'parallel'],
        ['4 in parallel', 4, 'parallel'],
      ] as const
    ).map(([name, count, arrangement], row) => ({
      name,
      speeds: speeds[row] ?? [],
      network: (width: number, batch: number) => fragments({ channels: width, count, arrangement, batch }),
    })),
  );

const elementwiseTable = (
  device: PaperDevice,
  channels: readonly number[],
  speeds: readonly (readonly number[])[],
): readonly Column[] =>
  columnsOf(
    device,
    widths(device, channels),
    (
      [
        ['ReLU, shortcut', true, true],
        ['ReLU', true, false],
        ['shortcut', false, true],
        ['neither', false, false],
      ] as const
    ).map(([name, relu, shortcut], row) => ({
      name,
      speeds: speeds[row] ?? [],
      network: (width: number, batch: number) => elementwise({ channels: width, relu, shortcut, batch }),
    })),
  );

/** Tables 1 to 4, one on each guideline. */
export const guidelineTables: readonly GuidelineTable[] = [
  {
    number: 1,
    guideline: 'G1',
    title: 'equal channel width, c1:c2',
    columns: [...widthTable('GPU', gpuWidths), ...widthTable('ARM', armWidths)],
  },
  {
    number: 2,
    guideline: 'G2',
    title: 'groups of a convolution',
    columns: [...groupTable('GPU', gpuGroups), ...groupTable('ARM', armGroups)],
  },
  {
    number: 3,
    guideline: 'G3',
    title: 'fragments of a block',
    columns: [
      ...fragmentTable(
        'GPU',
        [128, 256, 512],
        [
          [2446, 1274, 434],
          [1790, 909, 336],
          [752, 745, 349],
          [1537, 803, 320],
          [691, 572, 292],
        ],
      ),
      ...fragmentTable(
        'ARM',
        [64, 128, 256],
        [
          [40.2, 10.1, 2.3],
          [38.6, 10.1, 2.2],
          [38.4, 10.1, 2.3],
          [33.4, 9.1, 2.2],
          [35, 8.4, 2.1],
        ],
      ),
    ],
  },
  {
    number: 4,
    guideline: 'G4',
    title: 'element-wise operations of a bottleneck',
    columns: [
      ...elementwiseTable(
        'GPU',
        [32, 64, 128],
        [
          [2427, 2066, 1436],
          [2647, 2256, 1735],
          [2672, 2121, 1458],
          [2842, 2376, 1782],
        ],
      ),
      ...elementwiseTable(
        'ARM',
        [32, 64, 128],
        [
          [56.7, 16.9, 5],
          [61.9, 18.8, 5.2],
          [57.3, 18.2, 5.1],
          [66.3, 20.2, 5.4],
        ],
      ),
    ],
  },
];

const network = (name: string, make: (batch: number) => ModelSpec, gpu: number, arm: number): Entry => ({
  name,
  network: make,
  published: { GPU: gpu, ARM: arm },
});

type Width = 0.5 | 1 | 1.5 | 2;

const shuffleV2 = (width: Width, gpu: number, arm: number): Entry =>
  network(`ShuffleNet v2 ${width}×`, (batch) => shuffleNetV2({ width, batch }), gpu, arm);

const shuffleV1 = (width: Width, gpu: number, arm: number): Entry =>
  network(`ShuffleNet v1 ${width}× (g = 3)`, (batch) => shuffleNetV1({ groups: 3, width, batch }), gpu, arm);

const mobileV1 = (multiplier: string, gpu: number, arm: number): Entry =>
  network(`${multiplier} MobileNet v1`, (batch) => mobileNetV1({ multiplier: Number(multiplier), batch }), gpu, arm);

const mobileV2 = (multiplier: string, gpu: number, arm: number): Entry =>
  network(`${multiplier} MobileNet v2`, (batch) => mobileNetV2({ multiplier: Number(multiplier), batch }), gpu, arm);

/** Table 8: the networks of it whose papers say all of them, by about equal multiply-adds. */
export const wholeNetworks: readonly Column[] = [
  {
    name: '40M',
    isQuick: true,
    entries: [shuffleV2(0.5, 417, 57), mobileV1('0.25', 502, 36.4), shuffleV1(0.5, 347, 56.8)],
  },
  {
    name: '140M',
    isQuick: true,
    entries: [shuffleV2(1, 341, 24.4), mobileV1('0.5', 382, 16.5), shuffleV1(1, 213, 21.8)],
  },
  {
    name: '300M',
    isQuick: false,
    entries: [
      shuffleV2(1.5, 255, 11.8),
      mobileV1('0.75', 314, 10.6),
      mobileV2('1.0', 180, 8.9),
      shuffleV1(1.5, 164, 10.3),
    ],
  },
  {
    name: '500M+',
    isQuick: false,
    entries: [shuffleV2(2, 217, 6.7), mobileV1('1.0', 247, 6.5), mobileV2('1.4', 137, 5.4), shuffleV1(2, 133, 6.4)],
  },
];
