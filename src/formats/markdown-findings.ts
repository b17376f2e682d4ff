import { markdownTable } from 'markdown-table';
import type { Report } from '../report/index.js';
import { textSession } from './define.js';
import type { FormatSession } from './define.js';
import { escapeMarkdown } from './escape.js';
import { countFindings, findingCountsText } from './finding-counts.js';
import { layersOf, ruleText } from './finding-place.js';

/** Layers that a row names. */
const NAMED_LAYERS = 4;

/** What rules found, a table for each model. */
export function startMarkdownFindings(): FormatSession<string> {
  return textSession((report) => {
    const title = `### ${escapeMarkdown(report.path)}\n\n`;
    if (report.kind === 'failed') return `${title}Not read: ${escapeMarkdown(report.error.message)}\n`;
    const counts = `${findingCountsText(countFindings(report))}\n`;
    return report.findings.length === 0 ? title + counts : `${title}${counts}\n${findingTable(report)}\n`;
  }, { between: '\n' });
}

function findingTable(report: Report): string {
  const rows = report.findings.map((finding) => {
    const labels = layersOf(report, finding).map(({ label }) => escapeMarkdown(label));
    const more = labels.length - NAMED_LAYERS;
    return [`**${finding.severity}**`, escapeMarkdown(ruleText(finding)), escapeMarkdown(finding.message), `${labels.slice(0, NAMED_LAYERS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
  });
  return markdownTable([['', 'rule', 'finding', 'layers'], ...rows], { alignDelimiters: false });
}
