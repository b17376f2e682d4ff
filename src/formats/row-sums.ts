import { add, maximum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figureNamed, quotient } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { layerOf, totalOf } from '../report/index.js';
import type { KernelReport, Report, ReportLayer } from '../report/index.js';

/**
 * A row of a table: one layer, the layers that one kernel computes, those of a module, those that are not listed, or all. Besides the total
 * every layer stands in exactly one row.
 */
export interface Row {
  readonly kind: 'layer' | 'kernel' | 'module' | 'rest' | 'total';
  /** The layer's label, the module's path or what the others are; of layers and modules untrusted text, unique in a table. */
  readonly label: string;
  readonly layers: readonly ReportLayer[];
  /** Kernels whose time counts here, in a measured report: each in one row. */
  readonly kernels?: readonly KernelReport[] | undefined;
}

/** The row of all layers. */
export function totalRow({ layers, measurement }: Report): Row {
  return { kind: 'total', label: 'total', layers, kernels: measurement?.kernels };
}

/** A figure of the layers of a row in one inference. */
export interface Sum {
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown. */
  readonly partial: boolean;
}

/** A figure of a row in one inference: of what runs as often as it runs, of what is stored once, of what is there at a time the most. */
export function sumOf(row: Row, figure: Figure, report: Pick<Report, 'totals'>): Sum {
  if (figure.quotientOf !== undefined) {
    const parts = figure.quotientOf.map((name) => sumOf(row, figureNamed(name), report));
    return {
      value: quotient(parts.map(({ value }) => value)),
      partial: parts.some(({ partial }) => partial),
    };
  }
  if (row.layers.length <= 1) return sumOfLayers(row, figure, report);
  // Several columns ask for the sum over many layers.
  const known = sums.get(row) ?? new Map<Figure, Sum>();
  sums.set(row, known);
  const sum = known.get(figure) ?? sumOfLayers(row, figure, report);
  known.set(figure, sum);
  return sum;
}

const sums = new WeakMap<Row, Map<Figure, Sum>>();

function sumOfLayers({ kind, layers }: Row, figure: Figure, report: Pick<Report, 'totals'>): Sum {
  const { ofLayer } = figure;
  if (ofLayer === undefined) return { value: undefined, partial: false };
  // What is there at a time is told of the model by the model: it may not be the most of any layer.
  if (kind === 'total' && ofLayer.counted === 'most') return { value: totalOf(report, figure), partial: false };
  let value: Dim | undefined = layers.length === 0 ? 0 : undefined;
  let partial = false;
  for (const layer of layers) {
    const part = layerOf(layer, figure);
    if (part === undefined) partial = true;
    else value = combine(figure, value, part);
  }
  return { value, partial };
}

function combine({ unit, ofLayer }: Figure, sum: Dim | undefined, part: Dim): Dim {
  if (sum === undefined) return part;
  if (ofLayer?.counted === 'most') return maximum(sum, part);
  // Times are fractions, which the arithmetic of counts does not know.
  return unit === 'milliseconds' ? Number(sum) + Number(part) : add(sum, part);
}
