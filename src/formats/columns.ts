import type { Dim } from '../dim/index.js';
import { figures, isOfLayers, kinds, quotient } from '../figures/index.js';
import type { Figure, Kind } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { LayerSum, NamedValue, Report, ReportLayer } from '../report/index.js';
import { sumOf } from './row-sums.js';
import { dtypeOf } from './value-text.js';
import type { Row } from './row-sums.js';
import { predictedTime, predictedUncertainty } from './predicted-cells.js';
import { boundCell, boundSide, latencyCell, rateCell } from './measured-cells.js';
import { magnitudeOf } from '../text/index.js';

/** The content of a cell; each format writes it in its own way. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: NamedValue<Dim> | undefined; readonly more: number }
  | ({ readonly kind: 'count' | 'bytes' } & LayerSum)
  | { readonly kind: 'share' | 'ratio' | 'milliseconds'; readonly value: number | undefined };

/** A column of layers. */
export interface Column {
  /** As `--columns` and `--sort` take it, and as CSV heads it. */
  readonly name: string;
  /** Names that options also take. */
  readonly aliases?: readonly string[] | undefined;
  /** Its heading for people, in one or two lines. */
  readonly heading: readonly [string] | readonly [string, string];
  readonly summary: string;
  /** Whether it is there in measured and predicted reports only. */
  readonly measured?: true;
  /** Whether it is there in reports with a bound, too. */
  readonly bounded?: true;
  /** Whether tables show it unless columns are named. */
  readonly isUsual?: true | undefined;
  /** Of columns that find no room the one of the lowest number is left out first; without a number it stays. */
  readonly givesWay?: number | undefined;
  /** The kind of the figure that it shows; undefined where it shows none. */
  readonly kind?: Kind;
  readonly cell: (row: Row, report: Report) => Cell;
}

/** Every column, in the order in which they are shown. */
export const columns: readonly Column[] = [
  {
    name: 'index',
    heading: ['#'],
    summary: 'position in execution order',
    cell: ({ kind, layers }) => text(layers.length === 1 || kind === 'kernel' ? String(layers[0]?.index) : ''),
  },
  {
    name: 'layer',
    heading: ['layer'],
    isUsual: true,
    summary: "the node's name, or its operator and position",
    cell: ({ label }) => text(label),
  },
  { name: 'op', heading: ['op'], isUsual: true, givesWay: 13, summary: 'operator', cell: opCell },
  {
    name: 'category',
    heading: ['category'],
    summary: 'kind of operator',
    cell: ({ kind, layers }) => text(kind === 'layer' || kind === 'kernel' ? (layers[0]?.category ?? '') : ''),
  },
  {
    name: 'scope',
    heading: ['scope'],
    summary: 'modules around it',
    cell: ({ kind, layers: [layer] }) =>
      text(kind === 'layer' || kind === 'kernel' ? (layer?.scope.join('/') ?? '') : ''),
  },
  { name: 'times', heading: ['times'], summary: 'how often it runs in one inference', cell: timesCell },
  {
    name: 'output',
    heading: ['output'],
    isUsual: true,
    givesWay: 11,
    summary: 'shape of what it gives',
    cell: outputCell,
  },
  {
    name: 'dtype',
    heading: ['dtype'],
    isUsual: true,
    givesWay: 1,
    summary: 'element type of what it gives',
    cell: (row) => text(dtypeOf(lastOutput(row))),
  },
  ...kinds.filter((kind) => kind !== 'time').flatMap(figureColumns),
  {
    name: 'latency',
    heading: ['latency'],
    summary: 'median time of its kernels',
    measured: true,
    cell: (row) => latencyCell(row, 'ms'),
  },
  {
    name: 'latency-p90',
    heading: ['latency', 'p90'],
    summary: 'time that 9 of 10 runs stay below',
    measured: true,
    cell: (row) => latencyCell(row, 'p90Ms'),
  },
  {
    name: 'latency-share',
    heading: ['share'],
    givesWay: 15,
    summary: "share of all kernels' time",
    measured: true,
    cell: (row, { measurement }) => ({
      kind: 'share',
      value: ratio(latencyCell(row, 'ms').value, measurement?.kernelsMs),
    }),
  },
  {
    name: 'predicted',
    heading: ['predicted'],
    summary: 'time of its kernels as a platform predicts it, at the first layer of each',
    measured: true,
    cell: (row, { prediction }) => ({ kind: 'milliseconds', value: predictedTime(row, prediction) }),
  },
  {
    name: 'predicted-uncertainty',
    heading: ['±'],
    summary: 'share of that time by which it may be off; two in three times it is less',
    measured: true,
    cell: (row, { prediction }) => ({ kind: 'share', value: predictedUncertainty(row, prediction) }),
  },
  {
    name: 'predicted-share',
    heading: ['share'],
    summary: 'share of the predicted time of the model',
    measured: true,
    cell: (row, { prediction }) => ({
      kind: 'share',
      value: ratio(predictedTime(row, prediction), prediction?.totalMs),
    }),
  },
  ...figures.flatMap(rateColumn),
  {
    name: 'bound',
    heading: ['least', 'time'],
    givesWay: 7,
    summary: 'what the platform cannot beat: FLOPs over its peak or bytes over its bandwidth',
    measured: true,
    bounded: true,
    cell: (row, report) => boundCell(row, report),
  },
  {
    name: 'bound-by',
    heading: ['bound', 'by'],
    givesWay: 10,
    summary: 'what sets the least time: compute or memory',
    measured: true,
    bounded: true,
    cell: (row, report) => text(boundSide(row, report)),
  },
  {
    name: 'efficiency',
    heading: ['effi-', 'ciency'],
    givesWay: 12,
    summary: 'the least time over the latency',
    measured: true,
    cell: (row, report) => ({
      kind: 'share',
      value: ratio(boundCell(row, report).value, latencyCell(row, 'ms').value),
    }),
  },
];

/** The columns that people are shown unless they name others. */
export const usualColumns: readonly string[] = columns.flatMap(({ name, isUsual }) => (isUsual === true ? [name] : []));

/** The columns that a report has something for: those of times only where it has some. */
export function columnsOf({
  measurement,
  prediction,
  bound,
}: Pick<Report, 'measurement' | 'prediction' | 'bound'>): readonly Column[] {
  const isTimed = measurement !== undefined || prediction !== undefined;
  return columns.filter(
    ({ measured, bounded }) => measured !== true || isTimed || (bounded === true && bound !== undefined),
  );
}

/** The columns of the figures of a kind. */
function figureColumns(kind: Kind): readonly Column[] {
  const ofKind = figures.filter((figure) => figure.kind === kind && figure.ofLayers === undefined);
  return ofKind.flatMap((figure) => (isOfLayers(figure) ? columnsOfFigure(figure) : []));
}

/** The column of a figure, and beside it the one of its share of the total. */
function columnsOfFigure(figure: Figure): readonly Column[] {
  const { name, aliases, heading, meaning, label, hasShare, kind, column } = figure;
  const own: Column = {
    name,
    aliases,
    heading,
    kind,
    isUsual: column?.isUsual,
    givesWay: column?.givesWay,
    summary: meaning,
    cell: (row, report) => figureCell(figure, row, report),
  };
  if (hasShare !== true) return [own];
  const share: Column = {
    name: `${name}-share`,
    heading: ['share'],
    kind,
    isUsual: column?.isShareUsual,
    givesWay: column?.shareGivesWay,
    summary: `share of the model's ${label}`,
    cell: (row, report) => ({
      kind: 'share',
      value: shareOf(sumOf(row, figure, report).value, totalOf(report, figure)),
    }),
  };
  return [own, share];
}

/** The column of the rate at which kernels come by a figure. */
function rateColumn(figure: Figure): readonly Column[] {
  if (figure.ofKernel === undefined) return [];
  const { name, unit, summary, givesWay } = figure.ofKernel.rate;
  return [{ name, heading: [unit], givesWay, summary, measured: true, cell: (row) => rateCell(row, figure) }];
}

function figureCell(figure: Figure, row: Row, report: Report): Cell {
  const { value, partial } = sumOf(row, figure, report);
  switch (figure.unit) {
    case 'count':
    case 'bytes':
      return { kind: figure.unit, value, partial };
    case 'milliseconds':
    case 'ratio':
      return { kind: figure.unit, value: typeof value === 'object' || value === undefined ? undefined : Number(value) };
  }
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

function text(of: string): Cell {
  return { kind: 'text', text: of };
}

/** a ÷ b where that is a number: both known, or multiples of one product of symbols. */
function shareOf(a: Dim | undefined, b: Dim | undefined): number | undefined {
  if (a === 0) return 0;
  if (typeof a === 'object' && typeof b === 'object' && a.terms.length === 1 && b.terms.length === 1) {
    const [{ coefficient: part, monomial } = { coefficient: 0, monomial: undefined }] = a.terms;
    const [{ coefficient: whole, monomial: other } = { coefficient: 0, monomial: undefined }] = b.terms;
    return monomial?.key === other?.key ? Number(part) / Number(whole) : undefined;
  }
  return quotient([a, b]);
}

function opCell({ kind, layers, kernels }: Row): Cell {
  if (kind === 'total') return text('');
  if (kind === 'layer') return text(layers[0]?.op ?? '');
  if (kind === 'kernel') return text(kernelOps(layers));
  if (layers.length === 0 && kernels !== undefined) {
    return text(`${kernels.length} kernel${kernels.length === 1 ? '' : 's'}`);
  }
  return text(`${layers.length} layer${layers.length === 1 ? '' : 's'}`);
}

/** The operators of a kernel in execution order, repeated ones once. */
function kernelOps(layers: readonly ReportLayer[]): string {
  return [...new Set(layers.toSorted((a, b) => a.index - b.index).map(({ op }) => op))].join(' + ');
}

function timesCell({ kind, layers: [layer] }: Row): Cell {
  return kind === 'layer' || kind === 'kernel' ? { kind: 'count', value: layer?.times, partial: false } : text('');
}

function outputCell(row: Row): Cell {
  if (row.kind === 'rest' || row.kind === 'total') return text('');
  const more = row.kind === 'layer' ? (row.layers[0]?.outputs.filter((value) => value !== null).length ?? 1) - 1 : 0;
  return { kind: 'value', value: lastOutput(row), more };
}

/** The output of a row: the first output of its last layer. */
function lastOutput({ kind, layers }: Row): NamedValue<Dim> | undefined {
  if (kind === 'rest' || kind === 'total') return undefined;
  // A kernel lists its layers by cost, the most costly first.
  const last = kind === 'kernel' ? layers.toSorted((a, b) => a.index - b.index).at(-1) : layers.at(-1);
  return last?.outputs.find((value) => value !== null);
}

/**
 * The key that a column is sorted by: numbers the largest first, text by its letters; undefined for an unknown value.
 */
export function sortKey(cell: Cell): number | string | undefined {
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'value':
      return undefined;
    case 'count':
    case 'bytes':
      if (cell.value === undefined) return undefined;
      return magnitudeOf(cell.value);
    case 'share':
    case 'ratio':
    case 'milliseconds':
      return cell.value;
  }
}
