import { markdownTable } from 'markdown-table';
import { isFailed } from '../report/index.js';
import type { Report } from '../report/index.js';
import { textSession } from './define.js';
import type { FormatSession } from './define.js';
import { countFindings, findingCountsText } from './finding-counts.js';
import { groupFindings } from './finding-groups.js';
import type { FindingGroup, FindingRow } from './finding-groups.js';
import { layersText, ruleText } from './finding-place.js';
import { escapeMarkdown } from '../text/index.js';

/** What rules found, a table for each model. */
export function startMarkdownFindings(): FormatSession {
  return textSession(
    (report) => {
      const title = `### ${escapeMarkdown(report.model.path)}\n\n`;
      if (isFailed(report)) return `${title}Not read: ${escapeMarkdown(report.error.message)}\n`;
      const counts = `${findingCountsText(countFindings(report))}\n`;
      return report.findings.length === 0 ? title + counts : `${title}${counts}\n${findingTable(report)}\n`;
    },
    { between: '\n' },
  );
}

/** A paragraph and a table for each rule that found several places; the others in one table. */
function findingTable(report: Report): string {
  const groups = groupFindings(report);
  const single = groups.filter(({ rows }) => rows.length === 1).flatMap(({ rows }) => rows);
  const several = groups.filter(({ rows }) => rows.length > 1);
  return [...(single.length === 0 ? [] : [singleTable(report, single)]), ...several.map(groupTable)].join('\n\n');
}

function singleTable(report: Report, rows: readonly FindingRow[]): string {
  const cells = rows.map(({ finding }) => [
    `**${finding.severity}**`,
    escapeMarkdown(ruleText(finding)),
    escapeMarkdown(finding.message),
    layersText(report, finding, escapeMarkdown),
  ]);
  return markdownTable([['', 'rule', 'finding', 'layers'], ...cells], { alignDelimiters: false });
}

function groupTable({ rule, guideline, severity, rows, sum }: FindingGroup): string {
  const columns = [
    { heading: 'place', cells: rows.map(({ place }) => escapeMarkdown(place)), total: `${rows.length} places` },
    { heading: 'bytes', cells: rows.map(({ bytes }) => bytes ?? ''), total: sum.bytes ?? '' },
    { heading: 'share', cells: rows.map(({ share }) => share ?? ''), total: sum.share ?? '' },
    { heading: 'finding', cells: rows.map(({ text }) => escapeMarkdown(text)), total: '' },
  ].filter(({ heading, cells }) => heading === 'place' || cells.some((cell) => cell !== ''));
  const lines = [
    columns.map(({ heading }) => heading),
    ...rows.map((_, index) => columns.map(({ cells }) => cells[index] ?? '')),
    columns.map(({ total }) => (total === '' ? '' : `**${total}**`)),
  ];
  const name = guideline === null ? rule : `${rule} (${guideline})`;
  return `**${severity}** ${escapeMarkdown(name)}\n\n${markdownTable(lines, { alignDelimiters: false })}`;
}
