import { boundOf, perInference, trafficOf } from '../analysis/index.js';
import type { Analysis, Bound, Edge, Layer, Roofline } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';

/** What a kernel does in one inference: as numbers, for rates. Undefined where a part is unknown or depends on symbols. */
export interface KernelCost {
  readonly flops: number | undefined;
  /** Bytes that it reads and writes; what its layers hand to each other alone stays inside. */
  readonly bytes: number | undefined;
  /** The FLOPs less those of a convolution's taps that lie in its padding, which a runtime need not do: what a bound goes by. */
  readonly leastFlops: number | undefined;
  /** Whether it computes on integers of 8 bits. */
  readonly isInteger: boolean;
}

/** The cost of the layers that one kernel computes. */
export function kernelCost(analysis: Analysis, positions: readonly number[]): KernelCost {
  const layers = positions.flatMap((position) => analysis.layers[position] ?? []);
  const inside = new Set(positions);
  const read = new Set<Edge>();
  const flops = layers.map((layer) => inAllRuns(layer, 'flops', layer.flops));
  const bytes = layers.flatMap((layer) => {
    if (layer.memoryReadBytes === undefined || layer.memoryWriteBytes === undefined) return [undefined];
    return trafficOf(layer).map((traffic) => {
      const { edge, direction } = traffic;
      if (direction === 'write' && isInner(edge, inside)) return 0;
      if (direction === 'read' && ((edge.producer !== undefined && inside.has(edge.producer)) || read.has(edge))) {
        return 0;
      }
      read.add(edge);
      return inAllRuns(layer, 'bytes', traffic.bytes);
    });
  });
  const least = layers.map((layer, index) => {
    const whole = flops[index];
    return whole === undefined ? undefined : whole - paddedFlops(layer);
  });
  return {
    flops: sumKnown(flops),
    bytes: sumKnown(bytes),
    leastFlops: sumKnown(least),
    isInteger: layers.some(({ inputs }) => inputs.some(isByteActivation)),
  };
}

/** FLOPs of the taps of a convolution that lie in its padding, in all runs of the layer. */
function paddedFlops(layer: Layer): number {
  const { detail, multiplyAdds } = layer;
  if (detail?.kind !== 'convolution' || detail.transposed) return 0;
  const all = inAllRuns(layer, 'flops', multiplyAdds);
  if (all === undefined) return 0;
  let share = 1;
  detail.kernel.forEach((kernel, axis) => {
    const [input, output] = [detail.inputSpatial[axis], detail.outputSpatial[axis]];
    if ([kernel, input, output].some((dim) => dim === undefined || typeof dim === 'object')) return;
    share *= shareInside(
      Number(kernel),
      Number(input),
      Number(output),
      detail.strides[axis] ?? 1,
      detail.dilations[axis] ?? 1,
    );
  });
  return 2 * all * (1 - share);
}

/** Positions of an axis beyond which taps are not counted one by one: their padding is next to nothing. */
const COUNTED = 4096;

/** The share of an axis's taps that lie on the input, its padding halved between both ends. */
function shareInside(kernel: number, input: number, output: number, stride: number, dilation: number): number {
  if (output * kernel === 0 || output > COUNTED || kernel > COUNTED) return 1;
  const padding = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
  const before = Math.floor(padding / 2);
  let inside = 0;
  for (let position = 0; position < output; position += 1) {
    const first = position * stride - before;
    const from = Math.max(0, Math.ceil(-first / dilation));
    const to = Math.min(kernel - 1, Math.floor((input - 1 - first) / dilation));
    inside += Math.max(0, to - from + 1);
  }
  return inside / (output * kernel);
}

function isByteActivation(edge: Edge | undefined): boolean {
  if (edge === undefined || edge.provenance !== 'data' || edge.type.kind !== 'tensor') return false;
  return edge.type.dtype === 'int8' || edge.type.dtype === 'uint8';
}

/** Whether only layers inside read a value. */
function isInner({ consumers, isOutput }: Edge, inside: ReadonlySet<number>): boolean {
  return !isOutput && consumers.length > 0 && consumers.every((consumer) => inside.has(consumer));
}

function inAllRuns(layer: Layer, figure: 'flops' | 'bytes', value: Dim | undefined): number | undefined {
  if (value === undefined) return undefined;
  const all = perInference(layer, figure, value);
  return typeof all === 'object' ? undefined : Number(all);
}

function sumKnown(parts: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    sum += part;
  }
  return sum;
}

/** The bound of a kernel: the least time that its work takes on a platform. */
export function kernelBound(analysis: Analysis, positions: readonly number[], roofline: Roofline): Bound | undefined {
  const { leastFlops, bytes, isInteger } = kernelCost(analysis, positions);
  return boundOf({ flops: leastFlops, bytes, isInteger }, roofline);
}
