import { sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, Edge, Layer, Traffic } from '../analysis.js';
import { accessBytesOf, trafficOf } from '../accounts/memory.js';
import { countNames } from '../accounts/counts.js';
import { perInference } from '../accounts/per-inference.js';
import { fuseChains } from './fused-chains.js';
import { fusePadding } from './fused-padding.js';
import { fuseQuantization } from './fused-quantization.js';
import { remember } from './remember.js';
import { append } from '../../text/index.js';

/**
 * Memory access when kernels take in the normalisation, activations and scales that follow, the zeros put around
 * what a convolution or pooling reads, and the conversions around quantised layers.
 */
export interface Fusion {
  /** Bytes of the whole model in one inference; layers whose traffic is unknown add nothing. */
  readonly totalBytes: Dim;
  /** By layer: the layer whose kernel takes it in. */
  readonly fusedInto: readonly (number | undefined)[];
  /** By layer: bytes of one run; 0 for a layer that is taken in, undefined where unknown. */
  readonly bytes: readonly (Dim | undefined)[];
  /** The traffic of a layer that is left after fusion, at the width in which it moves. */
  trafficOf(index: number): readonly Traffic[];
  /**
   * The value that a layer's kernel reads for one of the layer's inputs, which a quantised kernel reads as it was
   * before it was dequantised.
   */
  sourceOf(layer: Layer, input: Edge): Edge;
}

/** The view of a model's memory access after fusion. */
export const fusionOf: (analysis: Analysis) => Fusion = remember((analysis) => {
  const { layers } = analysis;
  const chains = fuseChains(analysis);
  const quantized = fuseQuantization(analysis, chains);
  const padding = fusePadding(analysis);
  const fusedInto = chains.fusedInto.slice();
  quantized.fusedInto.forEach((into, index) => (fusedInto[index] ??= into));
  padding.fusedInto.forEach((into, index) => (fusedInto[index] ??= into));
  const instead = new Map([...padding.traffic, ...quantized.traffic]);
  const operands = constantsTakenIn(layers, fusedInto);
  /** The traffic of a layer whose kernel moves something else than the layer by itself would. */
  const changedTraffic = (layer: Layer): readonly Traffic[] | undefined => {
    const own = operands.get(layer.index);
    const base = instead.size === 0 ? undefined : instead.get(layer.index);
    return own === undefined ? base : [...(base ?? trafficOf(layer)), ...own];
  };
  const moved: Dim[] = [];
  const bytes: (Dim | undefined)[] = [];
  for (const layer of layers) {
    if (fusedInto[layer.index] !== undefined) {
      bytes.push(0);
      continue;
    }
    const changed = changedTraffic(layer);
    let known = changed === undefined ? accessBytesOf(layer) : undefined;
    let isOpen = layer.movedElements === undefined;
    if (known === undefined) {
      const part = knownBytes(changed ?? trafficOf(layer));
      known = part.known;
      isOpen ||= part.isOpen;
    }
    if (known !== 0 && layer.times !== 0) moved.push(perInference(layer, countNames.fusedBytes, known));
    bytes.push(isOpen ? undefined : known);
  }
  return {
    totalBytes: sum(moved),
    fusedInto,
    bytes,
    sourceOf: (layer, input) => quantized.sourceOf(layer, input),
    trafficOf(index) {
      const layer = layers[index];
      return layer === undefined || fusedInto[index] !== undefined ? [] : (changedTraffic(layer) ?? trafficOf(layer));
    },
  };
});

/**
 * By layer: what its kernel reads of constants for the element-wise layers that it takes in, such as a bias. A single
 * number is part of the kernel.
 */
function constantsTakenIn(
  layers: readonly Layer[],
  fusedInto: readonly (number | undefined)[],
): ReadonlyMap<number, readonly Traffic[]> {
  const operands = new Map<number, Traffic[]>();
  for (const layer of layers) {
    let kernel = fusedInto[layer.index];
    if (kernel === undefined || layer.detail?.kind !== 'elementwise' || !layer.inputs.some(isOperand)) continue;
    for (let outer = fusedInto[kernel]; outer !== undefined; outer = fusedInto[kernel]) kernel = outer;
    for (const traffic of trafficOf(layer)) {
      if (traffic.direction === 'read' && isOperand(traffic.edge)) append(operands, kernel, traffic);
    }
  }
  return operands;
}

function isOperand(edge: Edge | undefined): boolean {
  return edge?.provenance === 'constant' && edge.elements !== 1;
}

/**
 * The bytes read and the bytes written, each where all of it is known as in the totals, and whether a part is unknown.
 */
function knownBytes(traffic: readonly Traffic[]): { readonly known: Dim; readonly isOpen: boolean } {
  const sides = (['read', 'write'] as const).map((side) => traffic.filter(({ direction }) => direction === side));
  const known = sides.filter((parts) => parts.every(({ bytes }) => bytes !== undefined));
  return { known: sum(known.flat().flatMap(({ bytes }) => bytes ?? [])), isOpen: known.length < sides.length };
}
