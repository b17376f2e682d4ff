import type { Comparison } from '../../comparison/index.js';
import type { FormatOptions } from '../define.js';
import {
  byOperator,
  changeTexts,
  exactDifference,
  layersSentence,
  shownTotals,
  totalLine,
  usesThatDiffer,
} from '../comparison-text.js';
import { drawRows } from './draw.js';
import { drawCosts, drawParts } from './compare-parts.js';
import {
  escapeTerminal,
  labelledList,
  labelledProse,
  paintWith,
  shortenText,
  terminalText,
  textWidth,
  wrapProse,
} from '../../text/index.js';
import type { Paint, Written } from '../../text/index.js';
import { isFailed } from '../../report/index.js';

/** The most layers of a kind that are listed; the others share one line. */
const MOST_LISTED = 12;

/** The most characters of a formula, as they are tried one after another. */
const formulaLengths = [40, 28, 20, 14];

/** Columns of the totals with a base: the name, base, head, the difference, its share, and the exact one. */
const ALL_COLUMNS = 6;

/** A comparison at the terminal. */
export function drawComparison(comparison: Comparison, options: FormatOptions): Written {
  const { base, head, categories, modules } = comparison;
  const { width } = options;
  const paint = paintWith(options.colour);
  const hasBase = !isFailed(base);
  const [from, to] = [base, head].map(({ model }) => shortenText(escapeTerminal(model.path), width));
  const title = [`${paint.bold(from ?? '')} →`, paint.bold(to ?? '')];
  const isOneLine = textWidth(title.join(' ')) <= width;
  const note = isFailed(base) ? wrapProse(`note: there is no base to compare with (${base.error.message})`, width) : [];
  const lines = [
    ...(isOneLine ? [title.join(' ')] : title),
    ...note,
    '',
    ...drawTotals(comparison, width, paint),
    ...(hasBase ? drawUses(comparison, paint) : []),
    ...drawParts('category', categories, options, paint),
    ...drawParts('module', modules, options, paint),
    ...(hasBase ? ['', ...layerLines(comparison, paint, options)] : []),
    ...findingLines(comparison, width, paint),
  ];
  return terminalText(lines);
}

/** The totals; shares, and differences to the digit, beside them where there is room. */
function drawTotals(comparison: Comparison, width: number, paint: Paint): readonly string[] {
  const hasBase = !isFailed(comparison.base);
  const totals = shownTotals(comparison);
  const table = (length: number, columns: number): readonly string[] => {
    const rows = totals.map((total) => {
      const line = totalLine(total, hasBase, length);
      if (!hasBase) return [line[0], line[2]];
      const colour = colourOf(total.share, paint);
      return [...line.map((cell, index) => (index >= 3 ? colour(cell) : cell)), paint.dim(exactDifference(total))];
    });
    const headings = hasBase ? ['', 'base', 'head', 'difference', '', 'exactly'] : ['', 'head'];
    return drawRows(
      [headings.map((cell) => paint.bold(cell)), ...rows].map((row) => row.slice(0, columns)),
      ['left', 'right', 'right', 'right', 'right', 'right'],
    );
  };
  const fits = (lines: readonly string[]): boolean => lines.every((line) => textWidth(line) <= width);
  for (const length of formulaLengths) {
    for (const columns of hasBase ? [ALL_COLUMNS, ALL_COLUMNS - 1] : [2]) {
      const lines = table(length, columns);
      if (fits(lines)) return lines;
    }
  }
  return table(formulaLengths.at(-1) ?? 0, ALL_COLUMNS - 2);
}

/** The totals of uses that differ. */
function drawUses(comparison: Comparison, paint: Paint): readonly string[] {
  return usesThatDiffer(comparison).flatMap(({ name, lines }) => [
    '',
    paint.bold(escapeTerminal(name)),
    ...drawRows(
      lines.map(({ cells, share }) => cells.map((cell, index) => (index >= 3 ? colourOf(share, paint)(cell) : cell))),
      ['left', 'right', 'right', 'right', 'right'],
    ).map((line) => `  ${line}`),
  ]);
}

function colourOf(share: number | undefined, paint: Paint): Paint['dim'] {
  return share === undefined || share === 0 ? paint.dim : share > 0 ? paint.red : paint.green;
}

function layerLines(comparison: Comparison, paint: Paint, options: FormatOptions): readonly string[] {
  const { added, removed, changed, unchanged } = comparison.layers;
  const { all, width } = options;
  const sentence = wrapProse(`Layers: ${layersSentence(comparison)}`, width);
  if (!all && unchanged + changed.length === 0) {
    return [...sentence, paint.dim('The networks have no layer in common; --all lists them.')];
  }
  const most = all ? Infinity : MOST_LISTED;
  const rest = (layers: Parameters<typeof byOperator>[0]): readonly string[] =>
    layers.length === 0
      ? []
      : labelledProse('    ', `and ${byOperator(layers)} (--all lists them)`, width).map((line) => paint.dim(line));
  return [
    ...sentence,
    ...changed.slice(0, most).flatMap((one) => {
      const label = `  ${paint.yellow('~')} ${shortenText(escapeTerminal(one.head.label), width - 4)}`;
      const changes = changeTexts(one).map(escapeTerminal);
      const line = `${label}  ${changes.join(', ')}`;
      if (textWidth(line) <= width) return [`${label}  ${paint.dim(changes.join(', '))}`];
      return [label, ...labelledList('      ', changes, ', ', width).map((each) => paint.dim(each))];
    }),
    ...rest(changed.slice(most).map(({ head }) => head)),
    ...drawCosts(
      [
        { sign: paint.red('+'), layers: added.slice(0, most), rest: rest(added.slice(most)) },
        { sign: paint.green('−'), layers: removed.slice(0, most), rest: rest(removed.slice(most)) },
      ],
      width,
      paint,
    ),
  ];
}

function findingLines(
  { findings: { added, fixed, kept } }: Comparison,
  width: number,
  paint: Paint,
): readonly string[] {
  if (added.length + fixed.length + kept === 0) return [];
  return [
    '',
    `Findings: ${added.length} new, ${fixed.length} fixed, ${kept} as before.`,
    ...added.flatMap(({ rule, message }) => labelledProse(`  ${paint.red('new')}    `, `${rule}: ${message}`, width)),
    ...fixed.flatMap(({ rule, message }) => labelledProse(`  ${paint.green('fixed')}  `, `${rule}: ${message}`, width)),
  ];
}
