import type { ChalkInstance } from 'chalk';
import { memoryAccessBytes } from '../../analysis/index.js';
import type { FailedReport, Report } from '../../report/index.js';
import type { FormatOptions } from '../define.js';
import { escapeTerminal } from '../escape.js';
import { shortenNames } from '../names.js';
import { bytesText, countText } from '../quantity.js';
import { drawRows } from './draw.js';

const headings = [
  ['', '', '', 'multiply-', '', 'memory', 'peak'],
  ['model', 'layers', 'params', 'adds', 'FLOPs', 'access', 'activations'],
];

/** The totals of several models, a line each. */
export function compareTotals(reports: readonly (Report | FailedReport)[], { width }: FormatOptions, paint: ChalkInstance): readonly string[] {
  const figures = reports.map((report) => (report.kind === 'failed' ? ['not read', '', '', '', '', ''] : totalsOf(report)));
  const taken = [0, 1, 2, 3, 4, 5].reduce((sum, column) => sum + 2 + Math.max(...headings.map((line) => line[column + 1]?.length ?? 0), ...figures.map((row) => row[column]?.length ?? 0)), 0);
  const names = shortenNames(reports.map(({ path }) => escapeTerminal(path)), Math.max(20, width - taken), reports.map((_, index) => index + 1));
  return drawRows(
    [...headings.map((line) => line.map((cell) => paint.bold(cell))), ...figures.map((row, index) => [names[index] ?? '', ...row])],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}

function totalsOf({ analysis: { totals, coverage } }: Report): readonly string[] {
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  return [
    String(totals.layers),
    countText(totals.params),
    least + countText(totals.multiplyAdds),
    least + countText(totals.flops),
    least + bytesText(memoryAccessBytes(totals)),
    bytesText(totals.peakActivationBytes),
  ];
}
