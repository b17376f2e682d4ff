import { figures } from '../../figures/index.js';
import { paintWith } from '../../text/index.js';
import type { Paint } from '../../text/index.js';
import type { Report, ReportLayer } from '../../report/index.js';
import { thingsText } from '../../text/index.js';
import { columns, usualColumns } from '../columns.js';
import { cellsOf } from '../column.js';
import { conventionColumn } from '../convention-column.js';
import type { FormatOptions } from '../define.js';
import { totalRow } from '../row-sums.js';
import type { Row } from '../row-sums.js';
import { columnNamed, rowsOf } from '../rows.js';
import { drawColumns, sized } from './draw.js';
import type { SizedText } from './draw.js';
import { headingCells, layOut } from './layout.js';
import type { LaidOut } from './layout.js';

/** Columns that can be left out where there is no room, the first to go first. */
const dispensable: readonly string[] = columns
  .flatMap(({ name, givesWay }) => (givesWay === undefined ? [] : [{ name, givesWay }]))
  .toSorted((a, b) => a.givesWay - b.givesWay)
  .map(({ name }) => name);

/** The two columns that make room for others: the first of those that can be left out. */
const [first, second] = dispensable;
const usualWithRoom = usualColumns.filter((name) => name !== first && name !== second);

const usualOnPlatform = [...usualWithRoom, 'bound', 'bound-by'];

const usualPredicted = [
  ...usualWithRoom.filter((name) => !name.endsWith('-share')),
  'predicted',
  'predicted-uncertainty',
  'predicted-share',
];

/** The columns that stand beside times: the work that takes the time, but neither stored weights nor shares. */
const work = columns.filter(
  ({ name, isUsual, kind }) => isUsual === true && kind !== 'weights' && !name.endsWith('-share') && name !== 'dtype',
);
const usualBounded = [...work.map(({ name }) => name), 'latency', 'latency-share', 'bound', 'bound-by', 'efficiency'];
const usualMeasured = [
  ...work.map(({ name }) => name),
  'latency',
  'latency-share',
  ...figures.flatMap(({ ofKernel }) => ofKernel?.rate.name ?? []),
];

/** The most rows of a table on a terminal, unless the user sets another limit. */
const MOST_ROWS = 300;

/** The most levels of modules that are shown where a table would have too many rows. */
const DEEPEST = 6;

/**
 * The rows of the table; on a terminal those of modules, where a row for each layer would be too many, with a line that
 * says how to see all.
 */
function tableRows(
  report: Report,
  options: FormatOptions,
): { readonly rows: readonly Row[]; readonly note: readonly string[] } {
  const rows = rowsOf(report, options, columns);
  const { width, depth, top, sort } = options;
  const isCut = depth !== undefined || top !== undefined || sort !== undefined || options.all;
  if (isCut || width === Infinity || rows.length <= MOST_ROWS) return { rows, note: [] };
  for (let level = DEEPEST; level > 0; level--) {
    const rolled = rowsOf(report, { ...options, depth: level }, columns);
    if (rolled.length <= MOST_ROWS / 3 || (level === 1 && rolled.length < rows.length)) {
      return {
        rows: rolled,
        note: [
          `${thingsText(rows.length, 'row')} by module, ${thingsText(level, 'level')} deep: --all lists every layer`,
        ],
      };
    }
  }
  return { rows, note: [] };
}

/** The table of a model's layers and their total. */
export function drawLayers(report: Report, options: FormatOptions, paint: Paint): readonly string[] {
  const { rows, note } = tableRows(report, options);
  return [...drawTable(rows, totalRow(report), report, options, paint), ...note.map((line) => paint.dim(line))];
}

/** Some layers of a model, a row each, and what they come to together. */
export function drawLayerRows(
  layers: readonly ReportLayer[],
  report: Report,
  options: FormatOptions,
): readonly string[] {
  const rows = layers.map((layer): Row => ({ kind: 'layer', label: layer.label, layers: [layer] }));
  const together: Row = { kind: 'total', label: 'together', layers };
  return drawTable(rows, together, report, options, paintWith(options.colour));
}

function drawTable(
  rows: readonly Row[],
  total: Row,
  report: Report,
  options: FormatOptions,
  paint: Paint,
): readonly string[] {
  const shown = usualOf(report);
  const names = options.columns ?? (rows.some(isRepeated) ? shown.toSpliced(2, 0, 'times') : shown);
  const named = names.map((name) => columnNamed(name, columns));
  const chosen = report.convention === undefined ? named : [...named, conventionColumn(report.convention)];
  const laidOut = layOut(
    [...rows, total],
    chosen.map((column) => ({
      name: column.name,
      heading: column.heading,
      cells: (shown: readonly Row[]) => cellsOf(column, shown, report),
    })),
    {
      room: options.width,
      dispensable: options.columns === undefined ? dispensable : [],
      markOf: ({ layers }, index) => layers[0]?.index ?? index,
    },
  );
  const headings = headingCells(laidOut, paint);
  return drawColumns(
    laidOut.map((column, index) => ({
      alignment: column.alignment,
      cells: (headings[index] ?? []).concat(cellsBelow(column, rows, paint)),
    })),
  );
}

/** The cells of a column below its heading: those of the rows between two rules, and the total. */
function cellsBelow({ name, width, cells }: LaidOut, rows: readonly Row[], paint: Paint): readonly SizedText[] {
  const rule = sized(paint.dim('─'.repeat(width)));
  const total = cells[rows.length];
  if (rows.length === 0 || total === undefined) return [rule];
  const body = paint.isOn
    ? rows.map((row, index) => paintCell(cells[index] ?? total, name, row, paint))
    : cells.slice(0, rows.length);
  return [rule].concat(body, rule, restyled(total, paint.bold));
}

/** The columns that are shown unless others are named. */
function usualOf({ measurement, prediction, roofline, bound }: Report): readonly string[] {
  if (measurement !== undefined) return roofline === undefined ? usualMeasured : usualBounded;
  if (prediction !== undefined) return usualPredicted;
  return bound === undefined ? usualColumns : usualOnPlatform;
}

/** Whether a row is a layer that does not run exactly once. */
function isRepeated({ kind, layers }: Row): boolean {
  return (kind === 'layer' || kind === 'kernel') && layers[0] !== undefined && layers[0].times !== 1;
}

function paintCell(cell: SizedText, name: string, row: Row, paint: Paint): SizedText {
  const { text } = cell;
  if (row.kind === 'rest' || text === '0' || text === '0 B' || text === '0%') return restyled(cell, paint.dim);
  if (name.endsWith('-share')) return restyled(cell, (share) => paintShare(share, paint));
  if (name === 'op' || name === 'dtype') return restyled(cell, paint.cyan);
  return text === '?' ? restyled(cell, paint.yellow) : cell;
}

/** A painted cell: paint takes no room. */
function restyled({ text, width }: SizedText, style: (text: string) => string): SizedText {
  return { text: style(text), width };
}

/** A share, coloured where it is a twentieth of the whole or more. */
function paintShare(text: string, paint: Paint): string {
  const percent = Number.parseFloat(text);
  if (percent >= 10) return paint.bold(paint.red(text));
  return percent >= 5 ? paint.yellow(text) : text;
}
