import type { Category } from '../../ir/index.js';
import { isRunning } from '../accounts/totals.js';
import type { Analysis, Layer } from '../analysis.js';
import type { Dim } from '../../dim/index.js';
import { peakFor } from '../../devices/index.js';
import type { Roof } from '../../devices/index.js';
import { dtypeInMemory } from '../sizes.js';
import { fusionOf } from './fusion.js';
import { kernelsOf } from './kernels.js';
import { paddedShareOf } from './padded-taps.js';
import { boundOf, workingSetOf } from './roofline.js';
import type { Bound } from './roofline.js';
import { append, sumIfKnown } from '../../text/index.js';

/**
 * The least time of a run: of each kernel the time to compute or to move, whichever is longer, summed over the kernels.
 */
export interface StaticBound {
  readonly ms: number;
  /** The part of it in kernels that wait for memory. */
  readonly memoryMs: number;
  /** By category, the longest first. */
  readonly categories: readonly { readonly category: Category; readonly ms: number; readonly memoryMs: number }[];
  /** In execution order, those whose cost is not known left out. */
  readonly kernels: readonly BoundedKernel[];
  /** Kernels whose cost is not known, which add nothing. */
  readonly unknown: number;
}

/** The least time of a kernel, in all its runs of one inference. */
export interface BoundedKernel extends Bound {
  /** Positions of its layers, the one that it is for first. */
  readonly layers: readonly number[];
}

/** The bound of a model on a platform. Formulas are evaluated by `at`, which gives undefined while a symbol is open. */
export function staticBoundOf(
  analysis: Analysis,
  roof: Roof,
  at: (dim: Dim | undefined) => number | undefined,
): StaticBound {
  const { layers } = analysis;
  const fusion = fusionOf(analysis);
  const members = new Map<number, Layer[]>();
  for (const layer of layers) {
    if (isRunning(layer) && layer.times !== 0) append(members, fusion.fusedInto[layer.index] ?? layer.index, layer);
  }
  const byCategory = new Map<Category, { ms: number; memoryMs: number }>();
  const kernels: BoundedKernel[] = [];
  let unknown = 0;
  for (const { anchor, reads } of kernelsOf(analysis)) {
    const parts = members.get(anchor.index);
    if (parts === undefined) continue;
    const arithmetic = sumIfKnown(parts.map((layer) => leastArithmeticOf(layer, at)));
    const bytes = at(fusion.bytes[anchor.index]);
    const times = at(anchor.times);
    const [read] = reads;
    const dtype = read === undefined ? undefined : dtypeInMemory(read);
    const written = sumIfKnown(
      fusion.trafficOf(anchor.index).map((part) => (part.direction === 'write' ? at(part.bytes) : 0)),
    );
    const workingSetBytes = bytes === undefined || written === undefined ? bytes : workingSetOf(bytes, written);
    const bound = boundOf({ arithmetic, bytes, workingSetBytes }, { ...roof, flopsPerSecond: peakFor(roof, dtype) });
    if (bound === undefined || times === undefined) {
      unknown++;
      continue;
    }
    const ms = bound.ms * times;
    const others = parts.map(({ index }) => index).filter((index) => index !== anchor.index);
    kernels.push({ layers: [anchor.index, ...others], ms, by: bound.by });
    const sum = byCategory.get(anchor.category) ?? { ms: 0, memoryMs: 0 };
    sum.ms += ms;
    if (bound.by === 'memory') sum.memoryMs += ms;
    byCategory.set(anchor.category, sum);
  }
  const categories = [...byCategory]
    .map(([category, sum]) => ({ category, ...sum }))
    .toSorted((left, right) => right.ms - left.ms);
  return {
    ms: categories.reduce((total, { ms }) => total + ms, 0),
    memoryMs: categories.reduce((total, { memoryMs }) => total + memoryMs, 0),
    categories,
    kernels,
    unknown,
  };
}

/** The arithmetic of a layer, less those of taps in the padding. */
function leastArithmeticOf(layer: Layer, at: (dim: Dim | undefined) => number | undefined): number | undefined {
  const arithmetic = at(layer.arithmetic);
  return arithmetic === undefined ? undefined : arithmetic - 2 * (at(layer.macs) ?? 0) * paddedShareOf(layer, at);
}
