import { multiply, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, Layer } from '../analysis.js';
import { fuseChains } from './fused-chains.js';
import { fuseQuantization } from './fused-quantization.js';
import { remember } from './remember.js';

/** Memory access when each kernel takes in what every runtime's kernels do: normalisation, activations and scales that follow it, and the conversions around a quantised one. */
export interface Fusion {
  /** Bytes of the whole model in one inference; of layers whose traffic is unknown, none. */
  readonly memoryAccessFusedBytes: Dim;
  /** By layer: the layer whose kernel takes it in. */
  readonly fusedInto: readonly (number | undefined)[];
  /** By layer: bytes of one run; 0 for a layer that is taken in, undefined where unknown. */
  readonly bytes: readonly (Dim | undefined)[];
}

/** The view of a model's memory access after fusion. */
export const fusionOf: (analysis: Analysis) => Fusion = remember((analysis) => {
  const { layers } = analysis;
  const chains = fuseChains(analysis);
  const quantized = fuseQuantization(analysis, chains);
  const fusedInto = layers.map(({ index }) => chains.fusedInto[index] ?? quantized.fusedInto[index]);
  const parts = layers.map((layer) => (fusedInto[layer.index] === undefined ? trafficBytes(layer, quantized.widths[layer.index]) : []));
  return {
    memoryAccessFusedBytes: sum(layers.flatMap(({ index, times }) => (parts[index] ?? []).map((bytes) => multiply(times, bytes ?? 0)))),
    fusedInto,
    bytes: layers.map((layer) => sumKnown(layer.memoryReadBytes === undefined && fusedInto[layer.index] === undefined ? [undefined] : (parts[layer.index] ?? []))),
  };
});

/** Bytes of each value that the layer reads or writes, at the width that a quantised kernel reads or writes it in. */
function trafficBytes({ traffic }: Layer, widths: ReadonlyMap<number, Dim | undefined> | undefined): readonly (Dim | undefined)[] {
  return traffic.map(({ bytes }, position) => (widths?.has(position) === true ? widths.get(position) : bytes));
}

function sumKnown(parts: readonly (Dim | undefined)[]): Dim | undefined {
  return parts.every((part) => part !== undefined) ? sum(parts) : undefined;
}
