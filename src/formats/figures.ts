import { perInference } from '../analysis/index.js';
import type { Layer } from '../analysis/index.js';
import { add } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Kernel } from '../measurement/index.js';

/** A row of a table: one layer, the layers that one kernel computes, those of a module, those that are not listed, or all. Besides the total every layer stands in exactly one row. */
export interface Row {
  readonly kind: 'layer' | 'kernel' | 'module' | 'rest' | 'total';
  /** The layer's label, the module's path or what the others are; of layers and modules untrusted text, unique in a table. */
  readonly label: string;
  readonly layers: readonly Layer[];
  /** Kernels whose time counts here, in a measured report: each in one row. */
  readonly kernels?: readonly Kernel[] | undefined;
}

/** A sum over the layers of a row in one inference. */
export interface Sum {
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown. */
  readonly partial: boolean;
}

/** What rows add up. */
export const figures = [
  'params',
  'buffers',
  'paramBytes',
  'multiplyAdds',
  'flops',
  'memoryReadBytes',
  'memoryWriteBytes',
  'memoryAccessElements',
] as const;
export type Figure = (typeof figures)[number];

/** A figure of a row in one inference: of what runs as often as it runs, of what is stored once. */
export function sumOf(row: Row, figure: Figure): Sum {
  const { layers } = row;
  const only = layers.length === 1 ? layers[0] : undefined;
  if (only !== undefined) {
    const value = isStored(figure) ? only[figure] : inAllRuns(only, figure);
    return { value, partial: value === undefined };
  }
  // Several columns ask for the same sum over many layers.
  const known = sums.get(row) ?? new Map<Figure, Sum>();
  sums.set(row, known);
  const sum = known.get(figure) ?? sumOfLayers(layers, figure);
  known.set(figure, sum);
  return sum;
}

const sums = new WeakMap<Row, Map<Figure, Sum>>();

function sumOfLayers(layers: readonly Layer[], figure: Figure): Sum {
  const stored = isStored(figure);
  let value: Dim | undefined = layers.length === 0 ? 0 : undefined;
  let partial = false;
  layers.forEach((layer) => {
    const part = stored ? layer[figure] : inAllRuns(layer, figure);
    if (part === undefined) partial = true;
    else value = value === undefined ? part : add(value, part);
  });
  return { value, partial };
}

function inAllRuns(layer: Layer, figure: Figure): Dim | undefined {
  const value = layer[figure];
  return value === undefined ? undefined : perInference(layer, figure, value);
}

/** Whether a figure is of what the file stores, which is there once however often the layer runs. */
function isStored(figure: Figure): boolean {
  return figure === 'params' || figure === 'buffers' || figure === 'paramBytes';
}
