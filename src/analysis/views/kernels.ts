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
import { append } from '../../text/index.js';

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
  const members = new Map<number, Layer[]>();
  for (const layer of layers) {
    if (isRunning(layer)) append(members, anchors[layer.index] ?? layer.index, layer);
  }
  const kernels: Kernel[] = [];
  members.forEach((parts, index) => {
    const anchor = layers[index];
    if (anchor !== undefined) kernels.push(kernelOf(anchor, parts, { fusion, readers, anchors }));
  });
  return kernels.toSorted((left, right) => left.at - right.at);
});

/** The kernels that run at one place in the execution, together. */
interface Step extends Pick<Kernel, 'reads' | 'writes'> {
  /** The kernel that runs there; undefined where several do. */
  readonly only: Kernel | undefined;
}

/** By layer: the kernels that run at its place. */
const stepsOf: (analysis: Analysis) => readonly (Step | undefined)[] = remember((analysis) => {
  const byPlace = new Map<number, Kernel[]>();
  for (const kernel of kernelsOf(analysis)) append(byPlace, kernel.at, kernel);
  const steps = new Array<Step | undefined>(analysis.layers.length);
  byPlace.forEach((kernels, at) => {
    const [only, another] = kernels;
    steps[at] =
      only !== undefined && another === undefined
        ? { reads: only.reads, writes: only.writes, only }
        : {
            reads: distinct(kernels.flatMap(({ reads }) => reads)),
            writes: distinct(kernels.flatMap(({ writes }) => writes)),
            only: undefined,
          };
  });
  return steps;
});

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

function kernelOf(
  anchor: Layer,
  parts: readonly Layer[],
  {
    fusion,
    readers,
    anchors,
  }: { readonly fusion: Fusion; readonly readers: Readers; readonly anchors: readonly number[] },
): Kernel {
  const isInside = (edge: Edge): boolean => edge.producer !== undefined && anchors[edge.producer] === anchor.index;
  // A DequantizeLinear is part of every kernel that reads its output, and so is no kernel by itself.
  const computed = parts.filter((layer) => layer === anchor || !isDequantize(layer));
  let at = anchor.index;
  const reads: Edge[] = [];
  for (const layer of computed) {
    for (const input of layer.inputs) {
      if (input?.provenance !== 'data') continue;
      const source = fusion.sourceOf(layer, input);
      const made = rootOf(source);
      if (isInside(made)) continue;
      reads.push(source);
      if ((made.producer ?? 0) > at) at = layer.index;
    }
  }
  const writes = computed.flatMap(({ outputs }) =>
    outputs.flatMap((edge) =>
      edge?.provenance === 'data' && !isInner(edge, anchor.index, { readers, anchors }) ? edge : [],
    ),
  );
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
function isInner(
  edge: Edge,
  anchor: number,
  { readers, anchors }: { readonly readers: Readers; readonly anchors: readonly number[] },
): boolean {
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
