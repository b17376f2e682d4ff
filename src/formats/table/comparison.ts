import type { ChalkInstance } from 'chalk';
import { memoryAccessBytes } from '../../analysis/index.js';
import type { FailedReport, Report } from '../../report/index.js';
import { drawRows } from './draw.js';
import { bytesText, countText, durationText, escapeTerminal, shortenNames } from '../../text/index.js';

const GAP = 2;
const LEAST_NAME = 20;

const headings = [
  ['', '', '', 'multiply-', '', 'memory', 'peak', ''],
  ['model', 'layers', 'params', 'adds', 'FLOPs', 'access', 'activations', 'latency'],
];

/** A model and its totals for people; `not read` for one that was not. */
export interface ModelTotals {
  readonly path: string;
  readonly figures: readonly string[];
  /** What a measured model costs and how long it takes, where both are numbers. */
  readonly speed?: { readonly multiplyAdds: number; readonly ms: number } | undefined;
}

/** What a line of the comparison says. */
export function totalsOf(report: Report | FailedReport): ModelTotals {
  if (report.kind === 'failed') return { path: report.path, figures: ['not read', '', '', '', '', '', ''] };
  const { totals, coverage } = report.analysis;
  const ms = report.measurement?.endToEnd?.ms ?? report.measurement?.kernelsMs;
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  const figures = [
    String(totals.layers),
    countText(totals.params),
    least + countText(totals.multiplyAdds),
    least + countText(totals.flops),
    least + bytesText(memoryAccessBytes(totals)),
    least + bytesText(totals.peakActivationBytes),
    durationText(ms),
  ];
  const { multiplyAdds } = totals;
  return {
    path: report.path,
    figures,
    speed:
      ms === undefined || typeof multiplyAdds === 'object' ? undefined : { multiplyAdds: Number(multiplyAdds), ms },
  };
}

/** The totals of several models, a line each. */
export function compareTotals(
  models: readonly ModelTotals[],
  { width }: { readonly width: number },
  paint: ChalkInstance,
): readonly string[] {
  const isMeasured = models.some(({ figures }) => figures[6] !== '');
  const shown = (cells: readonly string[]): readonly string[] => (isMeasured ? cells : cells.slice(0, -1));
  const rows = [...headings.map(([, ...cells]) => shown(cells)), ...models.map(({ figures }) => shown(figures))];
  const taken = [...(rows[0]?.keys() ?? [])].reduce(
    (sum, column) => sum + GAP + Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    0,
  );
  const names = shortenNames(
    models.map(({ path }) => escapeTerminal(path)),
    Math.max(LEAST_NAME, width - taken),
    models.map((_, index) => index + 1),
  );
  return drawRows(
    [
      ...headings.map((line) => shown(line).map((cell) => paint.bold(cell))),
      ...models.map(({ figures }, index) => [names[index] ?? '', ...shown(figures)]),
    ],
    ['left', ...(rows[0] ?? []).map(() => 'right' as const)],
  );
}
