import { alignmentOf, hasFewInputs } from './convolution-class.js';
import { bytesOf } from './kernel.js';
import type { WorkKernel } from './kernel.js';
import type { Network, NetworkValue } from './network.js';

/**
 * Where a platform that keeps the channels of images in blocks has to change their layout: values of which the giver
 * and a reader differ. Platforms that keep one layout take no time for it, which their samples show.
 */
export interface LayoutChanges {
  readonly count: number;
  /** Bytes of the values that go into blocks, and out of them. */
  readonly intoBytes: number;
  readonly outOfBytes: number;
}

/** Operators that compute in whatever layout their input has. */
const followers = new Set([
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'Add',
  'Sum',
  'Mul',
  'Concat',
  'Relu',
  'Sigmoid',
  'Tanh',
  'Clip',
  'LeakyRelu',
  'BatchNormalization',
  'HardSigmoid',
  'HardSwish',
  'Pad',
]);

/** Channels of one block. */
const BLOCK = 16;

/** The changes of layout that a network's kernels need, in execution order. */
export function layoutChangesOf(network: Network, kernels: readonly (WorkKernel | undefined)[]): LayoutChanges {
  const blocked = new Set<NetworkValue['id']>();
  const into = new Map<NetworkValue['id'], number>();
  const outOf = new Map<NetworkValue['id'], number>();
  for (const kernel of kernels) {
    if (kernel === undefined) continue;
    const inside = new Set(kernel.layers.map(({ index }) => index));
    const images = kernel.layers
      .flatMap(({ inputs }) => inputs)
      .filter(
        (value): value is NetworkValue =>
          value !== undefined &&
          !value.constant &&
          value.dims?.length === 4 &&
          (value.producer === undefined || !inside.has(value.producer)),
      );
    const { takes, gives } = layoutOf(kernel, images, blocked);
    for (const value of images) {
      const bytes = bytesOf(value) ?? 0;
      if (blocked.has(value.id) && takes === 'plain') outOf.set(value.id, bytes);
      if (!blocked.has(value.id) && takes === 'blocked') into.set(value.id, bytes);
    }
    if (gives === 'blocked') {
      const given = kernel.layers.flatMap(({ outputs }) => outputs.filter((value) => value !== undefined));
      for (const { id } of given) blocked.add(id);
    }
  }
  for (const value of network.outputs) if (blocked.has(value.id)) outOf.set(value.id, bytesOf(value) ?? 0);
  return { count: into.size + outOf.size, intoBytes: sum(into), outOfBytes: sum(outOf) };
}

function layoutOf(
  { main }: WorkKernel,
  images: readonly NetworkValue[],
  blocked: ReadonlySet<NetworkValue['id']>,
): { readonly takes: 'plain' | 'blocked' | 'either'; readonly gives: 'plain' | 'blocked' } {
  if (alignmentOf(main) === 'aligned' && main.facts?.kind === 'convolution') {
    return { takes: hasFewInputs(main.facts) ? 'plain' : 'blocked', gives: 'blocked' };
  }
  const follows =
    followers.has(main.op) &&
    images.length > 0 &&
    images.every(({ id }) => blocked.has(id)) &&
    (main.op !== 'Concat' || images.every(({ dims }) => (dims?.[1] ?? 0) % BLOCK === 0)) &&
    (!['Add', 'Sum', 'Mul'].includes(main.op) || images.every(({ dims }) => dims?.join() === images[0]?.dims?.join()));
  return follows ? { takes: 'either', gives: 'blocked' } : { takes: 'plain', gives: 'plain' };
}

function sum(bytes: ReadonlyMap<unknown, number>): number {
  return [...bytes.values()].reduce((total, value) => total + value, 0);
}
