import { trafficOf } from '../accounts/memory.js';
import type { Analysis, Layer, Traffic } from '../analysis.js';
import { layersOfKind } from './layers-of-kind.js';
import { overridableOf } from './overridable.js';
import { readersOf } from './readers.js';

/** The Pad layers that the kernels of convolutions and poolings take in. */
export interface FusedPadding {
  readonly fusedInto: ReadonlyMap<number, number>;
  /** By layer that takes a Pad in: its traffic, with the Pad's input in the place of the Pad's output. */
  readonly traffic: ReadonlyMap<number, readonly Traffic[]>;
}

/**
 * Finds each Pad that puts zeros around a map which one convolution or pooling alone reads: the zeros can be part of
 * that layer's own padding. docs/fusion.md has the answer of onnxruntime.
 */
export function fusePadding(analysis: Analysis): FusedPadding {
  const readers = readersOf(analysis);
  const overridable = overridableOf(analysis);
  const fusedInto = new Map<number, number>();
  const traffic = new Map<number, readonly Traffic[]>();
  for (const layer of layersOfKind(analysis, 'movement')) {
    if (layer.detail?.kind !== 'movement' || layer.detail.zeroMargin !== true) continue;
    const [padded] = layer.outputs;
    const reader = padded === undefined ? undefined : readers.only(padded);
    if (padded === undefined || reader === undefined || !canPad(reader)) continue;
    if (reader.region !== layer.region || reader.inputs.indexOf(padded) !== 0) continue;
    if (overridable.isReadBy(layer) || overridable.isReadBy(reader)) continue;
    const source = trafficOf(layer).find(({ direction }) => direction === 'read');
    if (source === undefined) continue;
    fusedInto.set(layer.index, reader.index);
    traffic.set(
      reader.index,
      trafficOf(reader).map((part) => (part.edge === padded ? source : part)),
    );
  }
  return { fusedInto, traffic };
}

/** Operators that can pad the spatial axes of their first input. */
const padding: ReadonlySet<string> = new Set(['Conv', 'AveragePool', 'MaxPool']);

/**
 * Whether a kernel for the layer can pad what it reads. A MaxPool that gives indices cannot: they would point into the
 * larger map.
 */
function canPad({ node, outputs }: Layer): boolean {
  return node.domain === 'ai.onnx' && padding.has(node.opType) && outputs[1] === undefined;
}
