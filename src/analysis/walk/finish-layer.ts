import { unlessTooLarge } from '../../dim/index.js';
import type { Counts, StoredCount } from '../accounts/counts.js';
import { memoryAccessOf, unpackingFlopsOf } from '../accounts/memory.js';
import { workOf } from '../accounts/work.js';
import type { Draft, EdgeDraft, LayerDraft } from './draft.js';

/** Gives a layer its costs and what it stores, once all values are known. */
export function finishLayer(
  draft: Draft,
  layer: LayerDraft,
  owned: Readonly<Pick<Counts, StoredCount>> | undefined,
): void {
  if (owned !== undefined) {
    layer.parameterElements = owned.parameterElements;
    layer.bufferElements = owned.bufferElements;
    layer.parameterBytes = owned.parameterBytes;
  }
  const { cost } = layer;
  if (cost === undefined) return;
  layer.memory = cost.memory;
  layer.terms = cost.terms;
  layer.atMost = cost.atMost;
  layer.unpacked = unpackedBy(draft, layer);
  const unpacking = unpackingFlopsOf(layer);
  layer.unpackingFlops = unpacking ?? 0;
  const work = workOf(cost, unpacking);
  layer.macs = work.macs;
  layer.arithmetic = work.arithmetic;
  const access = unlessTooLarge(() => memoryAccessOf(layer));
  layer.readBytes = access?.readBytes;
  layer.writeBytes = access?.writeBytes;
  layer.movedElements = access?.elements;
}

const nothing: readonly never[] = [];

/**
 * The inputs of a layer that were dequantised at load, while it reads nothing that is dequantised as it runs: runtimes
 * have kernels for both, one that computes with the quantised numbers where all are, and one that unpacks the weights
 * each time where they alone are.
 */
function unpackedBy({ layers }: Draft, { category, inputs }: LayerDraft): readonly EdgeDraft[] {
  if (category === 'constant' || !isAnyDequantized(inputs)) return nothing;
  const isQuantized = inputs.some((edge) => {
    const detail =
      edge?.producer === undefined || edge.provenance === 'constant' ? undefined : layers[edge.producer]?.detail;
    return detail?.kind === 'quantization' && detail.function === 'dequantize';
  });
  return isQuantized ? nothing : inputs.filter((edge) => edge !== undefined).filter(({ scales }) => scales.length > 0);
}

function isAnyDequantized(inputs: readonly (EdgeDraft | undefined)[]): boolean {
  for (const edge of inputs) if (edge !== undefined && edge.scales.length > 0) return true;
  return false;
}

/** Tells every value which layers read it. */
export function linkConsumers({ layers, edges }: Draft): void {
  for (const { index, inputs } of layers) {
    for (const input of inputs) {
      if (input === undefined) continue;
      const { length } = input.consumers;
      if (length === 0 || input.consumers[length - 1] !== index) addConsumer(input, index);
    }
  }
  // A list that has grown keeps room for 17.
  for (const edge of edges) if (edge.consumers.length > 1) edge.consumers = edge.consumers.slice();
}

function addConsumer(edge: EdgeDraft, layer: number): void {
  // Values that nobody reads share one empty list. An empty list that grew by itself would keep room for 17.
  if (edge.consumers.length === 0) edge.consumers = [layer];
  else edge.consumers.push(layer);
}
