import { activationGraphOf, distinct, fusionOf, remember } from '../analysis/index.js';
import type { ActivationGraph, Analysis, Layer } from '../analysis/index.js';
import { isKnown, print } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import { append } from '../text/index.js';

/**
 * The facts of a place in a model that stay when it is exported anew. What may change are names, the order of nodes,
 * views and constants, and whether normalisation and activations stand in nodes of their own.
 */
export interface Structure {
  /** The operator of a layer, and those of the kernels before and after its own. */
  keyOf(index: number): string;
  /** An order of layers with the same key that depends on their place in the network alone. */
  compare(a: number, b: number): number;
}

/** The view of a model by structure. */
export const structureOf: (analysis: Analysis) => Structure = remember((analysis) => {
  const { layers } = analysis;
  const { fusedInto } = fusionOf(analysis);
  const graph = activationGraphOf(analysis);
  const names: (string | undefined)[] = [];
  const nameOf = (index: number): string => (names[index] ??= structureText(layers[index]));
  const kernelOf = (index: number): number => fusedInto[index] ?? index;
  const taken = new Map<number, number[]>();
  fusedInto.forEach((kernel, index) => {
    if (kernel === undefined) return;
    append(taken, kernel, index);
  });
  /** The kernels at the other ends of a kernel's arcs. */
  const neighbours =
    (arcs: ActivationGraph['successors']) =>
    (kernel: number): readonly number[] => {
      const ends = [kernel, ...(taken.get(kernel) ?? [])].flatMap((part) => arcs[part] ?? []).map(kernelOf);
      return distinct(ends.filter((end) => end !== kernel));
    };
  const before = neighbours(graph.predecessors);
  const after = neighbours(graph.successors);
  const namesOf = (indices: readonly number[]): string => indices.map(nameOf).toSorted(compareTexts).join('|');
  // Most models have few findings that are alike, and need no places.
  let places: readonly Surroundings[] | undefined;
  return {
    keyOf: (index) => {
      const kernel = kernelOf(index);
      return [
        nameOf(index),
        kernel === index ? '' : nameOf(kernel),
        namesOf(before(kernel)),
        namesOf(after(kernel)),
      ].join(' ; ');
    },
    compare(a, b) {
      places ??= placeKernels(layers, nameOf, before, after);
      const [one, other] = [places[kernelOf(a)], places[kernelOf(b)]];
      if (one === undefined || other === undefined) return 0;
      return (
        one.depth - other.depth ||
        compareTexts(one.before, other.before) ||
        compareTexts(one.after, other.after) ||
        a - b
      );
    },
  };
});

/**
 * A short text that a finding keeps in another export: of the rule, what tells it apart, and the structure of its
 * layers. Equal ones are told apart by `number`.
 */
export function fingerprint(rule: string, key: string, layers: readonly string[], number: number): string {
  return hash([rule, key, ...layers.toSorted(compareTexts), String(number)].join('\n'));
}

interface Surroundings {
  /** Kernels on the longest way from an input. */
  readonly depth: number;
  /** A hash of all that comes before, by structure. */
  readonly before: string;
  readonly after: string;
}

function placeKernels(
  layers: readonly Layer[],
  nameOf: (index: number) => string,
  before: (kernel: number) => readonly number[],
  after: (kernel: number) => readonly number[],
): readonly Surroundings[] {
  const depths: number[] = [];
  const above: string[] = [];
  const below: string[] = [];
  const combine = (index: number, neighbours: readonly number[], hashes: readonly string[]): string =>
    hash([nameOf(index), ...neighbours.map((each) => hashes[each] ?? '').toSorted(compareTexts)].join('|'));
  for (const { index } of layers) {
    const list = before(index);
    depths[index] = list.reduce((depth, each) => Math.max(depth, (depths[each] ?? 0) + 1), 0);
    above[index] = combine(index, list, above);
  }
  for (const { index } of layers.toReversed()) below[index] = combine(index, after(index), below);
  return layers.map(({ index }) => ({
    depth: depths[index] ?? 0,
    before: above[index] ?? '',
    after: below[index] ?? '',
  }));
}

/** The work of a layer and the number of channels that it gives. */
function structureText(layer: Layer | undefined): string {
  if (layer === undefined) return '';
  const {
    detail,
    category,
    node,
    outputs: [output],
  } = layer;
  const channels = channelsOf(output?.type);
  switch (detail?.kind) {
    case 'convolution':
      return `convolution ${detail.kernel.map(print).join('×')} /${print(detail.groups)} ${channels}`;
    case 'elementwise':
    case 'pool':
    case 'normalization':
    case 'softmax':
    case 'reduction':
    case 'movement':
    case 'quantization':
      return `${detail.kind} ${detail.function} ${channels}`;
    default:
      return `${detail?.kind ?? `${category} ${node.opType}`} ${channels}`;
  }
}

/** The second axis of maps, the last of anything else. */
function channelsOf(type: NonNullable<Layer['outputs'][number]>['type'] | undefined): string {
  if (!isRanked(type)) return '?';
  const channels = type.shape[type.shape.length > 3 ? 1 : type.shape.length - 1] ?? 1;
  return isKnown(channels) ? print(channels) : '?';
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units, in two lanes of 32 bits: 16 hexadecimal digits. */
function hash(text: string): string {
  const prime = 0x01000193;
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let position = 0; position < text.length; position++) {
    const unit = text.charCodeAt(position);
    low = Math.imul(low ^ unit, prime);
    high = Math.imul(high ^ unit ^ (low >>> 16), prime);
  }
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
