import { figures, findFigure, isThere } from '../../../figures/index.js';
import { totalOf } from '../../../report/index.js';
import type { KernelReport, LayerReport, ModelReport, Report } from '../../../report/index.js';
import { append, exactText } from '../../../text/index.js';
import { cellText } from '../../cell-text.js';
import { sortKey } from '../../column.js';
import type { Cell as ReportCell, Column as ReportColumn } from '../../column.js';
import { columnsOf as columnsOfReport } from '../../columns.js';
import { conventionColumn } from '../../convention-column.js';
import type { Row } from '../../row-sums.js';
import { capital, nameText } from './names.js';
import { asNumber, restored } from './quantities.js';

/** A column of the table of layers, as the command line has it; its cells are of a layer or sum up a module's. */
export interface Column {
  /** The name that `--columns` takes. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly heading: string;
  /** The name in the list of columns, where it has no neighbours. */
  readonly title: string;
  readonly summary: string;
  readonly isNumeric: boolean;
  /** In pixels. */
  readonly width: number;
  /** Whether it is shown unless columns are named. */
  readonly isUsual: boolean;
  readonly cell: (layers: readonly LayerReport[]) => Cell;
}

/** The content of a cell. */
export interface Cell {
  readonly text: string;
  /** The whole of it, where the text is a part. */
  readonly title?: string | undefined;
  /** The value to sort by; undefined where it is unknown. */
  readonly key: number | string | undefined;
  /** The share of the model's total, 0 to 1, to draw a bar by. */
  readonly share?: number | undefined;
}

/** Columns that are shown besides the headlines unless others are named, where the report has something for them. */
const usual: ReadonlySet<string> = new Set([
  'op',
  'output',
  'multiply-adds-share',
  'memory-access-fused-share',
  'arithmetic-intensity',
  'convention',
]);

/** Widths of columns of text, in pixels. */
const textWidths: Readonly<Record<string, number>> = { index: 64, op: 132, category: 116, scope: 200, dtype: 78 };

/** The width of columns whose figures hold symbols, in pixels. */
const FORMULA_WIDTH = 172;

/** The columns of a model's table besides the layer's name, in the order of the command line. */
export function columnsOf(published: ModelReport): readonly Column[] {
  const report = restored(published);
  const rowOf = rowMaker(report);
  const { convention, layers, measurement, prediction } = report;
  const isRepeated = layers.some(
    ({ times, category }) => times !== 1 && category !== 'constant' && category !== 'shape',
  );
  const isUsual = (name: string): boolean =>
    usual.has(name) ||
    figures.some((figure) => figure.name === name && figure.isHeadline === true && isThere(figure, report)) ||
    (name === 'times' && isRepeated) ||
    (measurement !== undefined && name === 'latency-share') ||
    (prediction !== undefined && name === 'predicted-share');
  const all = [
    ...columnsOfReport(report).filter(({ name }) => name !== 'layer'),
    ...(convention === undefined ? [] : [conventionColumn(convention)]),
  ];
  return all.map((column): Column => {
    const { kind } = column.cell({ kind: 'layer', label: '', layers: layers.slice(0, 1) }, report);
    const total = totalNumber(column, report);
    return {
      name: column.name,
      aliases: column.aliases ?? [],
      heading: headingOf(column),
      title: titleOf(column),
      summary: column.summary,
      isNumeric: kind !== 'text' && kind !== 'value',
      width: widthOf(column, kind, report),
      isUsual: isUsual(column.name),
      cell: (of) => {
        const row = rowOf(of);
        return row === undefined ? { text: '', key: undefined } : cellOf(column, row, report, total);
      },
    };
  });
}

/**
 * A function that gives the row of some layers: the one that tables and CSV have. The time of a kernel stands at its
 * most costly layer.
 */
function rowMaker({ layers, measurement }: Report): (of: readonly LayerReport[]) => Row | undefined {
  const kernels = new Map<number, KernelReport[]>();
  for (const kernel of measurement?.kernels ?? []) {
    const [main] = kernel.layers;
    if (main !== undefined) append(kernels, main, kernel);
  }
  // Sums are remembered by row.
  const rows = new WeakMap<object, Row>();
  return (of) => {
    const [first] = of;
    if (first === undefined) return undefined;
    const key = of.length === 1 ? first : of;
    let row = rows.get(key);
    if (row === undefined) {
      row = {
        kind: of.length === 1 ? 'layer' : 'module',
        label: first.label,
        layers: of.flatMap(({ index }) => layers[index] ?? []),
        kernels: of.flatMap(({ index }) => kernels.get(index) ?? []),
      };
      rows.set(key, row);
    }
    return row;
  };
}

function cellOf(column: ReportColumn, row: Row, report: Report, total: number | undefined): Cell {
  // The count of a module's layers stands beside its name.
  if (column.name === 'op' && row.kind === 'module') return { text: '', key: undefined };
  const cell = column.cell(row, report);
  const share = typeof total === 'number' && total > 0 ? numberIn(cell) : undefined;
  const isNone = (cell.kind === 'count' || cell.kind === 'bytes') && cell.value === 0 && !cell.partial;
  return {
    text: isNone ? '0' : nameText(cellText(cell)),
    title: fullText(column, cell, row),
    key: column.name === 'index' ? row.layers[0]?.index : sortKey(cell),
    share: share === undefined || total === undefined ? undefined : share / total,
  };
}

/** The exact content of a cell. */
function fullText(
  { name }: ReportColumn,
  cell: ReportCell,
  { kind, layers: [layer], kernels }: Row,
): string | undefined {
  switch (cell.kind) {
    case 'text':
      return name === 'op' && layer !== undefined && layer.domain !== 'ai.onnx'
        ? nameText(`${layer.domain}.${layer.op}`)
        : nameText(cell.text);
    case 'value':
      return cellText(cell, 200);
    case 'count':
    case 'bytes':
      return exactCell(cell);
    case 'milliseconds': {
      const others = kind === 'layer' && name === 'latency' ? (kernels?.[0]?.layers.length ?? 1) - 1 : 0;
      return others > 0 ? `of a kernel that computes ${others} more ${others === 1 ? 'layer' : 'layers'}` : undefined;
    }
    case 'share':
    case 'ratio':
    case 'given':
      return undefined;
  }
}

/** A cell's figure to the digit, in its unit. */
export function exactCell({ kind, value, partial }: Extract<ReportCell, { readonly kind: 'count' | 'bytes' }>): string {
  if (value === undefined) return 'unknown';
  return `${partial ? '≥ ' : ''}${exactText(value, 200)}${kind === 'bytes' ? ' bytes' : ''}`;
}

function numberIn(cell: ReportCell): number | undefined {
  return cell.kind === 'count' || cell.kind === 'bytes' || cell.kind === 'milliseconds'
    ? asNumber(cell.value)
    : undefined;
}

/** The total that a column's cells are parts of; undefined for a column that has none, or while it holds a symbol. */
function totalNumber({ name }: ReportColumn, report: Report): number | undefined {
  if (name === 'latency') return report.measurement?.kernelsMs;
  const figure = findFigure(name);
  return figure === undefined ? undefined : asNumber(totalOf(report, figure));
}

function widthOf({ name }: ReportColumn, kind: ReportCell['kind'], report: Report): number {
  const figure = findFigure(name);
  if (name === 'output') return report.unbound.length > 0 ? 216 : 150;
  if (kind === 'text') return textWidths[name] ?? 92;
  if (figure !== undefined && typeof totalOf(report, figure) === 'object') return FORMULA_WIDTH;
  return kind === 'share' ? 74 : kind === 'ratio' ? 92 : 104;
}

/** The two lines of a heading as one: a hyphen that only breaks a word goes. */
function headingOf({ name, heading: [first, second] }: ReportColumn): string {
  if (second === undefined) return capital(first);
  if (!first.endsWith('-')) return capital(`${first} ${second}`);
  return capital(name.startsWith(first) ? first + second : first.slice(0, -1) + second);
}

function titleOf(column: ReportColumn): string {
  const share = column.name.endsWith('-share');
  const figure = findFigure(column.name.replace(/-share$/u, ''));
  return figure === undefined ? headingOf(column) : `${capital(figure.label)}${share ? ', share' : ''}`;
}
