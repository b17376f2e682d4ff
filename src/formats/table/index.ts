import { Chalk } from 'chalk';
import type { ChalkInstance } from 'chalk';
import { isFailed } from '../../report/index.js';
import type { Report } from '../../report/index.js';
import { thingsText } from '../../text/index.js';
import { columns } from '../columns.js';
import { conventionColumn } from '../convention-column.js';
import { defineFormat } from '../define.js';
import type { FormatOptions, FormatSession } from '../define.js';
import { totalRow } from '../row-sums.js';
import type { Row } from '../row-sums.js';
import { checkModelColumns, modelRow } from '../models.js';
import type { ModelRow } from '../models.js';
import { checkColumns, columnNamed, rowsOf } from '../rows.js';
import { describeBound } from './bound.js';
import { drawComparison } from './compare.js';
import { drawModels } from './models.js';
import { drawRows } from './draw.js';
import { headingRows, layOut } from './layout.js';
import { plotSpeed } from './speed-plot.js';
import { startFindings } from './findings.js';
import { describeGeneration } from './generation.js';
import { describeModel } from './heading.js';
import { describeNotes } from './notes.js';
import { describeMeasurement } from './measurement.js';
import { drawTotals } from './summary.js';

const usual = [
  'layer',
  'op',
  'output',
  'dtype',
  'params',
  'multiply-adds',
  'multiply-adds-share',
  'flops',
  'memory-access',
  'memory-access-share',
];

const usualOnPlatform = [...usual.filter((name) => name !== 'dtype' && name !== 'flops'), 'bound', 'bound-by'];

const usualPredicted = [
  'layer',
  'op',
  'output',
  'params',
  'multiply-adds',
  'memory-access',
  'predicted',
  'predicted-uncertainty',
  'predicted-share',
];

const usualMeasured = [
  'layer',
  'op',
  'output',
  'multiply-adds',
  'flops',
  'memory-access',
  'latency',
  'latency-share',
  'gflops-per-second',
  'gigabytes-per-second',
];
const usualBounded = [
  ...usualMeasured.filter((name) => !name.endsWith('-per-second')),
  'bound',
  'bound-by',
  'efficiency',
];

/** Columns that can be left out where there is no room, the first to go first. */
const dispensable = [
  'dtype',
  'flops',
  'params',
  'memory-access-share',
  'multiply-adds-share',
  'gigabytes-per-second',
  'bound',
  'memory-access',
  'gflops-per-second',
  'bound-by',
  'output',
  'efficiency',
  'op',
  'multiply-adds',
  'latency-share',
];

/** For people at a terminal: a table of layers, the totals, and what to know about them; for several models their totals side by side at the end. */
export default defineFormat({
  name: 'table',
  extension: 'txt',
  summary: 'For people: layers, totals and notes, as wide as the terminal.',
  start(options) {
    const paint = new Chalk({ level: options.colour ? 1 : 0 });
    if (options.summary === true) checkModelColumns(options);
    else checkColumns(options, columns);
    return options.show === 'findings' ? startFindings(options, paint) : startLayers(options, paint);
  },
  comparison: drawComparison,
});

/** A model's totals, and its table unless it could not be read. */
interface Part {
  readonly row: ModelRow;
  readonly text: string | undefined;
}

function startLayers(options: FormatOptions, paint: ChalkInstance): FormatSession<Part> {
  // Totals alone: of many models the tables would not fit into memory.
  const seen: ModelRow[] = [];
  return {
    print: (report) => ({
      row: modelRow(report),
      text: isFailed(report) || options.summary === true ? undefined : describe(report, options, paint),
    }),
    next({ row, text }) {
      seen.push(row);
      return text === undefined ? '' : `${seen.length > 1 ? '\n' : ''}${text}`;
    },
    end: () => {
      if (seen.length < 2 && options.summary !== true) return '';
      const lines = [...drawModels(seen, options, paint), ...plotSpeed(seen, options.width)];
      return `${options.summary === true ? '' : '\n'}${lines.join('\n')}\n`;
    },
  };
}

function describe(report: Report, options: FormatOptions, paint: ChalkInstance): string {
  const parts = [
    describeModel(report, options, paint),
    drawLayers(report, options, paint),
    drawTotals(report, options.width, paint),
    ...describeBound(report, options),
    ...describeGeneration(report, options, paint),
    ...describeMeasurement(report, options, paint),
    ...describeNotes(report, options, paint),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** A table on a terminal has at most so many rows, unless the user says how it should be cut. */
const MOST_ROWS = 300;

/** Modules are shown so many levels deep at most, where a table would have too many rows. */
const DEEPEST = 6;

/** The rows of the table; on a terminal those of modules, where a row for each layer would be too many, with a line that says how to see all. */
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

function drawLayers(report: Report, options: FormatOptions, paint: ChalkInstance): readonly string[] {
  const { rows, note } = tableRows(report, options);
  const total = totalRow(report);
  const shown = usualOf(report);
  const names = options.columns ?? (rows.some(isRepeated) ? shown.toSpliced(2, 0, 'times') : shown);
  const named = names.map((name) => columnNamed(name, columns));
  const chosen = report.convention === undefined ? named : [...named, conventionColumn(report.convention)];
  const laidOut = layOut(
    [...rows, total],
    chosen.map(({ name, heading, cell }) => ({ name, heading, cell: (row: Row) => cell(row, report) })),
    {
      room: options.width,
      dispensable: options.columns === undefined ? dispensable : [],
      markOf: ({ layers }, index) => layers[0]?.index ?? index,
    },
  );
  const heading = headingRows(laidOut).map((cells) => cells.map((cell) => paint.bold(cell)));
  const rule = laidOut.map(({ width }) => paint.dim('─'.repeat(width)));
  const body = rows.map((row, index) =>
    laidOut.map(({ name, texts }) => paintCell(texts[index] ?? '', name, row, paint)),
  );
  const sums = laidOut.map(({ texts }) => paint.bold(texts.at(-1) ?? ''));
  return [
    ...drawRows(
      [...heading, rule, ...body, ...(rows.length === 0 ? [] : [rule, sums])],
      laidOut.map(({ alignment }) => alignment),
    ),
    ...note.map((line) => paint.dim(line)),
  ];
}

/** The columns that are shown unless others are named. */
function usualOf({ measurement, prediction, roofline, bound }: Report): readonly string[] {
  if (measurement !== undefined) return roofline === undefined ? usualMeasured : usualBounded;
  if (prediction !== undefined) return usualPredicted;
  return bound === undefined ? usual : usualOnPlatform;
}

/** Whether a row is a layer that does not run just once. */
function isRepeated({ kind, layers: [layer] }: Row): boolean {
  return (kind === 'layer' || kind === 'kernel') && layer !== undefined && layer.times !== 1;
}

function paintCell(text: string, name: string, row: Row, paint: ChalkInstance): string {
  if (paint.level === 0) return text;
  if (row.kind === 'rest' || text === '0' || text === '0 B' || text === '0%') return paint.dim(text);
  if (name.endsWith('-share')) return paintShare(text, paint);
  if (name === 'op' || name === 'dtype') return paint.cyan(text);
  return text === '?' ? paint.yellow(text) : text;
}

/** Where the cost is: a twentieth of the whole and more stands out. */
function paintShare(text: string, paint: ChalkInstance): string {
  const percent = Number.parseFloat(text);
  if (percent >= 10) return paint.bold.red(text);
  return percent >= 5 ? paint.yellow(text) : text;
}
