import type { Figure } from '../figures/index.js';
import { sumOfLayers, totalOf } from '../report/index.js';
import type { KernelReport, LayerSum, Report, ReportLayer } from '../report/index.js';

/**
 * A row of a table: one layer, the layers that one kernel computes, those of a module, those that are not listed, or
 * all. Besides the total every layer stands in exactly one row.
 */
export interface Row {
  readonly kind: 'layer' | 'kernel' | 'module' | 'rest' | 'total';
  /**
   * The layer's label, the module's path, or a name for the others. Labels and paths are untrusted text; each is unique
   * in a table.
   */
  readonly label: string;
  readonly layers: readonly ReportLayer[];
  /** Kernels whose time counts here, in a measured report: each in one row. */
  readonly kernels?: readonly KernelReport[] | undefined;
}

/** The row of all layers. */
export function totalRow({ layers, measurement }: Report): Row {
  return { kind: 'total', label: 'total', layers, kernels: measurement?.kernels };
}

/**
 * A figure of a row in one inference: the sum over all runs, the sum with each layer once, or the largest, as its
 * `counted` says.
 */
export function sumOf(row: Row, figure: Figure, report: Pick<Report, 'totals'>): LayerSum {
  if (row.layers.length <= 1) return sumOfRow(row, figure, report);
  // Several columns ask for the sum over many layers.
  const known = sums.get(row) ?? new Map<Figure, LayerSum>();
  sums.set(row, known);
  const sum = known.get(figure) ?? sumOfRow(row, figure, report);
  known.set(figure, sum);
  return sum;
}

const sums = new WeakMap<Row, Map<Figure, LayerSum>>();

function sumOfRow({ kind, layers }: Row, figure: Figure, report: Pick<Report, 'totals'>): LayerSum {
  // The most that is there at a time is a figure of the model itself: it may be more than that of any layer.
  if (kind === 'total' && figure.ofLayer?.counted === 'most') {
    return { value: totalOf(report, figure), partial: false };
  }
  return sumOfLayers(layers, figure);
}
