import { isRunning } from '../analysis/index.js';
import type { Analysis, Layer } from '../analysis/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import type { Report } from '../report/index.js';
import type { Column } from './columns.js';
import { sortKey } from './columns.js';
import type { FormatOptions } from './define.js';
import { figures, sumOf } from './figures.js';
import type { Row } from './figures.js';

/** The rows of a report as the options want them: rolled up, sorted, cut, with the layers left out summed up in rows of kind `rest`. */
export function rowsOf(report: Report, { all, depth, sort, top }: Pick<FormatOptions, 'all' | 'depth' | 'sort' | 'top'>, columns: readonly Column[]): readonly Row[] {
  const { layers } = report.analysis;
  const shown = all ? layers : layers.filter(isRunning);
  const rows = [...(depth === undefined ? shown.map(layerRow) : rollUp(shown, depth))];
  if (sort !== undefined) sortRows(rows, columnNamed(sort, columns), report.analysis);
  const listed = rows.slice(0, top);
  const cut = rows.slice(listed.length);
  return [
    ...listed,
    ...restRow('others', cut.flatMap((row) => row.layers)),
    ...(all ? [] : restRow('shape arithmetic', layers.filter(({ category }) => category === 'shape'))),
    ...(all ? [] : restRow('constant layers', layers.filter(({ category }) => category === 'constant'))),
  ];
}

function layerRow(layer: Layer): Row {
  return { kind: 'layer', label: layer.label, layers: [layer] };
}

/** The layers that are not listed; no row when they add nothing to any column. */
function restRow(label: string, layers: readonly Layer[]): readonly Row[] {
  const row: Row = { kind: 'rest', label, layers };
  const addsNothing = figures.every((figure) => {
    const { value, partial } = sumOf(row, figure);
    return !partial && (value === undefined || value === 0);
  });
  return label !== 'others' && addsNothing || layers.length === 0 ? [] : [row];
}

/** A row for each module `depth` levels deep; a layer outside of such modules keeps its own. */
function rollUp(layers: readonly Layer[], depth: number): readonly Row[] {
  const modules = new Map<string, Layer[]>();
  const rows: Row[] = [];
  for (const layer of layers) {
    const scope = layer.scope.length > 0 ? layer.scope : layer.path;
    if (scope.length < depth) {
      rows.push(layerRow(layer));
      continue;
    }
    const label = scope.slice(0, depth).join('/');
    const known = modules.get(label);
    if (known !== undefined) {
      known.push(layer);
      continue;
    }
    const own = [layer];
    modules.set(label, own);
    rows.push({ kind: 'module', label, layers: own });
  }
  return rows;
}

function sortRows(rows: Row[], column: Column, analysis: Analysis): void {
  const keys = new Map(rows.map((row) => [row, sortKey(column.cell(row, analysis))]));
  rows.sort((a, b) => {
    const [left, right] = [keys.get(a), keys.get(b)];
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
    // What is unknown comes last.
    return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
  });
}

/**
 * The column of that name.
 * @throws NetstatError when there is none
 */
export function columnNamed(name: string, columns: readonly Column[]): Column {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new NetstatError('bad-option', `there is no column ${name}; ${suggest(name, columns.map((one) => one.name))}`);
}
