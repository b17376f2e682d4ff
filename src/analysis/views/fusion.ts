import { add, multiply, sum } from '../../dim/index.js';
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
  const traffic = layers.map((layer) => (fusedInto[layer.index] === undefined ? (quantized.traffic.get(layer.index) ?? layer.traffic) : none));
  const moved: Dim[] = [];
  const bytes = layers.map(({ index, times, memoryAccessElements }) => {
    let known: Dim = 0;
    let isOpen = memoryAccessElements === undefined && fusedInto[index] === undefined;
    for (const part of traffic[index] ?? none) {
      if (part.bytes === undefined) isOpen = true;
      else known = add(known, part.bytes);
    }
    if (known !== 0 && times !== 0) moved.push(times === 1 ? known : multiply(times, known));
    return isOpen ? undefined : known;
  });
  return { memoryAccessFusedBytes: sum(moved), fusedInto, bytes, traffic };
});

const none: readonly Traffic[] = [];
