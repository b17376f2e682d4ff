import { figures, isThere, readFigure } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { isAtLeast } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { countOf, isFailed, totalOf } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import {
  csvText,
  escapeTerminal,
  listText,
  markdown,
  terminalText,
  textWidth,
  wrapProse,
  written,
} from '../text/index.js';
import type { Written } from '../text/index.js';
import type { FormatOptions } from './define.js';
import { drawMarkdownTable } from './markdown-table.js';
import { totalText } from './models.js';
import { drawRows } from './table/draw.js';

/** Uses of one or more models side by side: a row each, the totals as columns. */
interface Comparison {
  readonly rows: readonly Report[];
  readonly figures: readonly Figure[];
  /** Names of the options that tell the rows apart. */
  readonly settings: readonly string[];
  /** Whether rows are of several models. */
  readonly severalModels: boolean;
}

/**
 * The rows and columns of uses side by side.
 * @throws NetstatError when an option names no figure
 */
function compareVariants(reports: readonly (Report | FailedModel)[], { columns, sort }: FormatOptions): Comparison {
  const all = reports.filter((report): report is Report => !isFailed(report));
  const known = knownFigures(all);
  const named = columns?.map((name) => readFigure(name, '--columns', known));
  const usual = known.filter(({ name, isHeadline }) => isHeadline === true && name !== 'model-size');
  const by = sort === undefined ? undefined : readFigure(sort, '--sort', known);
  return {
    rows: by === undefined ? all : all.toSorted((left, right) => order(valueOf(by, right), valueOf(by, left))),
    figures: named ?? usual,
    settings: [...new Set(all.flatMap(({ variant }) => Object.keys(variant ?? {})))],
    severalModels: new Set(all.map(({ model }) => model.path)).size > 1,
  };
}

/** The figures that some of the reports have. */
function knownFigures(reports: readonly Report[]): readonly Figure[] {
  return figures.filter((figure) => reports.some((report) => isThere(figure, report)));
}

/** Below 0 where the first is less; unknown values come last. */
function order(left: Dim | undefined, right: Dim | undefined): number {
  if (left === undefined || right === undefined) return Number(right === undefined) - Number(left === undefined);
  if (isAtLeast(left, right)) return isAtLeast(right, left) ? 0 : 1;
  return -1;
}

function valueOf(figure: Figure, report: Report): Dim | undefined {
  return totalOf(report, figure);
}

/** The names that tell a row from the others. */
function labelsOf({ model: { path }, variant }: Report, { settings, severalModels }: Comparison): readonly string[] {
  return [...(severalModels ? [path] : []), ...settings.map((name) => variant?.[name] ?? '')];
}

/** The uses for people: a table of the columns that the terminal has room for, or of those that are asked for. */
export function variantsText(
  reports: readonly (Report | FailedModel)[],
  options: FormatOptions,
  paint: { bold(text: string): string },
): Written {
  const comparison = compareVariants(reports, options);
  const hidden: Figure[] = [];
  for (;;) {
    const shown = comparison.figures.filter((figure) => !hidden.includes(figure));
    const lines = drawVariants({ ...comparison, figures: shown }, paint);
    const next =
      options.columns === undefined && isTooWide(lines, options) ? leastTelling(comparison, shown) : undefined;
    if (next === undefined) return terminalText([...lines, ...hiddenNote(comparison, hidden, options)]);
    hidden.push(next);
  }
}

function isTooWide(lines: readonly string[], { width }: FormatOptions): boolean {
  return lines.some((line) => textWidth(line) > width);
}

/**
 * The column to leave out where there is no room: the last whose cells are equal in all rows, or else the last. Columns
 * of times are left out after all others, since only an option shows them.
 */
function leastTelling({ rows }: Comparison, shown: readonly Figure[]): Figure | undefined {
  if (shown.length < 2) return undefined;
  const untimed = shown.filter(({ kind }) => kind !== 'time');
  const among = untimed.length > 0 ? untimed : shown;
  const isEqual = (figure: Figure) => new Set(rows.map((report) => cellText(figure, report))).size === 1;
  return (rows.length > 1 ? among.findLast(isEqual) : undefined) ?? among.at(-1);
}

function hiddenNote(comparison: Comparison, hidden: readonly Figure[], { width }: FormatOptions): readonly string[] {
  if (hidden.length === 0) return [];
  const names = comparison.figures.filter((figure) => hidden.includes(figure)).map(({ label }) => label);
  return ['', ...wrapProse(`no room for ${listText(names)}: --columns names the columns to show`, width)];
}

function drawVariants(comparison: Comparison, paint: { bold(text: string): string }): readonly string[] {
  const names = [...(comparison.severalModels ? ['model'] : []), ...comparison.settings.map(escapeTerminal)];
  const headings = [0, 1].map((line) => [
    ...names.map((name) => (line === 1 ? name : '')),
    ...comparison.figures.map(({ heading }) => heading[line - 2 + heading.length] ?? ''),
  ]);
  const body = comparison.rows.map((report) => [
    ...labelsOf(report, comparison).map(escapeTerminal),
    ...comparison.figures.map((figure) => cellText(figure, report)),
  ]);
  return drawRows(
    [...headings.map((cells) => cells.map((cell) => paint.bold(cell))), ...body],
    [...names.map(() => 'left' as const), ...comparison.figures.map(() => 'right' as const)],
  );
}

function cellText(figure: Figure, report: Report): string {
  return totalText(report, figure, { digits: 3, length: 20 });
}

/** The uses as a table in Markdown. */
export function variantsMarkdown(reports: readonly (Report | FailedModel)[], options: FormatOptions): Written {
  const comparison = compareVariants(reports, options);
  const names = [...(comparison.severalModels ? ['model'] : []), ...comparison.settings];
  const rows = [
    [...names, ...comparison.figures.map(({ label }) => label)],
    ...comparison.rows.map((report) => [
      ...labelsOf(report, comparison),
      ...comparison.figures.map((figure) => cellText(figure, report)),
    ]),
  ];
  const align = [...names.map(() => 'l' as const), ...comparison.figures.map(() => 'r' as const)];
  return written(markdown`${drawMarkdownTable(rows, align)}\n`);
}

/** The uses for spreadsheets: exact figures, all of them unless columns are named. */
export function variantsCsv(reports: readonly (Report | FailedModel)[], options: FormatOptions): Written {
  const read = reports.filter((report): report is Report => !isFailed(report));
  const names = options.columns ?? knownFigures(read).map(({ name }) => name);
  const comparison = compareVariants(reports, { ...options, columns: names });
  const lines = [
    ['model', ...comparison.settings, ...comparison.figures.map(({ name }) => name)],
    ...comparison.rows.map((report) => [
      report.model.path,
      ...comparison.settings.map((name) => report.variant?.[name] ?? ''),
      ...comparison.figures.map((figure) => String(countOf(valueOf(figure, report)) ?? '')),
    ]),
  ];
  return csvText(lines);
}
