import { sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import { layerOf, sumOfLayers, totalOf } from '../report/index.js';
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
  /**
   * Only of a total: whether the rows above it have each of its layers once, but for layers that add nothing to any
   * figure.
   */
  readonly isOfRowsAbove?: boolean;
}

/** The row of all layers, below those of `rowsOf`. */
export function totalRow({ layers, measurement }: Report): Row {
  // A kernel that was measured may compute a layer that others compute, too.
  const isOfRowsAbove = measurement === undefined;
  return { kind: 'total', label: 'total', layers, kernels: measurement?.kernels, isOfRowsAbove };
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

/** A figure of the rows of a table, one by one. A column and the one of its shares ask for it. */
export function sumsOf(rows: readonly Row[], figure: Figure, report: Pick<Report, 'totals'>): readonly LayerSum[] {
  const known = sumsOfRows.get(rows) ?? new Map<Figure, readonly LayerSum[]>();
  sumsOfRows.set(rows, known);
  const before = known.get(figure);
  if (before !== undefined) return before;
  const isOfOne = figure.ofLayer !== undefined;
  const sums: LayerSum[] = [];
  for (const row of rows) {
    // Most rows are one layer, whose figure is the sum.
    const only = isOfOne && row.kind === 'layer' ? row.layers[0] : undefined;
    if (only === undefined) {
      sums.push((row.isOfRowsAbove === true ? sumOfSums(sums, figure) : undefined) ?? sumOf(row, figure, report));
    } else {
      const value = layerOf(only, figure);
      sums.push({ value, partial: value === undefined });
    }
  }
  known.set(figure, sums);
  return sums;
}

/** A figure that is summed over layers, of the layers of all rows; undefined where those that are known do not tell. */
function sumOfSums(sums: readonly LayerSum[], { ofLayer, unit }: Figure): LayerSum | undefined {
  if (ofLayer === undefined || ofLayer.counted === 'most' || unit === 'milliseconds') return undefined;
  const known: Dim[] = [];
  let isPartial = false;
  for (const { value, partial } of sums) {
    if (value !== undefined) known.push(value);
    isPartial ||= partial;
  }
  return known.length === 0 ? undefined : { value: sum(known), partial: isPartial };
}

const sumsOfRows = new WeakMap<readonly Row[], Map<Figure, readonly LayerSum[]>>();

function sumOfRow({ kind, layers }: Row, figure: Figure, report: Pick<Report, 'totals'>): LayerSum {
  // The most that is there at a time is a figure of the model itself: it may be more than that of any layer.
  if (kind === 'total' && figure.ofLayer?.counted === 'most') {
    return { value: totalOf(report, figure), partial: false };
  }
  return sumOfLayers(layers, figure);
}
