import { isFailed } from '../report/index.js';
import type { Report } from '../report/index.js';
import { textSession } from './define.js';
import type { FormatSession } from './define.js';
import { countFindings, findingCountsText } from './finding-counts.js';
import { groupFindings } from './finding-groups.js';
import type { FindingGroup, FindingRow } from './finding-groups.js';
import { layersText, ruleText } from './finding-place.js';
import { mendingText } from './mending-text.js';
import { drawMarkdownTable } from './markdown-table.js';
import { markdown, written } from '../text/index.js';
import type { Markup } from '../text/index.js';

/** The findings of rules, a table for each model. */
export function startMarkdownFindings(): FormatSession {
  return textSession(
    (report) => {
      const title = markdown`### ${report.model.path}\n\n`;
      if (isFailed(report)) return written(markdown`${title}Not read: ${report.error.message}\n`);
      const mending = mendingText(report);
      const worth = mending === undefined ? markdown`` : markdown`\n${mending}\n`;
      const head = markdown`${title}${findingCountsText(countFindings(report))}\n${worth}`;
      return written(report.findings.length === 0 ? head : markdown`${head}\n${findingTable(report)}\n`);
    },
    { between: written(markdown`\n`) },
  );
}

/** A paragraph and a table for each rule that found several places; the others in one table. */
function findingTable(report: Report): Markup<'markdown'> {
  const groups = groupFindings(report);
  const single = groups.filter(({ rows }) => rows.length === 1).flatMap(({ rows }) => rows);
  const several = groups.filter(({ rows }) => rows.length > 1);
  const tables = [...(single.length === 0 ? [] : [singleTable(report, single)]), ...several.map(groupTable)];
  return markdown.join(tables, '\n\n');
}

function singleTable(report: Report, rows: readonly FindingRow[]): Markup<'markdown'> {
  const cells = rows.map(({ finding }) => [
    markdown`**${finding.severity}**`,
    ruleText(finding),
    finding.message,
    layersText(report, finding),
  ]);
  return drawMarkdownTable([['', 'rule', 'finding', 'layers'], ...cells]);
}

function groupTable({ rule, guideline, severity, rows, sum }: FindingGroup): Markup<'markdown'> {
  const columns = [
    { heading: 'place', cells: rows.map(({ place }) => place), total: `${rows.length} findings` },
    { heading: 'bytes lost', cells: rows.map(({ bytes }) => bytes ?? ''), total: sum.bytes ?? '' },
    { heading: 'share', cells: rows.map(({ share }) => share ?? ''), total: sum.share ?? '' },
    { heading: 'finding', cells: rows.map(({ text }) => text), total: '' },
  ].filter(({ heading, cells }) => heading === 'place' || cells.some((cell) => cell !== ''));
  const lines = [
    columns.map(({ heading }) => heading),
    ...rows.map((_, index) => columns.map(({ cells }) => cells[index] ?? '')),
    columns.map(({ total }) => (total === '' ? '' : markdown`**${total}**`)),
  ];
  const name = guideline === null ? rule : `${rule} (${guideline})`;
  return markdown`**${severity}** ${name}\n\n${drawMarkdownTable(lines)}`;
}
