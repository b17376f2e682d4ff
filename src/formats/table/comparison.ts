import type { ChalkInstance } from 'chalk';
import { memoryAccessBytes } from '../../analysis/index.js';
import type { FailedReport, Report } from '../../report/index.js';
import { escapeTerminal } from '../escape.js';
import { shortenNames } from '../names.js';
import { bytesText, countText } from '../quantity.js';
import { drawRows } from './draw.js';

const GAP = 2;
const LEAST_NAME = 20;

const headings = [
  ['', '', '', 'multiply-', '', 'memory', 'peak'],
  ['model', 'layers', 'params', 'adds', 'FLOPs', 'access', 'activations'],
];

/** A model and its totals for people; `not read` for one that was not. */
export interface ModelTotals {
  readonly path: string;
  readonly figures: readonly string[];
}

/** What a line of the comparison says. */
export function totalsOf(report: Report | FailedReport): ModelTotals {
  if (report.kind === 'failed') return { path: report.path, figures: ['not read', '', '', '', '', ''] };
  const { totals, coverage } = report.analysis;
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  const figures = [
    String(totals.layers),
    countText(totals.params),
    least + countText(totals.multiplyAdds),
    least + countText(totals.flops),
    least + bytesText(memoryAccessBytes(totals)),
    bytesText(totals.peakActivationBytes),
  ];
  return { path: report.path, figures };
}

/** The totals of several models, a line each. */
export function compareTotals(models: readonly ModelTotals[], { width }: { readonly width: number }, paint: ChalkInstance): readonly string[] {
  const rows = [...headings.map(([, ...cells]) => cells), ...models.map(({ figures }) => figures)];
  const taken = [0, 1, 2, 3, 4, 5].reduce((sum, column) => sum + GAP + Math.max(...rows.map((row) => row[column]?.length ?? 0)), 0);
  const names = shortenNames(models.map(({ path }) => escapeTerminal(path)), Math.max(LEAST_NAME, width - taken), models.map((_, index) => index + 1));
  return drawRows(
    [...headings.map((line) => line.map((cell) => paint.bold(cell))), ...models.map(({ figures }, index) => [names[index] ?? '', ...figures])],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}
