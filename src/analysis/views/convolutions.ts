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
  const { layers } = analysis;
  const { predecessors, successors } = activationGraphOf(analysis);
  const preceded = leadsToProduct(layers, layers, predecessors);
  const followed = leadsToProduct(layers, layers.toReversed(), successors);
  return layers.flatMap((layer): Convolution[] => {
    const { detail, times, index, category } = layer;
    if (detail?.kind !== 'convolution' || category === 'constant' || times === 0) return [];
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
      return [];
    }
    if (groups < 1 || inputChannels % groups !== 0 || outputChannels % groups !== 0) return [];
    return [
      {
        layer,
        detail,
        inputChannels,
        outputChannels,
        groups,
        kernelSize,
        inputPositions: multiply(detail.batch, product(detail.inputSpatial)),
        outputPositions: multiply(detail.batch, product(detail.outputSpatial)),
        isPreceded: preceded[index] === true,
        isFollowed: followed[index] === true,
      },
    ];
  });
});

/** Whether every channel is convolved by itself. */
export function isDepthwise({ groups, inputChannels }: Convolution): boolean {
  return groups > 1 && groups === inputChannels;
}

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
