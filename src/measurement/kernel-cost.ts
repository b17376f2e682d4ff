import { perInference, trafficOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';

/** What a kernel does in one inference: as numbers, for rates. Undefined where a part is unknown or depends on symbols. */
export interface KernelCost {
  readonly flops: number | undefined;
  /** Bytes that it reads and writes; what its layers hand to each other alone stays inside. */
  readonly bytes: number | undefined;
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
  return { flops: sumKnown(flops), bytes: sumKnown(bytes) };
}

/** Whether only layers inside read a value. */
function isInner({ consumers, isOutput }: Edge, inside: ReadonlySet<number>): boolean {
  return !isOutput && consumers.length > 0 && consumers.every((consumer) => inside.has(consumer));
}

function inAllRuns(layer: Layer, figure: keyof KernelCost, value: Dim | undefined): number | undefined {
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
