import { append, isRunning, readersOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import type { Anchor, KernelProfile } from './runtime.js';

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
 * First each kernel takes the layers that its anchors name, the surest kind of anchor first over all kernels; then it goes forward
 * over the operators that it is said to apply at the end; and last, in execution order, backward over layers that nobody has, for what
 * a runtime takes in, it takes into the kernel that needs the result. A backward step does not leave the graph that the layer stands in,
 * nor take shape arithmetic, which a runtime works out at load when it has no kernel of its own. There are no backward steps where only
 * layers that are `named` are wanted, as the kernels may not be all.
 */
export function joinKernels(
  analysis: Analysis,
  kernels: readonly KernelProfile[],
  wanted: 'all' | 'named' = 'all',
): Join {
  const find = finderOf(analysis);
  const owner: (number | undefined)[] = [];
  const owned: Layer[][] = kernels.map(() => []);
  const take = (layer: Layer, kernel: number): void => {
    owner[layer.index] = kernel;
    owned[kernel]?.push(layer);
  };
  const isFree = (layer: Layer | undefined): layer is Layer => layer !== undefined && owner[layer.index] === undefined;

  for (const kinds of [['origin'], ['name', 'range'], ['output']] as const) {
    kernels.forEach(({ anchors }, kernel) => {
      for (const anchor of anchors) {
        if (kinds.some((kind) => kind === anchor.kind)) find(anchor, isFree).forEach((layer) => take(layer, kernel));
      }
    });
  }

  kernels.forEach(({ epilogue = [] }, kernel) => {
    let last = owned[kernel]?.toSorted((a, b) => a.index - b.index).at(-1);
    for (const op of epilogue) {
      // What is said to be applied last may be the anchor itself.
      const next = last?.node.opType === op ? undefined : nextLayer(analysis, last, op, isFree);
      if (next === undefined) continue;
      take(next, kernel);
      last = next;
    }
  });

  const inOrder = owned
    .map((layers, kernel) => ({ kernel, first: Math.min(...layers.map(({ index }) => index)) }))
    .toSorted((a, b) => a.first - b.first);
  for (const { kernel } of wanted === 'all' ? inOrder : []) {
    const open = [...(owned[kernel] ?? [])];
    for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
      for (const edge of layer.inputs) {
        const before = producerOf(analysis, edge);
        if (!isFree(before) || before.region !== layer.region || !isRunning(before)) continue;
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

/** Looks anchors up. Of several layers that an anchor may mean, such as those of a function called twice, the first free one is meant. */
function finderOf({ layers }: Analysis): Finder {
  const byOrigin = groupBy(layers, ({ node }) => [node.origin]);
  const byName = groupBy(layers, ({ node }) => (node.name === '' ? [] : [node.name]));
  const byOutput = groupBy(layers, (layer) =>
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

function groupBy(
  layers: readonly Layer[],
  keysOf: (layer: Layer) => readonly string[],
): ReadonlyMap<string, readonly Layer[]> {
  const groups = new Map<string, Layer[]>();
  for (const layer of layers) {
    for (const key of keysOf(layer)) append(groups, key, layer);
  }
  return groups;
}

/** The name itself where there is one, else the longest start of it that is one: runtimes put what they did after a slash, and numbers after clashing names. */
function longestName(name: string, known: ReadonlyMap<string, unknown>): string | undefined {
  for (let start = name; start !== ''; start = start.slice(0, Math.max(0, start.lastIndexOf('/')))) {
    if (known.has(start)) return start;
    const bare = start.replace(/_token_\d+$/u, '');
    if (known.has(bare)) return bare;
  }
  return undefined;
}
