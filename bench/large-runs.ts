import { node, value, weight } from '../fixtures/build/model.js';
import type { ModelSpec } from '../fixtures/build/model.js';
import { chain, count, whole } from '../test/hostile/costly/spec.js';

/** A command on a large model. */
export interface LargeRun {
  readonly name: string;
  readonly build: () => ModelSpec;
  /** The model that it is compared with. */
  readonly beside?: () => ModelSpec;
  readonly commandLine: (file: string, other: string) => readonly string[];
}

const types = ['Relu', 'Sigmoid', 'Tanh', 'Exp', 'Neg', 'Abs', 'Sqrt'];

/** A chain of operators in an order that `seed` decides. */
function mixed(size: number, name: string, seed: number): ModelSpec {
  let state = seed;
  return whole(
    chain(size, (from, to, index) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return node(types[(state >> 8) % types.length] ?? '', [from], [to], {}, { name: `${name}${index}` });
    }),
  );
}

/** Blocks of convolutions, each with a branch around it. */
function blocks(size: number): ModelSpec {
  return {
    opset: 17,
    inputs: [value('x', 'float32', ['N', 8, 'H', 'W'])],
    outputs: [`b${size - 1}`],
    initializers: [weight('w', 'float32', [8, 4, 1, 1]), weight('v', 'float32', [8, 8, 3, 3])],
    nodes: count(size).flatMap((index) => {
      const from = index === 0 ? 'x' : `b${index - 1}`;
      const named = (type: string): { name: string } => ({
        name: `/s${index % 10}/l${index % 100}/b${index}/${type}`,
      });
      return [
        node('Conv', [from, 'w'], [`c${index}`], { group: 2 }, named('pointwise')),
        node('Relu', [`c${index}`], [`r${index}`], {}, named('relu')),
        node('Conv', [`r${index}`, 'v'], [`d${index}`], { pads: [1, 1, 1, 1] }, named('conv')),
        node('Add', [`d${index}`, from], [`b${index}`], {}, named('add')),
      ];
    }),
  };
}

const fixed = (spec: ModelSpec): ModelSpec => ({ ...spec, inputs: [value('x', 'float32', [1, 8, 56, 56])] });
const wide = (size: number): ModelSpec =>
  whole([
    ...count(size).map((index) => node('Relu', ['x'], [`r${index}`])),
    node(
      'Sum',
      count(size).map((index) => `r${index}`),
      ['y'],
    ),
  ]);

/** Every command on a model of as many layers as it is likely to meet, or more. */
export const largeRuns: readonly LargeRun[] = [
  ...['table', 'csv', 'markdown', 'html', 'trace', 'netron', 'model-explorer', 'jsonl'].map((format) => ({
    name: `${format} of 100,000 layers`,
    build: () => mixed(100_000, 'n', 1),
    commandLine: (file: string) => [file, '--format', format],
  })),
  ...['table', 'json', 'sarif', 'junit', 'github', 'markdown'].map((format) => ({
    name: `lint of 40,000 layers as ${format}`,
    build: () => blocks(10_000),
    commandLine: (file: string) => ['lint', file, '--format', format],
  })),
  {
    name: 'lint of 20,000 branches',
    build: () => wide(20_000),
    commandLine: (file) => ['lint', file],
  },
  ...['1', '3'].map((depth) => ({
    name: `40,000 layers rolled up to ${depth} levels`,
    build: () => blocks(10_000),
    commandLine: (file: string) => [file, '--depth', depth],
  })),
  {
    name: '40,000 layers, each with its sizes given fifty times',
    build: () => blocks(2000),
    commandLine: (file) => [file, '--dim', `N=${count(50).join(',')}`, '--dim', 'H=7', '--dim', 'W=7'],
  },
  {
    name: 'a layer of 100,000 explained',
    build: () => mixed(100_000, 'n', 1),
    commandLine: (file) => ['explain', file, 'n777'],
  },
  {
    name: 'a number of 40,000 layers explained',
    build: () => blocks(10_000),
    commandLine: (file) => ['explain', file, '--number', '3.2G'],
  },
  ...['table', 'json', 'csv'].map((format) => ({
    name: `40,000 activations in turn, packed, as ${format}`,
    build: () => fixed(blocks(10_000)),
    commandLine: (file: string) => ['arena', file, '--format', format],
  })),
  { name: '20,000 activations at once, packed', build: () => wide(20_000), commandLine: (file) => ['arena', file] },
  {
    name: '20,000 activations of an encoder and a decoder, packed',
    build: () =>
      whole([
        ...count(10_000).map((index) =>
          node('Concat', [index === 0 ? 'x' : `e${index - 1}`, 'x'], [`e${index}`], { axis: 0 }),
        ),
        ...count(10_000).map((index) =>
          node(
            'Concat',
            [index === 0 ? 'e9999' : `d${index - 1}`, `e${9999 - index}`],
            [index === 9999 ? 'y' : `d${index}`],
            { axis: 1 },
          ),
        ),
      ]),
    commandLine: (file) => ['arena', file],
  },
  ...[10_000, 20_000].map((size) => ({
    name: `comparison of unlike networks of ${size} layers`,
    build: () => mixed(size, 'a', 1),
    beside: () => mixed(size, 'b', 7),
    commandLine: (file: string, other: string) => ['compare', file, other],
  })),
  ...['table', 'json', 'markdown', 'html'].map((format) => ({
    name: `comparison of like networks of 40,000 layers as ${format}`,
    build: () => blocks(10_000),
    beside: () => fixed(blocks(10_000)),
    commandLine: (file: string, other: string) => ['compare', file, other, '--format', format],
  })),
  {
    name: '40,000 layers with other channels',
    build: () => fixed(blocks(10_000)),
    commandLine: (file) => ['what-if', file, '--channels', '/s0/l0/b0/conv=16'],
  },
  {
    name: 'bounds of 40,000 layers on a device',
    build: () => fixed(blocks(10_000)),
    commandLine: (file) => [file, '--platform', 'rtx-4090', '--format', 'json'],
  },
  {
    name: '40,000 layers as thop counts',
    build: () => fixed(blocks(10_000)),
    commandLine: (file) => [file, '--convention', 'thop', '--format', 'json'],
  },
];
