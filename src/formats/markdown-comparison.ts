import { markdownTable } from 'markdown-table';
import { summedFigures } from '../comparison/index.js';
import type { ComparedPart, Comparison } from '../comparison/index.js';
import {
  changeText,
  costText,
  differenceText,
  layersOfPart,
  layersSentence,
  partName,
  shownTotals,
  totalLine,
} from './comparison-text.js';
import { escapeMarkdown } from '../text/index.js';
import { isFailed } from '../report/index.js';

/** A pull-request comment has room for so many layers; a longer list would bury the totals. */
const MOST_LISTED = 50;

/** A comparison as a pull-request comment: totals in sight, layers folded. */
export function printComparison(comparison: Comparison): string {
  const { base, head, findings, layers } = comparison;
  const hasBase = !isFailed(base);
  const lines = shownTotals(comparison).map((total) => totalLine(total, hasBase));
  const table = hasBase
    ? markdownTable([['', 'base', 'head', 'difference', ''], ...lines], {
        align: ['l', 'r', 'r', 'r', 'r'],
        alignDelimiters: false,
      })
    : markdownTable([['', 'head'], ...lines.map(([name, , value]) => [name, value])], {
        align: ['l', 'r'],
        alignDelimiters: false,
      });
  const changed = layers.changed.map(
    (one) => `- ~ ${escapeMarkdown(one.head.label)}: ${escapeMarkdown(changeText(one))}`,
  );
  const oneSided = (sign: string, of: typeof layers.added): readonly string[] =>
    of.map((layer) => {
      const cost = costText(layer);
      return `- ${sign} ${escapeMarkdown(layer.label)} (${escapeMarkdown(layer.op)})${cost === '' ? '' : `: ${cost}`}`;
    });
  const [added, removed] = [oneSided('+', layers.added), oneSided('−', layers.removed)];
  const listed = [...changed, ...added, ...removed];
  const rest = listed.length > MOST_LISTED ? [`- … and ${listed.length - MOST_LISTED} more`] : [];
  return `${[
    `### ${base.model.path === head.model.path ? '' : `${escapeMarkdown(base.model.path)} → `}${escapeMarkdown(head.model.path)}`,
    ...(isFailed(base) ? ['The model is new: there is no base to compare it with.'] : []),
    table,
    ...(hasBase ? [layersSentence(comparison)] : []),
    ...(listed.length > 0 && layers.unchanged + layers.changed.length > 0
      ? [
          `<details><summary>Layers that differ</summary>\n\n${[...listed.slice(0, MOST_LISTED), ...rest].join('\n')}\n\n</details>`,
        ]
      : []),
    ...partsTable('category', comparison.categories),
    ...partsTable('module', comparison.modules),
    ...(findings.added.length > 0
      ? [
          `**New findings**\n\n${findings.added.map(({ severity, rule, message }) => `- **${severity}** ${escapeMarkdown(rule)}: ${escapeMarkdown(message)}`).join('\n')}`,
        ]
      : []),
    ...(findings.fixed.length > 0
      ? [
          `**Fixed findings**\n\n${findings.fixed.map(({ rule, message }) => `- ${escapeMarkdown(rule)}: ${escapeMarkdown(message)}`).join('\n')}`,
        ]
      : []),
  ].join('\n\n')}\n`;
}

/** What the parts of a kind cost more or less, folded. */
function partsTable(kind: string, parts: readonly ComparedPart[]): readonly string[] {
  if (parts.length === 0) return [];
  const rows = parts
    .slice(0, MOST_LISTED)
    .map((part) => [
      escapeMarkdown(partName(part)),
      layersOfPart(part),
      ...part.figures.map((total) => differenceText(total)),
    ]);
  const more = parts.length - rows.length;
  const table = markdownTable([[kind, 'layers', ...summedFigures.map(({ label }) => label)], ...rows], {
    align: ['l', 'r', ...summedFigures.map(() => 'r')],
    alignDelimiters: false,
  });
  return [`<details><summary>By ${kind}</summary>\n\n${table}${more > 0 ? `\n\nand ${more} more` : ''}\n\n</details>`];
}
