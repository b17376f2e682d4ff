import { boundOf, paddedShareOf, perInference, skippedShareOf, trafficOf, workingSetOf } from '../analysis/index.js';
import type { Analysis, Bound, Edge, Layer, Roofline } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { sumIfKnown } from '../text/index.js';

/**
 * The work of a kernel in one inference: as numbers, for rates. Undefined where a part is unknown or depends on
 * symbols.
 */
export interface KernelCost {
  /** Arithmetic operations. */
  readonly arithmetic: number | undefined;
  /** Bytes that it reads and writes; what its layers hand to each other alone stays inside. */
  readonly bytes: number | undefined;
  /**
   * The arithmetic without the taps of a convolution that lie in its padding, which a runtime need not compute. Bounds
   * use it.
   */
  readonly leastArithmetic: number | undefined;
  /** The bytes without those of a map that the kernel steps over. Bounds use them. */
  readonly leastBytes: number | undefined;
  /** The working set of these bytes (`workingSetOf`). */
  readonly workingSetBytes: number | undefined;
  /** Whether it computes on integers of 8 bits. */
  readonly isInteger: boolean;
}

/** The cost of the layers that one kernel computes. */
export function kernelCost(analysis: Analysis, positions: readonly number[]): KernelCost {
  const layers = positions.flatMap((position) => analysis.layers[position] ?? []);
  const inside = new Set(positions);
  const read = new Set<Edge>();
  const arithmetic = layers.map((layer) => inAllRuns(layer, layer.arithmetic));
  let [skipped, written] = [0, 0];
  const bytes = layers.flatMap((layer) => {
    if (layer.readBytes === undefined || layer.writeBytes === undefined) return [undefined];
    return trafficOf(layer).map((traffic) => {
      const { edge, direction } = traffic;
      if (direction === 'write' && isInner(edge, inside)) return 0;
      if (direction === 'read' && ((edge.producer !== undefined && inside.has(edge.producer)) || read.has(edge))) {
        return 0;
      }
      read.add(edge);
      const moved = inAllRuns(layer, traffic.bytes);
      if (direction === 'write') written += moved ?? 0;
      else if (edge === layer.inputs[0]) skipped += (moved ?? 0) * skippedShareOf(layer);
      return moved;
    });
  });
  const all = sumIfKnown(bytes);
  const leastBytes = all === undefined ? undefined : all - skipped;
  const least = layers.map((layer, index) => {
    const whole = arithmetic[index];
    return whole === undefined ? undefined : whole - paddedArithmetic(layer);
  });
  return {
    arithmetic: sumIfKnown(arithmetic),
    bytes: all,
    leastArithmetic: sumIfKnown(least),
    leastBytes,
    workingSetBytes: leastBytes === undefined ? undefined : workingSetOf(leastBytes, written),
    isInteger: layers.some(({ inputs }) => inputs.some(isByteActivation)),
  };
}

/** The arithmetic of the taps of a convolution that lie in its padding, in all runs of the layer. */
function paddedArithmetic(layer: Layer): number {
  return 2 * (inAllRuns(layer, layer.macs) ?? 0) * paddedShareOf(layer, numberOf);
}

function numberOf(dim: Dim): number | undefined {
  return typeof dim === 'object' ? undefined : Number(dim);
}

function isByteActivation(edge: Edge | undefined): boolean {
  if (edge === undefined || edge.provenance !== 'data' || edge.type.kind !== 'tensor') return false;
  return edge.type.dtype === 'int8' || edge.type.dtype === 'uint8';
}

/** Whether only layers inside read a value. */
function isInner({ consumers, isOutput }: Edge, inside: ReadonlySet<number>): boolean {
  return !isOutput && consumers.length > 0 && consumers.every((consumer) => inside.has(consumer));
}

function inAllRuns(layer: Layer, value: Dim | undefined): number | undefined {
  // A symbol that stands for a sum too large to write is no number, whatever its name.
  return value === undefined ? undefined : numberOf(perInference(layer, 'sum', value));
}

/** The bound of a kernel: the least time that its work takes on a platform. */
export function kernelBound(analysis: Analysis, positions: readonly number[], roofline: Roofline): Bound | undefined {
  const { leastArithmetic, leastBytes, workingSetBytes, isInteger } = kernelCost(analysis, positions);
  return boundOf({ arithmetic: leastArithmetic, bytes: leastBytes, workingSetBytes, isInteger }, roofline);
}
