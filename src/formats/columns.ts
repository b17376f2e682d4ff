import { memoryAccessBytes } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { add } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Value } from '../ir/index.js';
import { ratioOf } from '../report/index.js';
import type { Report } from '../report/index.js';
import { sumOf } from './figures.js';
import type { Figure, Row, Sum } from './figures.js';
import { boundCell, boundSide, latencyCell, rateCell } from './measured-cells.js';
import { magnitudeOf } from '../text/index.js';

/** What stands in a cell; how it is written is the format's affair. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value | undefined; readonly more: number }
  | ({ readonly kind: 'count' | 'bytes' } & Sum)
  | { readonly kind: 'share' | 'ratio' | 'milliseconds'; readonly value: number | undefined };

/** A column of layers. */
export interface Column {
  /** As `--columns` and `--sort` take it, and as CSV heads it. */
  readonly name: string;
  /** Its heading for people, in one or two lines. */
  readonly heading: readonly [string] | readonly [string, string];
  readonly summary: string;
  /** Whether it is there in measured reports only. */
  readonly measured?: true;
  readonly cell: (row: Row, analysis: Analysis, measured?: Pick<Report, 'measurement' | 'roofline'>) => Cell;
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
    summary: "the node's name, or its operator and position",
    cell: ({ label }) => text(label),
  },
  { name: 'op', heading: ['op'], summary: 'operator', cell: opCell },
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
  { name: 'output', heading: ['output'], summary: 'shape of what it gives', cell: outputCell },
  {
    name: 'dtype',
    heading: ['dtype'],
    summary: 'element type of what it gives',
    cell: (row) => text(dtypeOf(lastOutput(row)?.type)),
  },
  { name: 'params', heading: ['params'], summary: 'elements of its weights', cell: (row) => count(row, 'params') },
  {
    name: 'buffers',
    heading: ['buffers'],
    summary: 'elements of other stored state',
    cell: (row) => count(row, 'buffers'),
  },
  {
    name: 'param-bytes',
    heading: ['param', 'bytes'],
    summary: 'bytes of its weights',
    cell: (row) => sumCell('bytes', sumOf(row, 'paramBytes')),
  },
  {
    name: 'multiply-adds',
    heading: ['multiply-', 'adds'],
    summary: 'multiply-accumulate pairs, 1 each',
    cell: (row) => count(row, 'multiplyAdds'),
  },
  {
    name: 'multiply-adds-share',
    heading: ['share'],
    summary: "share of the model's multiply-adds",
    cell: (row, { totals }) => share(sumOf(row, 'multiplyAdds'), totals.multiplyAdds),
  },
  {
    name: 'flops',
    heading: ['FLOPs'],
    summary: 'arithmetic operations: 2 per multiply-add, plus all others',
    cell: (row) => count(row, 'flops'),
  },
  {
    name: 'flops-share',
    heading: ['share'],
    summary: "share of the model's FLOPs",
    cell: (row, { totals }) => share(sumOf(row, 'flops'), totals.flops),
  },
  {
    name: 'memory-read',
    heading: ['memory', 'read'],
    summary: 'bytes read',
    cell: (row) => sumCell('bytes', sumOf(row, 'memoryReadBytes')),
  },
  {
    name: 'memory-written',
    heading: ['memory', 'written'],
    summary: 'bytes written',
    cell: (row) => sumCell('bytes', sumOf(row, 'memoryWriteBytes')),
  },
  {
    name: 'memory-access',
    heading: ['memory', 'access'],
    summary: 'bytes read and written, if nothing is cached or fused',
    cell: (row) => sumCell('bytes', accessOf(row)),
  },
  {
    name: 'memory-access-share',
    heading: ['share'],
    summary: "share of the model's memory access",
    cell: (row, { totals }) => share(accessOf(row), memoryAccessBytes(totals)),
  },
  {
    name: 'arithmetic-intensity',
    heading: ['FLOPs', 'per byte'],
    summary: 'FLOPs per byte of memory access',
    cell: (row) => ({ kind: 'ratio', value: ratioOf(sumOf(row, 'flops').value, accessOf(row).value) }),
  },
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
    summary: "share of all kernels' time",
    measured: true,
    cell: (row, _, measured) => ({
      kind: 'share',
      value: ratio(latencyCell(row, 'ms').value, measured?.measurement?.kernelsMs),
    }),
  },
  {
    name: 'gflops-per-second',
    heading: ['GFLOP/s'],
    summary: '10⁹ FLOPs a second that its kernels do',
    measured: true,
    cell: (row, analysis) => rateCell(row, analysis, 'flops'),
  },
  {
    name: 'gigabytes-per-second',
    heading: ['GB/s'],
    summary: '10⁹ bytes a second that its kernels move',
    measured: true,
    cell: (row, analysis) => rateCell(row, analysis, 'bytes'),
  },
  {
    name: 'bound',
    heading: ['least', 'time'],
    summary: 'what the platform cannot beat: FLOPs over its peak or bytes over its bandwidth',
    measured: true,
    cell: (row, analysis, measured) => boundCell(row, analysis, measured?.roofline),
  },
  {
    name: 'bound-by',
    heading: ['bound', 'by'],
    summary: 'which of the two: compute or memory',
    measured: true,
    cell: (row, analysis, measured) => text(boundSide(row, analysis, measured?.roofline)),
  },
  {
    name: 'efficiency',
    heading: ['effi-', 'ciency'],
    summary: 'that least time over the latency',
    measured: true,
    cell: (row, analysis, measured) => ({
      kind: 'share',
      value: ratio(boundCell(row, analysis, measured?.roofline).value, latencyCell(row, 'ms').value),
    }),
  },
];

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

function text(of: string): Cell {
  return { kind: 'text', text: of };
}

function count(row: Row, figure: Figure): Cell {
  return sumCell('count', sumOf(row, figure));
}

function sumCell(kind: 'count' | 'bytes', { value, partial }: Sum): Cell {
  return { kind, value, partial };
}

function accessOf(row: Row): Sum {
  const read = sumOf(row, 'memoryReadBytes');
  const written = sumOf(row, 'memoryWriteBytes');
  return {
    value: read.value === undefined || written.value === undefined ? undefined : add(read.value, written.value),
    partial: read.partial || written.partial,
  };
}

function share({ value }: Sum, total: Dim | undefined): Cell {
  return { kind: 'share', value: shareOf(value, total) };
}

/** a ÷ b where that is a number: both known, or multiples of one product of symbols. */
function shareOf(a: Dim | undefined, b: Dim | undefined): number | undefined {
  if (a === 0) return 0;
  if (typeof a === 'object' && typeof b === 'object' && a.terms.length === 1 && b.terms.length === 1) {
    const [{ coefficient: part, monomial } = { coefficient: 0, monomial: undefined }] = a.terms;
    const [{ coefficient: whole, monomial: other } = { coefficient: 0, monomial: undefined }] = b.terms;
    return monomial?.key === other?.key ? Number(part) / Number(whole) : undefined;
  }
  return ratioOf(a, b);
}

function opCell({ kind, layers, kernels }: Row): Cell {
  if (kind === 'total') return text('');
  if (kind === 'layer') return text(layers[0]?.node.opType ?? '');
  if (kind === 'kernel') return text(kernelOps(layers));
  if (layers.length === 0 && kernels !== undefined) {
    return text(`${kernels.length} kernel${kernels.length === 1 ? '' : 's'}`);
  }
  return text(`${layers.length} layer${layers.length === 1 ? '' : 's'}`);
}

/** The operators of a kernel in execution order, repeated ones once. */
function kernelOps(layers: readonly Layer[]): string {
  return [...new Set(layers.toSorted((a, b) => a.index - b.index).map(({ node }) => node.opType))].join(' + ');
}

function timesCell({ kind, layers: [layer] }: Row): Cell {
  return kind === 'layer' || kind === 'kernel' ? { kind: 'count', value: layer?.times, partial: false } : text('');
}

function outputCell(row: Row): Cell {
  if (row.kind === 'rest' || row.kind === 'total') return text('');
  const more = row.kind === 'layer' ? (row.layers[0]?.outputs.filter((edge) => edge !== undefined).length ?? 1) - 1 : 0;
  return { kind: 'value', value: lastOutput(row)?.type, more };
}

/** What a row gives: the first output of its last layer. */
function lastOutput({ kind, layers }: Row): Edge | undefined {
  if (kind === 'rest' || kind === 'total') return undefined;
  // Those of a kernel stand with the most costly first.
  const last = kind === 'kernel' ? layers.toSorted((a, b) => a.index - b.index).at(-1) : layers.at(-1);
  return last?.outputs.find((edge) => edge !== undefined);
}

function dtypeOf(value: Value | undefined): string {
  if (value === undefined) return '';
  return value.kind === 'tensor' ? (value.dtype ?? '?') : dtypeOf(value.element);
}

/** What a column is sorted by: numbers the largest first, text by its letters; undefined for what is unknown. */
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
