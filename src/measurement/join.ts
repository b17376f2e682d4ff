import { isRunning, readersOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import type { Anchor, KernelProfile } from './runtime.js';
import { append } from '../text/index.js';

/** Which layers each kernel computes. */
export interface Join {
  /** By kernel: positions in the analysis's layers; none where nothing of the model is known to be in it. */
  readonly layers: readonly (readonly number[])[];
  /** Layers that run in the model and that no kernel computes. */
  readonly removed: readonly number[];
}

/**
 * Finds out which layers each kernel computes. Every layer belongs to one kernel at most.
 *
 * First each kernel takes the layers whose places it names; then, where the tensors that it reads and gives are known,
 * all layers between them. Other kernels take the layers that their names mean, and those that give the kernels'
 * tensors. They go on forward over the operators that they are said to apply at the end. Last, in execution order, they
 * go backward over layers that no kernel has: a runtime fuses a layer into the kernel that needs its result. A backward
 * step does not leave the graph that the layer stands in, nor take shape arithmetic, which a runtime works out at load
 * when it has no kernel of its own. There are no backward steps where only layers that are `named` are wanted, as the
 * kernels may not be all.
 *
 * Of layers with equal operators and inputs a runtime may keep one; the others are in no kernel.
 */
export function joinKernels(
  analysis: Analysis,
  kernels: readonly KernelProfile[],
  wanted: 'all' | 'named' = 'all',
): Join {
  const find = finderOf(analysis);
  const twins = twinsOf(analysis);
  const owner: (number | undefined)[] = [];
  const owned: Layer[][] = kernels.map(() => []);
  const take = (layer: Layer, kernel: number): void => {
    owner[layer.index] = kernel;
    owned[kernel]?.push(layer);
  };
  const isFree = (layer: Layer | undefined): layer is Layer => layer !== undefined && owner[layer.index] === undefined;
  const takeAnchors = (kinds: readonly Anchor['kind'][], isWanted: (kernel: number) => boolean): void =>
    kernels.forEach((kernel, index) => {
      for (const anchor of isWanted(index) ? kernel.anchors : []) {
        if (kinds.includes(anchor.kind)) find(anchor, isFree).forEach((layer) => take(layer, index));
      }
    });

  takeAnchors(['origin'], () => true);
  const exact = kernels.map(({ between }, kernel) => {
    const layers = between === undefined ? undefined : layersBetween(analysis, between, twins, owner, kernel);
    layers?.filter(isFree).forEach((layer) => take(layer, kernel));
    return layers !== undefined;
  });
  const isLoose = (kernel: number): boolean => exact[kernel] !== true;
  takeAnchors(['name', 'range'], isLoose);
  takeAnchors(['output'], isLoose);

  kernels.forEach(({ epilogue = [] }, kernel) => {
    if (!isLoose(kernel)) return;
    let last = owned[kernel]?.toSorted((a, b) => a.index - b.index).at(-1);
    for (const op of epilogue) {
      // What is said to be applied last may be the anchor itself.
      const next = last?.node.opType === op ? undefined : nextLayer(analysis, last, op, isFree);
      if (next === undefined) continue;
      take(next, kernel);
      last = next;
    }
  });

  const isComputed = (layer: Layer): boolean =>
    layer.outputs.every((edge) => {
      const twin = edge === undefined ? undefined : twins.get(edge);
      return twin?.producer !== undefined && owner[twin.producer] !== undefined;
    });
  const inOrder = owned
    .map((layers, kernel) => ({ kernel, first: Math.min(...layers.map(({ index }) => index)) }))
    .filter(({ kernel }) => wanted === 'all' && isLoose(kernel))
    .toSorted((a, b) => a.first - b.first);
  for (const { kernel } of inOrder) {
    const open = [...(owned[kernel] ?? [])];
    for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
      for (const edge of layer.inputs) {
        const before = producerOf(analysis, edge);
        if (!isFree(before) || before.region !== layer.region || !isRunning(before) || isComputed(before)) continue;
        take(before, kernel);
        open.push(before);
      }
    }
  }

  return {
    layers: owned.map((layers) => layers.map(({ index }) => index).toSorted((a, b) => a - b)),
    removed: analysis.layers
      .filter((layer) => isRunning(layer) && layer.times !== 0 && owner[layer.index] === undefined)
      .map(({ index }) => index),
  };
}

/**
 * The layers between the tensors that a kernel gives and those that it reads. Layers of other kernels are not among
 * them, nor what lies behind those.
 * @returns undefined where a tensor is not known, or the way back from what is given does not end at what is read
 */
function layersBetween(
  analysis: Analysis,
  { reads, gives }: NonNullable<KernelProfile['between']>,
  twins: ReadonlyMap<Edge, Edge>,
  owner: readonly (number | undefined)[],
  kernel: number,
): readonly Layer[] | undefined {
  const named = edgesByName(analysis);
  const ends = new Set<Edge>();
  for (const name of reads) {
    const edge = named.get(name);
    if (edge === undefined) return undefined;
    ends.add(twins.get(edge) ?? edge);
  }
  const layers = new Set<Layer>();
  const open: Edge[] = [];
  for (const name of gives) {
    const edge = named.get(name);
    if (edge === undefined) return undefined;
    open.push(edge);
  }
  const region = producerOf(analysis, open[0])?.region;
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    if (ends.has(twins.get(edge) ?? edge) || edge.stored !== undefined) continue;
    const layer = producerOf(analysis, edge);
    if (layer === undefined) return undefined;
    const other = owner[layer.index];
    if (layers.has(layer) || layer.region !== region || !isRunning(layer)) continue;
    if (other !== undefined && other !== kernel) continue;
    layers.add(layer);
    for (const input of layer.inputs) if (input !== undefined) open.push(input);
  }
  return [...layers];
}

const namedEdges = new WeakMap<Analysis, ReadonlyMap<string, Edge>>();

/** The values of a model by name, those left out whose name comes twice. */
function edgesByName(analysis: Analysis): ReadonlyMap<string, Edge> {
  const known = namedEdges.get(analysis);
  if (known !== undefined) return known;
  const edges = new Map<string, Edge>();
  const clashing = new Set<string>();
  for (const edge of [...analysis.inputs, ...analysis.layers.flatMap(({ outputs }) => outputs)]) {
    if (edge === undefined || edge.name === '') continue;
    if (edges.has(edge.name) && edges.get(edge.name) !== edge) clashing.add(edge.name);
    edges.set(edge.name, edge);
  }
  for (const name of clashing) edges.delete(name);
  namedEdges.set(analysis, edges);
  return edges;
}

/**
 * Of values that are computed by the same operator with the same attributes from the same values, the first of them,
 * for all others.
 */
function twinsOf({ layers }: Analysis): ReadonlyMap<Edge, Edge> {
  const twins = new Map<Edge, Edge>();
  const numbers = new Map<object | string, number>();
  const numberOf = (object: object | string): number => {
    const number = numbers.get(object) ?? numbers.size;
    numbers.set(object, number);
    return number;
  };
  const operandOf = (edge: Edge): number => {
    const twin = twins.get(edge);
    const { stored } = edge;
    if (twin !== undefined || stored === undefined) return numberOf(twin ?? edge);
    // Short lists of numbers are the same where their elements are, wherever they are stored.
    const { elements, dtype, dims } = stored;
    return numberOf(elements === undefined ? stored : `${String(dtype)} [${dims.join()}] ${elements.join()}`);
  };
  const first = new Map<string, Layer>();
  for (const layer of layers) {
    const { node, inputs, outputs, region } = layer;
    // Without inputs it may be a random number.
    if (inputs.length === 0) continue;
    const key = [
      node.domain,
      node.opType,
      numberOf(node.attributes),
      region,
      ...inputs.map((edge) => (edge === undefined ? '' : operandOf(edge))),
    ].join(' ');
    const before = first.get(key);
    if (before === undefined) first.set(key, layer);
    else {
      outputs.forEach((edge, index) => {
        const twin = before.outputs[index];
        if (edge !== undefined && twin !== undefined) twins.set(edge, twins.get(twin) ?? twin);
      });
    }
  }
  return twins;
}

function producerOf({ layers }: Analysis, edge: Edge | undefined): Layer | undefined {
  return edge?.producer === undefined ? undefined : layers[edge.producer];
}

/** The layer of that operator that reads what a layer gives. */
function nextLayer(
  analysis: Analysis,
  layer: Layer | undefined,
  op: string,
  isFree: (layer: Layer) => boolean,
): Layer | undefined {
  const readers = readersOf(analysis);
  return layer?.outputs
    .flatMap((edge) => (edge === undefined ? [] : readers.of(edge)))
    .find((reader) => reader.node.opType === op && isFree(reader));
}

type Finder = (anchor: Anchor, isFree: (layer: Layer | undefined) => layer is Layer) => readonly Layer[];

/**
 * Looks anchors up. Where an anchor fits several layers, such as those of a function called twice, the first free one
 * is taken.
 */
function finderOf({ layers }: Analysis): Finder {
  const byOrigin = layersByKey(layers, ({ node }) => [node.origin]);
  const byName = layersByKey(layers, ({ node }) => (node.name === '' ? [] : [node.name]));
  const byOutput = layersByKey(layers, (layer) =>
    layer.outputs.flatMap((edge) => (edge === undefined || edge.name === '' ? [] : [edge.name])),
  );
  return (anchor, isFree) => {
    switch (anchor.kind) {
      case 'origin':
        return firstFree(byOrigin.get(anchor.origin), isFree);
      case 'name':
        return firstFree(byName.get(longestName(anchor.name, byName) ?? ''), isFree);
      case 'output':
        return firstFree(byOutput.get(anchor.tensor), isFree);
      case 'range': {
        const from = byName.get(anchor.from)?.[0];
        const to = byName.get(anchor.to)?.[0];
        return from === undefined || to === undefined
          ? []
          : layers
              .slice(Math.min(from.index, to.index), Math.max(from.index, to.index) + 1)
              .filter((layer) => isFree(layer) && isRunning(layer));
      }
    }
  };

  function firstFree(
    candidates: readonly Layer[] | undefined,
    isFree: (layer: Layer | undefined) => layer is Layer,
  ): readonly Layer[] {
    const layer = candidates?.find(isFree);
    return layer === undefined ? [] : [layer];
  }
}

/** Layers by each of their keys. */
function layersByKey(
  layers: readonly Layer[],
  keysOf: (layer: Layer) => readonly string[],
): ReadonlyMap<string, readonly Layer[]> {
  const groups = new Map<string, Layer[]>();
  for (const layer of layers) {
    for (const key of keysOf(layer)) append(groups, key, layer);
  }
  return groups;
}

/**
 * The name itself where a layer has it, else the longest beginning that is a name: runtimes append what they did behind
 * a slash, and numbers to clashing names.
 */
function longestName(name: string, known: ReadonlyMap<string, unknown>): string | undefined {
  for (let start = name; start !== ''; start = start.slice(0, Math.max(0, start.lastIndexOf('/')))) {
    if (known.has(start)) return start;
    const bare = start.replace(/_token_\d+$/u, '');
    if (known.has(bare)) return bare;
  }
  return undefined;
}
