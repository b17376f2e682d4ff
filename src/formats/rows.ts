import type { Category } from '../ir/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import { isRunning, layerOf, modulePath, modulesAround } from '../report/index.js';
import type { KernelReport, MeasurementReport, Report, ReportLayer } from '../report/index.js';
import type { Column } from './column.js';
import { sortKey } from './column.js';
import type { FormatOptions } from './define.js';
import { foldEqualModules } from './folding.js';
import { figures } from '../figures/index.js';
import type { Row } from './row-sums.js';
import { kernelRows, overheadRow, timedLayerRows } from './measured-rows.js';

/**
 * The rows of a report as the options want them: rolled up, sorted, cut, with the layers left out summed up in rows of
 * kind `rest`.
 */
export function rowsOf(
  report: Report,
  { all, depth, sort, top, unfold = false, perLayer = false }: RowOptions,
  columns: readonly Column[],
): readonly Row[] {
  const { layers, measurement } = report;
  const single = singleRows(report, all, perLayer);
  const rolled = depth === undefined ? single : rollUp(single, depth);
  const rows = [...(depth === undefined || unfold ? rolled : foldEqualModules(rolled))];
  if (sort !== undefined) sortRows(rows, columnNamed(sort, columns), report);
  const listed = rows.slice(0, top);
  const cut = rows.slice(listed.length);
  return [
    ...listed,
    ...restRow(
      'others',
      cut.flatMap((row) => row.layers),
      cut.flatMap((row) => row.kernels ?? []),
    ),
    ...(all ? [] : restRow('shape arithmetic', unlisted(layers, 'shape', measurement))),
    ...(all ? [] : restRow('constant layers', unlisted(layers, 'constant', measurement))),
    ...(measurement === undefined ? [] : overheadRow(measurement)),
  ];
}

interface RowOptions extends Pick<FormatOptions, 'all' | 'depth' | 'sort' | 'top' | 'unfold'> {
  /** Whether layers that a runtime computes in one kernel still have a row each. */
  readonly perLayer?: boolean;
}

function singleRows(report: Report, all: boolean, perLayer: boolean): readonly Row[] {
  const { layers, measurement } = report;
  if (measurement !== undefined && !perLayer) return kernelRows(report, measurement, all);
  const shown = all ? layers : layers.filter(isRunning);
  return measurement === undefined
    ? shown.map((layer) => ({ kind: 'layer', label: layer.label, layers: [layer] }))
    : timedLayerRows(shown, measurement);
}

/** The layers of a kind that is left out and that no kernel computes. */
function unlisted(
  layers: readonly ReportLayer[],
  kind: Category,
  measurement: MeasurementReport | undefined,
): readonly ReportLayer[] {
  const ofKind = layers.filter((layer) => layer.category === kind);
  if (measurement === undefined) return ofKind;
  const owned = new Set(measurement.kernels.flatMap((kernel) => kernel.layers));
  return ofKind.filter(({ index }) => !owned.has(index));
}

/** The figures that are summed over layers. */
const summed = figures.filter(({ ofLayer }) => ofLayer !== undefined && ofLayer.counted !== 'most');

/** The layers that are not listed; no row when they add nothing to any column. */
function restRow(label: string, layers: readonly ReportLayer[], kernels: readonly KernelReport[] = []): readonly Row[] {
  const addsNothing = (layer: ReportLayer): boolean => summed.every((figure) => layerOf(layer, figure) === 0);
  const isLeftOut = layers.length === 0 || (label !== 'others' && layers.every(addsNothing));
  return isLeftOut ? [] : [{ kind: 'rest', label, layers, kernels }];
}

/**
 * A row for each module `depth` levels deep, and for the layers that a shallower one has of its own. Layers outside of
 * modules are one row beside modules; they keep their own where there are none.
 */
function rollUp(single: readonly Row[], depth: number): readonly Row[] {
  const rolled = new Map<string, { readonly layers: ReportLayer[]; readonly kernels: KernelReport[] }>();
  // A kernel belongs where its most costly layer does.
  const placed = single.map((row) => ({
    row,
    modules: row.layers[0] === undefined ? [] : modulesAround(row.layers[0]),
  }));
  const outside = placed.filter(({ modules }) => modules.length === 0).length;
  const gathers = outside > 1 && outside < placed.length;
  const rows: Row[] = [];
  for (const { row, modules } of placed) {
    if (modules.length === 0 && !gathers) {
      rows.push(row);
      continue;
    }
    const own = modules.slice(0, depth);
    const key = own.join('/');
    const known = rolled.get(key);
    if (known !== undefined) {
      for (const layer of row.layers) known.layers.push(layer);
      for (const kernel of row.kernels ?? []) known.kernels.push(kernel);
      continue;
    }
    const module = { layers: [...row.layers], kernels: [...(row.kernels ?? [])] };
    rolled.set(key, module);
    rows.push({ kind: 'module', label: own.length === 0 ? 'outside of modules' : modulePath(own), ...module });
  }
  return rows;
}

function sortRows(rows: Row[], column: Column, report: Report): void {
  const keys = new Map(rows.map((row) => [row, sortKey(column.cell(row, report))]));
  rows.sort((a, b) => {
    const [left, right] = [keys.get(a), keys.get(b)];
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
    // What is unknown comes last.
    return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
  });
}

/**
 * Checks that every column that an option names exists.
 * @throws NetstatError for a column that does not
 */
export function checkColumns(
  { columns: names = [], sort }: Pick<FormatOptions, 'columns' | 'sort'>,
  columns: readonly Column[],
): void {
  for (const name of sort === undefined ? names : [...names, sort]) columnNamed(name, columns);
}

/**
 * The column of that name.
 * @throws NetstatError when there is no such column
 */
export function columnNamed(name: string, columns: readonly Column[]): Column {
  const column = columns.find((one) => one.name === name || one.aliases?.includes(name) === true);
  if (column !== undefined) return column;
  throw new NetstatError(
    'bad-option',
    `there is no column ${name}; ${suggest(
      name,
      columns.map((one) => one.name),
    )}`,
  );
}
