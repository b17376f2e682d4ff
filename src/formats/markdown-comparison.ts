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
  usesThatDiffer,
} from './comparison-text.js';
import { drawMarkdownTable } from './markdown-table.js';
import { markdown, written } from '../text/index.js';
import type { Markup, Written } from '../text/index.js';
import { isFailed } from '../report/index.js';

/** A pull-request comment has room for so many layers; a longer list would bury the totals. */
const MOST_LISTED = 50;

/** A comparison as a pull-request comment: totals in sight, layers folded. */
export function printComparison(comparison: Comparison): Written {
  const { base, head, findings, layers } = comparison;
  const hasBase = !isFailed(base);
  const lines = shownTotals(comparison).map((total) => totalLine(total, hasBase));
  const table = hasBase
    ? drawMarkdownTable([['', 'base', 'head', 'difference', ''], ...lines], ['l', 'r', 'r', 'r', 'r'])
    : drawMarkdownTable([['', 'head'], ...lines.map(([name, , value]) => [name, value])], ['l', 'r']);
  const oneSided = (sign: string, of: typeof layers.added): readonly Markup<'markdown'>[] =>
    of.map((layer) => {
      const cost = costText(layer);
      return markdown`- ${sign} ${layer.label} (${layer.op})${cost === '' ? '' : markdown`: ${cost}`}`;
    });
  const listed = [
    ...layers.changed.map((one) => markdown`- ~ ${one.head.label}: ${changeText(one)}`),
    ...oneSided('+', layers.added),
    ...oneSided('−', layers.removed),
  ];
  const rest = listed.length > MOST_LISTED ? [markdown`- … and ${listed.length - MOST_LISTED} more`] : [];
  const from = base.model.path === head.model.path ? '' : markdown`${base.model.path} → `;
  const parts = [
    markdown`### ${from}${head.model.path}`,
    ...(hasBase ? [] : [markdown`The model is new: there is no base to compare it with.`]),
    table,
    ...(hasBase ? usesTables(comparison) : []),
    ...(hasBase ? [markdown`Layers: ${layersSentence(comparison)}`] : []),
    ...(listed.length > 0 && layers.unchanged + layers.changed.length > 0
      ? [fold('Layers that differ', markdown.join([...listed.slice(0, MOST_LISTED), ...rest], '\n'))]
      : []),
    ...partsTable('category', comparison.categories),
    ...partsTable('module', comparison.modules),
    ...listFindings(
      'New findings',
      findings.added.map(({ severity, rule, message }) => markdown`- **${severity}** ${rule}: ${message}`),
    ),
    ...listFindings(
      'Fixed findings',
      findings.fixed.map(({ rule, message }) => markdown`- ${rule}: ${message}`),
    ),
  ];
  return written(markdown`${markdown.join(parts, '\n\n')}\n`);
}

/** The totals of uses that differ, a table each. */
function usesTables(comparison: Comparison): readonly Markup<'markdown'>[] {
  return usesThatDiffer(comparison).map(({ name, lines }) => {
    const rows = lines.map(({ cells }) => cells);
    const table = drawMarkdownTable([['', 'base', 'head', 'difference', ''], ...rows], ['l', 'r', 'r', 'r', 'r']);
    return markdown`**${name}**\n\n${table}`;
  });
}

function fold(title: string, content: Markup<'markdown'>): Markup<'markdown'> {
  return markdown`<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

function listFindings(title: string, lines: readonly Markup<'markdown'>[]): readonly Markup<'markdown'>[] {
  return lines.length === 0 ? [] : [markdown`**${title}**\n\n${markdown.join(lines, '\n')}`];
}

/** The differences in cost of the parts of a kind, folded. */
function partsTable(kind: string, parts: readonly ComparedPart[]): readonly Markup<'markdown'>[] {
  if (parts.length === 0) return [];
  const rows = parts
    .slice(0, MOST_LISTED)
    .map((part) => [partName(part), layersOfPart(part), ...part.figures.map((total) => differenceText(total))]);
  const more = parts.length - rows.length;
  const table = drawMarkdownTable(
    [[kind, 'layers', ...summedFigures.map(({ label }) => label)], ...rows],
    ['l', 'r', ...summedFigures.map(() => 'r' as const)],
  );
  return [fold(`By ${kind}`, more > 0 ? markdown`${table}\n\nand ${more} more` : table)];
}
