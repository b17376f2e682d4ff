import { multiply, product, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { ConvolutionDetail } from '../../ops/index.js';
import type { Analysis, Layer } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { activationGraphOf } from './activation-graph.js';
import { remember } from './remember.js';

/** A convolution whose channels and groups are known, as guidelines weigh it. */
export interface Convolution {
  readonly layer: Layer;
  readonly detail: ConvolutionDetail;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly groups: number;
  /** Elements of the kernel: 1 for a pointwise convolution. */
  readonly kernelSize: number;
  /** N × positions of the input map. */
  readonly inputPositions: Dim;
  /** N × positions of the output map. */
  readonly outputPositions: Dim;
  /** Whether another convolution or product comes before it; otherwise the data fixes its width. */
  readonly isPreceded: boolean;
  /** Whether another convolution or product comes after it; otherwise the task fixes its width. */
  readonly isFollowed: boolean;
}

/** The view of a model's convolutions that run. */
export const convolutionsOf: (analysis: Analysis) => readonly Convolution[] = remember((analysis) => {
  const found: Convolution[] = [];
  for (const layer of analysis.layers) {
    const { detail, times, index, category } = layer;
    if (detail?.kind !== 'convolution' || category === 'constant' || times === 0) continue;
    const inputChannels = toNumber(detail.inputChannels);
    const outputChannels = toNumber(detail.outputChannels);
    const groups = toNumber(detail.groups);
    const kernelSize = toNumber(product(detail.kernel));
    if (
      inputChannels === undefined ||
      outputChannels === undefined ||
      groups === undefined ||
      kernelSize === undefined
    ) {
      continue;
    }
    if (groups < 1 || inputChannels % groups !== 0 || outputChannels % groups !== 0) continue;
    found.push({
      layer,
      detail,
      inputChannels,
      outputChannels,
      groups,
      kernelSize,
      inputPositions: multiply(detail.batch, product(detail.inputSpatial)),
      outputPositions: multiply(detail.batch, product(detail.outputSpatial)),
      get isPreceded() {
        return neighboursOf(analysis).isPreceded(index);
      },
      get isFollowed() {
        return neighboursOf(analysis).isFollowed(index);
      },
    });
  }
  return found;
});

/** Whether every channel is convolved by itself. */
export function isDepthwise({ groups, inputChannels }: Convolution): boolean {
  return groups > 1 && groups === inputChannels;
}

/** Whether a convolution or product comes before or after a layer, by its index. */
interface Neighbours {
  isPreceded(index: number): boolean;
  isFollowed(index: number): boolean;
}

/**
 * The view of a model by what comes before and after its layers. Nothing comes before the first convolution or product,
 * nor after the last; only what is between needs the flow of data.
 */
const neighboursOf: (analysis: Analysis) => Neighbours = remember((analysis) => {
  const { layers } = analysis;
  const first = layers.findIndex(multiplies);
  const last = layers.findLastIndex(multiplies);
  let preceded: readonly boolean[] | undefined;
  let followed: readonly boolean[] | undefined;
  return {
    isPreceded(index) {
      if (index <= first) return false;
      preceded ??= leadsToProduct(layers, layers, activationGraphOf(analysis).predecessors);
      return preceded[index] === true;
    },
    isFollowed(index) {
      if (index >= last) return false;
      followed ??= leadsToProduct(layers, layers.toReversed(), activationGraphOf(analysis).successors);
      return followed[index] === true;
    },
  };
});

/**
 * By layer: whether arcs lead from it to a convolution or product. `ordered` lists the layer at the end of an arc
 * before the one at its start.
 */
function leadsToProduct(
  layers: readonly Layer[],
  ordered: readonly Layer[],
  arcs: readonly (readonly number[])[],
): readonly boolean[] {
  const leads: boolean[] = [];
  for (const { index } of ordered) {
    leads[index] = (arcs[index] ?? []).some((end) => {
      const layer = layers[end];
      return leads[end] === true || (layer !== undefined && multiplies(layer));
    });
  }
  return leads;
}
