import { Chalk } from 'chalk';
import type { ChalkInstance } from 'chalk';
import type { Comparison } from '../../comparison/index.js';
import type { FormatOptions } from '../define.js';
import { byOperator, changeText, layersSentence, shownTotals, totalLine } from '../comparison-text.js';
import { drawRows } from './draw.js';
import { escapeTerminal } from '../../text/index.js';
import { isFailed } from '../../report/index.js';

/** So many layers of a kind are listed; the rest is a line. */
const MOST_LISTED = 12;

/** A comparison at the terminal. */
export function drawComparison(comparison: Comparison, options: FormatOptions): string {
  const paint = new Chalk({ level: options.colour ? 1 : 0 });
  const hasBase = !isFailed(comparison.base);
  const head = `${paint.bold(escapeTerminal(comparison.base.model.path))} → ${paint.bold(escapeTerminal(comparison.head.model.path))}`;
  const note = isFailed(comparison.base)
    ? [`note: there is no base to compare with (${escapeTerminal(comparison.base.error.message)})`]
    : [];
  const rows = shownTotals(comparison).map((total) => {
    const line = totalLine(total, hasBase);
    return hasBase ? paintDifference(line, total.share, paint) : [line[0], line[2]];
  });
  const headings = (hasBase ? ['', 'base', 'head', 'difference', ''] : ['', 'head']).map((cell) => paint.bold(cell));
  const table = drawRows([headings, ...rows], ['left', 'right', 'right', 'right', 'right']);
  return `${[head, ...note, '', ...table, ...(hasBase ? ['', ...layerLines(comparison, paint, options)] : []), ...findingLines(comparison, paint)].join('\n')}\n`;
}

function paintDifference(line: readonly string[], share: number | undefined, paint: ChalkInstance): readonly string[] {
  const colour = share === undefined || share === 0 ? paint.dim : share > 0 ? paint.red : paint.green;
  return line.map((cell, index) => (index >= 3 ? colour(cell) : cell));
}

function layerLines(comparison: Comparison, paint: ChalkInstance, { all }: FormatOptions): readonly string[] {
  const { added, removed, changed, unchanged } = comparison.layers;
  if (!all && unchanged + changed.length === 0) {
    return [layersSentence(comparison), paint.dim('The networks have no layer in common; --all lists them.')];
  }
  const most = all ? Infinity : MOST_LISTED;
  const list = (sign: string, lines: readonly string[], rest: (from: number) => string): readonly string[] => [
    ...lines.slice(0, most).map((line) => `  ${sign} ${line}`),
    ...(lines.length > most ? [paint.dim(`    and ${rest(most)} (--all lists them)`)] : []),
  ];
  return [
    layersSentence(comparison),
    ...list(
      paint.yellow('~'),
      changed.map((one) => `${escapeTerminal(one.head.label)}  ${paint.dim(escapeTerminal(changeText(one)))}`),
      (from) => byOperator(changed.slice(from).map(({ head }) => head)),
    ),
    ...list(
      paint.red('+'),
      added.map(({ label, op }) => `${escapeTerminal(label)}  ${paint.dim(escapeTerminal(op))}`),
      (from) => byOperator(added.slice(from)),
    ),
    ...list(
      paint.green('-'),
      removed.map(({ label, op }) => `${escapeTerminal(label)}  ${paint.dim(escapeTerminal(op))}`),
      (from) => byOperator(removed.slice(from)),
    ),
  ];
}

function findingLines({ findings: { added, fixed, kept } }: Comparison, paint: ChalkInstance): readonly string[] {
  if (added.length + fixed.length + kept === 0) return [];
  return [
    '',
    `Findings: ${added.length} new, ${fixed.length} fixed, ${kept} as before.`,
    ...added.map(({ rule, message }) => `  ${paint.red('new')}    ${rule}: ${escapeTerminal(message)}`),
    ...fixed.map(({ rule, message }) => `  ${paint.green('fixed')}  ${rule}: ${escapeTerminal(message)}`),
  ];
}
