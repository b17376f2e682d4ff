import { alignmentOf } from './convolution-class.js';
import { DEQUANTIZE } from './network.js';
import type { Network, NetworkLayer, NetworkValue } from './network.js';

/**
 * Which layers a platform computes in one kernel, as its joins show: for a layer next to the operators of a kernel so
 * far, how often it was taken in and how often not.
 */
export type FusionTable = ReadonlyMap<string, readonly [taken: number, left: number]>;

/** Positions of the layers of one kernel, in execution order. */
export type Group = readonly number[];

/** How many operators of a kernel tell whether it takes in one more. */
const REMEMBERED = 6;

/** Whether a kernel takes in a layer, by the key of the situation. */
type Decide = (key: string, layer: NetworkLayer, group: Group) => boolean;

/** Learns from networks whose kernels are known. A layer that no kernel computes was left out. */
export function learnFusion(
  joined: readonly { readonly network: Network; readonly kernels: readonly { readonly layers: readonly number[] }[] }[],
): FusionTable {
  const table = new Map<string, [number, number]>();
  for (const { network, kernels } of joined) {
    const kernelOf = new Map(kernels.flatMap(({ layers }, kernel) => layers.map((layer) => [layer, kernel] as const)));
    walk(network, (key, layer, [first = -1]) => {
      const own = kernelOf.get(layer.index);
      const taken = own !== undefined && own === kernelOf.get(first);
      const counts = table.get(key) ?? [0, 0];
      counts[taken ? 0 : 1] += 1;
      table.set(key, counts);
      return taken;
    });
  }
  return table;
}

/**
 * The kernels that a platform makes of a network: in each situation what it did most often; a layer in a situation
 * never seen is a kernel of its own.
 */
export function groupLayers(network: Network, table: FusionTable): readonly Group[] {
  return walk(network, (key) => {
    const [taken, left] = table.get(key) ?? [0, 0];
    return taken > left;
  });
}

/**
 * Goes through the layers in execution order, each of which joins the kernel of one that it reads from, the latest
 * first, or begins its own.
 */
function walk({ layers, outputs }: Network, decide: Decide): readonly Group[] {
  const readers = readersOf(layers);
  const given = new Set(outputs.map(({ id }) => id));
  const groups = new Map<number, number[]>();
  const groupOf = new Map<number, number>();
  for (const layer of layers) {
    if (layer === undefined) continue;
    const producers = [
      ...new Map(
        layer.inputs.flatMap((value) =>
          value?.producer === undefined || value.producer === layer.index ? [] : [[value.producer, value] as const],
        ),
      ),
    ].sort(([a], [b]) => b - a);
    const seen = new Set<number>();
    let joined: number | undefined;
    for (const [producer, value] of producers) {
      const group = groupOf.get(producer);
      if (group === undefined || seen.has(group)) continue;
      const members = groups.get(group) ?? [];
      const alone = readers.get(value.id)?.size === 1 && !given.has(value.id);
      const ops = members.map((index) => opOf(layers[index]));
      const then = ops.includes(DEQUANTIZE) ? nextOp(layer, layers, readers) : '';
      const key = situation(ops, layer, alone, seen.size === 0, then);
      seen.add(group);
      if (!decide(key, layer, members)) continue;
      joined = group;
      break;
    }
    groupOf.set(layer.index, joined ?? layer.index);
    groups.set(joined ?? layer.index, [...(groups.get(joined ?? layer.index) ?? []), layer.index]);
  }
  return [...groups.values()];
}

/**
 * Of a layer beside a kernel: the kernel's operators, its own, whether it alone reads the value, whether the kernel is
 * the latest that it reads from, how many layers it reads from.
 */
function situation(ops: readonly string[], layer: NetworkLayer, alone: boolean, latest: boolean, then: string): string {
  const producers = layer.inputs.filter((value) => value?.producer !== undefined).length;
  return [
    ops.slice(-REMEMBERED).join(','),
    layer.op,
    alone ? 'alone' : 'shared',
    latest ? 'latest' : 'earlier',
    Math.min(producers, 2),
    then,
  ].join(' ');
}

/**
 * The operator that reads a layer's output; empty where there are several or none. Whether runtimes compute in integers
 * depends on it.
 */
function nextOp(layer: NetworkLayer, layers: Network['layers'], readers: Readers): string {
  const next = layer.outputs.flatMap((value) => [...((value && readers.get(value.id)) ?? [])]);
  return next.length === 1 ? (layers[next[0] ?? -1]?.op ?? '') : '';
}

/** The operator; of a convolution also whether its channels fill vectors, which decides how runtimes compute it. */
function opOf(layer: NetworkLayer | undefined): string {
  if (layer === undefined) return '';
  return alignmentOf(layer) === 'aligned' ? `${layer.op}*` : layer.op;
}

/** The layers that read each value. */
export type Readers = ReadonlyMap<NetworkValue['id'], ReadonlySet<number>>;

/** The readers of all values of some layers. */
export function readersOf(layers: Network['layers']): Readers {
  const readers = new Map<NetworkValue['id'], Set<number>>();
  for (const layer of layers) {
    for (const value of layer?.inputs ?? []) {
      if (value === undefined || layer === undefined) continue;
      const of = readers.get(value.id) ?? new Set();
      of.add(layer.index);
      readers.set(value.id, of);
    }
  }
  return readers;
}
