import { activationGraphOf, remember } from '../analysis/index.js';
import type { ActivationGraph, Analysis, Layer } from '../analysis/index.js';
import { isKnown, print } from '../dim/index.js';
import { isRanked } from '../ir/index.js';

/** What stays the same of a place in a model when it is exported anew: names, the order of nodes, views and constants may change. */
export interface Structure {
  /** What a layer is and what its nearest producers and consumers are. */
  keyOf(index: number): string;
  /** An order of layers with the same key that depends on their place in the network alone. */
  compare(a: number, b: number): number;
}

/** The view of a model by structure. */
export const structureOf: (analysis: Analysis) => Structure = remember((analysis) => {
  const graph = activationGraphOf(analysis);
  const own = analysis.layers.map(describe);
  const namesOf = (list: readonly number[] | undefined): string => (list ?? []).map((index) => own[index] ?? '').sort().join('|');
  const places = placeLayers(analysis.layers, own, graph);
  return {
    keyOf: (index) => `${own[index] ?? ''} < ${namesOf(graph.predecessors[index])} > ${namesOf(graph.successors[index])}`,
    compare(a, b) {
      const [one, other] = [places[a], places[b]];
      if (one === undefined || other === undefined) return 0;
      return one.depth - other.depth || compareTexts(one.before, other.before) || compareTexts(one.after, other.after);
    },
  };
});

/**
 * A short text that is the same for the same finding in another export: of the rule, what tells it apart, and the structure of its layers.
 * Equal ones are told apart by `number`.
 */
export function fingerprint(rule: string, key: string, layers: readonly string[], number: number): string {
  return hash([rule, key, ...layers.toSorted(compareTexts), String(number)].join('\n'));
}

interface Place {
  /** Layers on the longest way from an input. */
  readonly depth: number;
  /** Of all that comes before, by structure. */
  readonly before: string;
  readonly after: string;
}

function placeLayers(layers: readonly Layer[], own: readonly string[], { predecessors, successors }: ActivationGraph): readonly Place[] {
  const depths: number[] = [];
  const before: string[] = [];
  const after: string[] = [];
  const combine = (index: number, neighbours: readonly number[], hashes: readonly string[]): string =>
    hash([own[index] ?? '', ...neighbours.map((each) => hashes[each] ?? '').sort()].join('|'));
  for (const { index } of layers) {
    const list = predecessors[index] ?? [];
    depths[index] = list.reduce((depth, each) => Math.max(depth, (depths[each] ?? 0) + 1), 0);
    before[index] = combine(index, list, before);
  }
  for (const { index } of layers.toReversed()) after[index] = combine(index, successors[index] ?? [], after);
  return layers.map(({ index }) => ({ depth: depths[index] ?? 0, before: before[index] ?? '', after: after[index] ?? '' }));
}

/** What a layer does and how many channels it gives. */
function describe({ detail, category, node, outputs: [output] }: Layer): string {
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
