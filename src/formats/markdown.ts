import { markdownTable } from 'markdown-table';
import { memoryAccessBytes } from '../analysis/index.js';
import { unboundSymbols } from '../report/index.js';
import type { FailedReport, Report } from '../report/index.js';
import { cellText } from './cell-text.js';
import { columns } from './columns.js';
import { conventionColumn } from './convention-column.js';
import { defineFormat } from './define.js';
import type { FormatOptions } from './define.js';
import type { Row } from './row-sums.js';
import { printComparison } from './markdown-comparison.js';
import { startMarkdownFindings } from './markdown-findings.js';
import { checkColumns, columnNamed, rowsOf } from './rows.js';
import { bytesText, countText, escapeMarkdown } from '../text/index.js';

const usual = [
  'layer',
  'op',
  'output',
  'dtype',
  'params',
  'multiply-adds',
  'multiply-adds-share',
  'flops',
  'memory-access',
  'memory-access-share',
];

/** For pull requests and READMEs: totals, and the layers folded below them. */
export default defineFormat({
  name: 'markdown',
  extension: 'md',
  summary: 'Tables for pull requests and READMEs.',
  start(options) {
    checkColumns(options, columns);
    if (options.show === 'findings') return startMarkdownFindings();
    // Totals alone: of many models the reports would not fit into memory.
    const seen: ModelTotals[] = [];
    return {
      print: (report): Part => {
        const totals = totalsOf(report);
        const title = `### ${escapeMarkdown(report.path)}\n\n`;
        if (report.kind === 'failed') {
          return { totals, text: `${title}Not read: ${escapeMarkdown(report.error.message)}\n` };
        }
        return {
          totals,
          text: `${title}${[totalsTable([totals]), ...notes(report), layerTable(report, options)].join('\n\n')}\n`,
        };
      },
      next: ({ totals, text }: Part) => {
        seen.push(totals);
        return seen.length > 1 ? `\n${text}` : text;
      },
      end: () => (seen.length > 1 ? `\n### All models\n\n${totalsTable(seen)}\n` : ''),
    };
  },
  comparison: printComparison,
});

interface Part {
  readonly totals: ModelTotals;
  readonly text: string;
}

function layerTable(report: Report, options: FormatOptions): string {
  const named = (options.columns ?? usual).map((name) => columnNamed(name, columns));
  const chosen = report.convention === undefined ? named : [...named, conventionColumn(report.convention)];
  const rows = rowsOf(report, options, columns);
  const total: Row = {
    kind: 'total',
    label: 'total',
    layers: report.analysis.layers,
    kernels: report.measurement?.kernels,
  };
  const heads = chosen.map(({ heading }) => heading.join(' ').replace('- ', '-'));
  const line = (row: Row): string[] =>
    chosen.map((column) => escapeMarkdown(cellText(column.cell(row, report.analysis, report))));
  const isNumber = chosen.map((column) => !['text', 'value'].includes(column.cell(total, report.analysis).kind));
  return markdownTable([heads, ...rows.map(line), line(total).map((cell) => (cell === '' ? '' : `**${cell}**`))], {
    align: isNumber.map((right) => (right ? 'r' : 'l')),
    alignDelimiters: false,
  });
}

/** A model and its totals for people; none for one that was not read. */
interface ModelTotals {
  readonly path: string;
  readonly figures: readonly string[] | undefined;
}

function totalsOf(report: Report | FailedReport): ModelTotals {
  const { path } = report;
  if (report.kind === 'failed') return { path, figures: undefined };
  const { totals, coverage } = report.analysis;
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  const style = { digits: 4, length: 60 };
  const figures = [
    String(totals.layers),
    countText(totals.params, style),
    least + countText(totals.multiplyAdds, style),
    least + countText(totals.flops, style),
    least + bytesText(memoryAccessBytes(totals), style),
    least + bytesText(totals.peakActivationBytes, style),
  ];
  return { path, figures: figures.map(escapeMarkdown) };
}

function totalsTable(models: readonly ModelTotals[]): string {
  const several = models.length > 1;
  const head = [
    ...(several ? ['model'] : []),
    'layers',
    'params',
    'multiply-adds',
    'FLOPs',
    'memory access',
    'peak activations',
  ];
  const rows = models.map(({ path, figures = ['not read', '', '', '', '', ''] }) => [
    ...(several ? [escapeMarkdown(path)] : []),
    ...figures,
  ]);
  return markdownTable([head, ...rows], {
    align: head.map((name) => (name === 'model' ? 'l' : 'r')),
    alignDelimiters: false,
  });
}

/** What to know about the figures, a paragraph each. */
function notes({ analysis, findings }: Report): readonly string[] {
  const unbound = unboundSymbols(analysis).map(
    ({ symbol, meaning }) => `${escapeMarkdown(symbol)} (${escapeMarkdown(meaning)})`,
  );
  const { coverage } = analysis;
  return [
    ...(unbound.length === 0 ? [] : [`Open dimensions: ${unbound.join(', ')}.`]),
    ...(coverage.costed === coverage.layers
      ? []
      : [`The cost of ${coverage.costed} of ${coverage.layers} layers is known; totals are lower bounds.`]),
    ...(findings.length === 0
      ? []
      : [
          findings
            .map(
              ({ severity, rule, message }) => `- **${severity}** ${escapeMarkdown(rule)}: ${escapeMarkdown(message)}`,
            )
            .join('\n'),
        ]),
  ];
}
