import { multiply, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, Traffic } from '../analysis.js';
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
  /** By layer: what still moves, at the width that it moves in. */
  readonly traffic: readonly (readonly Traffic[])[];
}

/** The view of a model's memory access after fusion. */
export const fusionOf: (analysis: Analysis) => Fusion = remember((analysis) => {
  const { layers } = analysis;
  const chains = fuseChains(analysis);
  const quantized = fuseQuantization(analysis, chains);
  const fusedInto = layers.map(({ index }) => chains.fusedInto[index] ?? quantized.fusedInto[index]);
  const traffic = layers.map((layer) => (fusedInto[layer.index] === undefined ? (quantized.traffic.get(layer.index) ?? layer.traffic) : []));
  return {
    memoryAccessFusedBytes: sum(layers.flatMap(({ index, times }) => (traffic[index] ?? []).map(({ bytes }) => multiply(times, bytes ?? 0)))),
    fusedInto,
    bytes: layers.map(({ index, memoryAccessElements }) => {
      if (fusedInto[index] !== undefined) return 0;
      return memoryAccessElements === undefined ? undefined : sumKnown((traffic[index] ?? []).map(({ bytes }) => bytes));
    }),
    traffic,
  };
});

function sumKnown(parts: readonly (Dim | undefined)[]): Dim | undefined {
  return parts.every((part) => part !== undefined) ? sum(parts) : undefined;
}
