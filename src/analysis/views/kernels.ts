import { compact } from '../compact.js';
import { distinct } from '../distinct.js';
import type { Schedule } from '../accounts/lifetimes.js';
import { isRunning } from '../accounts/totals.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { fusionOf } from './fusion.js';
import type { Fusion } from './fusion.js';
import { isView, readersOf } from './readers.js';
import type { Readers } from './readers.js';
import { remember } from './remember.js';

/** The layers that one launch of a runtime's kernel computes: a layer and those that its kernel takes in. */
export interface Kernel {
  /** The layer that the kernel is for. */
  readonly anchor: Layer;
  /** The layer at whose place in the execution the kernel runs: all that the kernel reads has been made by then. */
  readonly at: number;
  /** The activations that it reads, each once, as they lie in memory. Shapes and constants do not count. */
  readonly reads: readonly Edge[];
  /** The activations that it makes; what only the kernel itself needs is never in memory. */
  readonly writes: readonly Edge[];
}

/** The view of a model as fused kernels in execution order, shape arithmetic and constant layers left out. */
export const kernelsOf: (analysis: Analysis) => readonly Kernel[] = remember((analysis) => {
  const { layers } = analysis;
  const fusion = fusionOf(analysis);
  const readers = readersOf(analysis);
  const anchors = anchorsOf(layers, fusion);
  // Nearly all kernels are one layer.
  const members: (Layer[] | undefined)[] = new Array<Layer[] | undefined>(layers.length);
  const order: number[] = [];
  for (const layer of layers) {
    if (!isRunning(layer)) continue;
    const index = anchors[layer.index] ?? layer.index;
    const parts = members[index];
    if (parts !== undefined) {
      parts.push(layer);
      continue;
    }
    members[index] = [layer];
    order.push(index);
  }
  const kernels: Kernel[] = [];
  for (const index of order) {
    const anchor = layers[index];
    if (anchor !== undefined) kernels.push(kernelOf(anchor, members[index] ?? none, { fusion, readers, anchors }));
  }
  return kernels.sort((left, right) => left.at - right.at);
});

/** The kernels that run at one place in the execution, together. */
interface Step extends Pick<Kernel, 'reads' | 'writes'> {
  /** The kernel that runs there; undefined where several do. */
  readonly only: Kernel | undefined;
}

/** By layer: the kernels that run at its place. */
const stepsOf: (analysis: Analysis) => readonly (Step | undefined)[] = remember((analysis) => {
  const all = kernelsOf(analysis);
  const steps = new Array<Step | undefined>(analysis.layers.length);
  for (let start = 0, end = 0; start < all.length; start = end) {
    const only = all[start];
    if (only === undefined) break;
    end = start + 1;
    while (all[end]?.at === only.at) end++;
    steps[only.at] =
      end === start + 1 ? { reads: only.reads, writes: only.writes, only } : togetherAt(all.slice(start, end));
  }
  return steps;
});

function togetherAt(kernels: readonly Kernel[]): Step {
  return {
    reads: distinct(kernels.flatMap(({ reads }) => reads)),
    writes: distinct(kernels.flatMap(({ writes }) => writes)),
    only: undefined,
  };
}

/**
 * The kernels as a schedule of lifetimes. A kernel for an element-wise layer may compute in place where `inPlace` says
 * so.
 */
export function scheduleOf(analysis: Analysis, inPlace: boolean): Schedule {
  const steps = stepsOf(analysis);
  return {
    reads: ({ index }) => steps[index]?.reads ?? none,
    writes: ({ index }) => steps[index]?.writes ?? none,
    isInPlace: ({ index }) => inPlace && steps[index]?.only?.anchor.detail?.kind === 'elementwise',
    isCounted: () => true,
  };
}

const none: readonly never[] = [];

/** By layer: the layer whose kernel computes it, be it the layer itself. */
function anchorsOf(layers: readonly Layer[], { fusedInto }: Fusion): readonly number[] {
  return layers.map(({ index }) => {
    let anchor = index;
    for (let into = fusedInto[anchor]; into !== undefined && into !== anchor; into = fusedInto[anchor]) anchor = into;
    return anchor;
  });
}

/** What is known of all kernels. */
interface Around {
  readonly fusion: Fusion;
  readonly readers: Readers;
  readonly anchors: readonly number[];
}

function kernelOf(anchor: Layer, parts: readonly Layer[], around: Around): Kernel {
  const { fusion, anchors } = around;
  let at = anchor.index;
  const reads: Edge[] = [];
  const writes: Edge[] = [];
  for (const layer of parts) {
    // A DequantizeLinear is part of every kernel that reads its output, and so is no kernel by itself.
    if (layer !== anchor && isDequantize(layer)) continue;
    for (const input of layer.inputs) {
      if (input?.provenance !== 'data') continue;
      const source = fusion.sourceOf(layer, input);
      const { producer } = rootOf(source);
      if (producer !== undefined && anchors[producer] === anchor.index) continue;
      reads.push(source);
      if ((producer ?? 0) > at) at = layer.index;
    }
    for (const edge of layer.outputs) {
      if (edge?.provenance === 'data' && !isInner(edge, anchor.index, around)) writes.push(edge);
    }
  }
  return { anchor, at, reads: compact(distinct(reads)), writes: compact(writes) };
}

function isDequantize({ detail }: Layer): boolean {
  return detail?.kind === 'quantization' && detail.function === 'dequantize';
}

/**
 * The most steps of a chain of views that are followed; the value behind a longer chain counts as written. Networks
 * have a handful.
 */
const MOST_VIEWS = 256;

/** Whether only layers of the same kernel read a value, under whatever shape. */
function isInner(edge: Edge, anchor: number, { readers, anchors }: Around): boolean {
  const shapes = [edge];
  // The list grows while it is gone through.
  for (const shape of shapes) {
    const all = readers.of(shape);
    if (readers.escapes(shape) || all.length === 0 || shapes.length > MOST_VIEWS) return false;
    for (const layer of all) {
      if (anchors[layer.index] === anchor) continue;
      const [shown] = layer.outputs;
      if (!isView(layer) || shown === undefined) return false;
      shapes.push(shown);
    }
  }
  return true;
}
