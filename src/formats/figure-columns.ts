import type { Dim } from '../dim/index.js';
import { figures, isOfLayers, quotient } from '../figures/index.js';
import type { Figure, Kind } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { LayerSum } from '../report/index.js';
import type { Cell, Column } from './column.js';
import { rateCell } from './measured-cells.js';
import { sumOf, sumsOf } from './row-sums.js';

/** The columns of the figures of a kind. */
export function figureColumns(kind: Kind): readonly Column[] {
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
    cell: (row, report) => figureCell(figure, sumOf(row, figure, report)),
    cells: (rows, report) => sumsOf(rows, figure, report).map((sum) => figureCell(figure, sum)),
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
    cells: (rows, report) => {
      const whole = totalOf(report, figure);
      return sumsOf(rows, figure, report).map(({ value }) => ({ kind: 'share', value: shareOf(value, whole) }));
    },
  };
  return [own, share];
}

/** The column of the rate at which kernels come by a figure. */
export function rateColumn(figure: Figure): readonly Column[] {
  if (figure.ofKernel === undefined) return [];
  const { name, unit, summary, givesWay } = figure.ofKernel.rate;
  return [{ name, heading: [unit], givesWay, summary, measured: true, cell: (row) => rateCell(row, figure) }];
}

function figureCell(figure: Figure, { value, partial }: LayerSum): Cell {
  switch (figure.unit) {
    case 'count':
    case 'bytes':
      return { kind: figure.unit, value, partial };
    case 'milliseconds':
    case 'ratio':
      return { kind: figure.unit, value: typeof value === 'object' || value === undefined ? undefined : Number(value) };
  }
}

/** a ÷ b where that is a number: both known, or multiples of one product of symbols. */
function shareOf(a: Dim | undefined, b: Dim | undefined): number | undefined {
  if (a === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return a / b;
  if (typeof a === 'object' && typeof b === 'object' && a.terms.length === 1 && b.terms.length === 1) {
    const [{ coefficient: part, monomial } = { coefficient: 0, monomial: undefined }] = a.terms;
    const [{ coefficient: whole, monomial: other } = { coefficient: 0, monomial: undefined }] = b.terms;
    return monomial?.key === other?.key ? Number(part) / Number(whole) : undefined;
  }
  return quotient([a, b]);
}
