import type { Dim } from '../dim/index.js';
import { figures, kinds } from '../figures/index.js';
import type { NamedValue, Report, ReportLayer } from '../report/index.js';
import { textCell } from './column.js';
import type { Cell, Column } from './column.js';
import { figureColumns, rateColumn } from './figure-columns.js';
import { boundCell, boundSide, latencyCell } from './measured-cells.js';
import { predictedTime, predictedUncertainty } from './predicted-cells.js';
import type { Row } from './row-sums.js';
import { dtypeOf } from './value-text.js';

/** Every column, in the order in which they are shown. */
export const columns: readonly Column[] = [
  {
    name: 'index',
    heading: ['#'],
    summary: 'position in execution order',
    cell: ({ kind, layers }) => textCell(layers.length === 1 || kind === 'kernel' ? String(layers[0]?.index) : ''),
  },
  {
    name: 'layer',
    heading: ['layer'],
    isUsual: true,
    summary: "the node's name, or its operator and position",
    cell: ({ label }) => textCell(label),
  },
  { name: 'op', heading: ['op'], isUsual: true, givesWay: 13, summary: 'operator', cell: opCell },
  {
    name: 'category',
    heading: ['category'],
    summary: 'kind of operator',
    cell: ({ kind, layers }) => textCell(kind === 'layer' || kind === 'kernel' ? (layers[0]?.category ?? '') : ''),
  },
  {
    name: 'scope',
    heading: ['scope'],
    summary: 'modules around it',
    cell: ({ kind, layers: [layer] }) =>
      textCell(kind === 'layer' || kind === 'kernel' ? (layer?.scope.join('/') ?? '') : ''),
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
    cell: (row) => textCell(dtypeOf(lastOutput(row))),
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
    cell: (row, report) => textCell(boundSide(row, report)),
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

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

function opCell({ kind, layers, kernels }: Row): Cell {
  if (kind === 'total') return textCell('');
  if (kind === 'layer') return textCell(layers[0]?.op ?? '');
  if (kind === 'kernel') return textCell(kernelOps(layers));
  if (layers.length === 0 && kernels !== undefined) {
    return textCell(`${kernels.length} kernel${kernels.length === 1 ? '' : 's'}`);
  }
  return textCell(`${layers.length} layer${layers.length === 1 ? '' : 's'}`);
}

/** The operators of a kernel in execution order, repeated ones once. */
function kernelOps(layers: readonly ReportLayer[]): string {
  return [...new Set(layers.toSorted((a, b) => a.index - b.index).map(({ op }) => op))].join(' + ');
}

function timesCell({ kind, layers: [layer] }: Row): Cell {
  return kind === 'layer' || kind === 'kernel' ? { kind: 'count', value: layer?.times, partial: false } : textCell('');
}

function outputCell(row: Row): Cell {
  if (row.kind === 'rest' || row.kind === 'total') return textCell('');
  if (row.kind !== 'layer') return { kind: 'value', value: lastOutput(row), more: 0 };
  let first: NamedValue<Dim> | undefined;
  let more = 0;
  for (const value of row.layers[0]?.outputs ?? []) {
    if (value === null) continue;
    if (first === undefined) first = value;
    else more++;
  }
  return { kind: 'value', value: first, more };
}

/** The output of a row: the first output of its last layer. */
function lastOutput({ kind, layers }: Row): NamedValue<Dim> | undefined {
  if (kind === 'rest' || kind === 'total') return undefined;
  // A kernel lists its layers by cost, the most costly first.
  const last = kind === 'kernel' ? layers.toSorted((a, b) => a.index - b.index).at(-1) : layers.at(-1);
  for (const value of last?.outputs ?? []) if (value !== null) return value;
  return undefined;
}
