import { markdownTable } from 'markdown-table';
import { isFailed } from '../report/index.js';
import type { Report } from '../report/index.js';
import { textSession } from './define.js';
import type { FormatSession } from './define.js';
import { countFindings, findingCountsText } from './finding-counts.js';
import { layersText, ruleText } from './finding-place.js';
import { escapeMarkdown } from '../text/index.js';

/** What rules found, a table for each model. */
export function startMarkdownFindings(): FormatSession<string> {
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

function findingTable(report: Report): string {
  const rows = report.findings.map((finding) => [
    `**${finding.severity}**`,
    escapeMarkdown(ruleText(finding)),
    escapeMarkdown(finding.message),
    layersText(report, finding, escapeMarkdown),
  ]);
  return markdownTable([['', 'rule', 'finding', 'layers'], ...rows], { alignDelimiters: false });
}
