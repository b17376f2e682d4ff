import { Chalk } from 'chalk';
import type { ChalkInstance } from 'chalk';
import type { Report } from '../../report/index.js';
import { columns } from '../columns.js';
import { conventionColumn } from '../convention-column.js';
import type { Column } from '../columns.js';
import { defineFormat } from '../define.js';
import type { FormatOptions, FormatSession } from '../define.js';
import type { Row } from '../row-sums.js';
import { checkColumns, columnNamed, rowsOf } from '../rows.js';
import { describeBound } from './bound.js';
import { drawComparison } from './compare.js';
import { compareTotals, totalsOf } from './comparison.js';
import type { ModelTotals } from './comparison.js';
import { drawRows } from './draw.js';
import { layOut } from './layout.js';
import type { LaidOut } from './layout.js';
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

/** For people at a terminal: a table of layers, the totals, and what to know about them; for several models their totals side by side at the end. */
export default defineFormat({
  name: 'table',
  extension: 'txt',
  summary: 'For people: layers, totals and notes, as wide as the terminal.',
  start(options) {
    const paint = new Chalk({ level: options.colour ? 1 : 0 });
    checkColumns(options, columns);
    return options.show === 'findings' ? startFindings(options, paint) : startLayers(options, paint);
  },
  comparison: drawComparison,
});

/** A model's totals, and its table unless it could not be read. */
interface Part {
  readonly totals: ModelTotals;
  readonly text: string | undefined;
}

function startLayers(options: FormatOptions, paint: ChalkInstance): FormatSession<Part> {
  // Totals alone: of many models the tables would not fit into memory.
  const seen: ModelTotals[] = [];
  return {
    print(report) {
      const totals = totalsOf(report);
      if (report.kind === 'failed') return { totals, text: undefined };
      const parts = [
        describeModel(report, options, paint),
        drawLayers(report, options, paint),
        drawTotals(report.analysis, options.width, paint),
        ...describeBound(report.analysis, options),
        ...describeGeneration(report.analysis, options, paint),
        ...describeMeasurement(report, options, paint),
        ...describeNotes(report, options, paint),
      ];
      return { totals, text: parts.map((lines) => `${lines.join('\n')}\n`).join('\n') };
    },
    next({ totals, text }) {
      seen.push(totals);
      return text === undefined ? '' : `${seen.length > 1 ? '\n' : ''}${text}`;
    },
    end: () =>
      seen.length > 1
        ? `\n${[...compareTotals(seen, options, paint), ...plotSpeed(seen, options.width)].join('\n')}\n`
        : '',
  };
}

function drawLayers(report: Report, options: FormatOptions, paint: ChalkInstance): readonly string[] {
  const { analysis } = report;
  const rows = rowsOf(report, options, columns);
  const total: Row = { kind: 'total', label: 'total', layers: analysis.layers, kernels: report.measurement?.kernels };
  const shown = report.measurement === undefined ? usual : report.roofline === undefined ? usualMeasured : usualBounded;
  const names = options.columns ?? (rows.some(isRepeated) ? shown.toSpliced(2, 0, 'times') : shown);
  const named = names.map((name) => columnNamed(name, columns));
  const chosen = report.convention === undefined ? named : [...named, conventionColumn(report.convention)];
  const laidOut = layOut(report, [...rows, total], chosen, {
    room: options.width,
    optional: options.columns === undefined,
  });
  const heading = headingRows(laidOut).map((cells) => cells.map((cell) => paint.bold(cell)));
  const rule = laidOut.map(({ width }) => paint.dim('─'.repeat(width)));
  const body = rows.map((row, index) =>
    laidOut.map(({ column, texts }) => paintCell(texts[index] ?? '', column, row, paint)),
  );
  const sums = laidOut.map(({ texts }) => paint.bold(texts.at(-1) ?? ''));
  return drawRows(
    [...heading, rule, ...body, ...(rows.length === 0 ? [] : [rule, sums])],
    laidOut.map(({ alignment }) => alignment),
  );
}

/** Whether a row is a layer that does not run just once. */
function isRepeated({ kind, layers: [layer] }: Row): boolean {
  return (kind === 'layer' || kind === 'kernel') && layer !== undefined && layer.times !== 1;
}

/** The headings in one or two rows, standing on the line below. */
function headingRows(laidOut: readonly LaidOut[]): readonly (readonly string[])[] {
  const height = Math.max(...laidOut.map(({ column }) => column.heading.length));
  return Array.from({ length: height }, (_, line) =>
    laidOut.map(({ column: { heading } }) => heading[line - height + heading.length] ?? ''),
  );
}

function paintCell(text: string, column: Column, row: Row, paint: ChalkInstance): string {
  if (paint.level === 0) return text;
  if (row.kind === 'rest' || text === '0' || text === '0 B' || text === '0%') return paint.dim(text);
  if (column.name.endsWith('-share')) return paintShare(text, paint);
  if (column.name === 'op' || column.name === 'dtype') return paint.cyan(text);
  return text === '?' ? paint.yellow(text) : text;
}

/** Where the cost is: a twentieth of the whole and more stands out. */
function paintShare(text: string, paint: ChalkInstance): string {
  const percent = Number.parseFloat(text);
  if (percent >= 10) return paint.bold.red(text);
  return percent >= 5 ? paint.yellow(text) : text;
}
