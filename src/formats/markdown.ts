import { figures } from '../figures/index.js';
import { isFailed } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { cellText } from './cell-text.js';
import { columns, usualColumns } from './columns.js';
import { conventionColumn } from './convention-column.js';
import { defineFormat } from './define.js';
import type { FormatOptions } from './define.js';
import { totalRow } from './row-sums.js';
import type { Row } from './row-sums.js';
import { printComparison } from './markdown-comparison.js';
import { drawMarkdownTable } from './markdown-table.js';
import { startMarkdownFindings } from './markdown-findings.js';
import { checkModelColumns, modelColumns, modelRow, sortModels, totalText, withExtras } from './models.js';
import type { ModelRow } from './models.js';
import { checkColumns, columnNamed, rowsOf } from './rows.js';
import { shownInScenarios } from './scenario-figures.js';
import { concat, markdown, nothing, written } from '../text/index.js';
import type { Markup, Written } from '../text/index.js';

/** For pull requests and READMEs: totals, and the layers folded below them. */
export default defineFormat({
  name: 'markdown',
  extension: 'md',
  summary: 'Tables for pull requests and READMEs.',
  listsFindings: true,
  start(options) {
    if (options.summary === true) checkModelColumns(options);
    else checkColumns(options, columns);
    if (options.show === 'findings') return startMarkdownFindings();
    // Totals alone: of many models the reports would not fit into memory.
    const seen: ModelRow[] = [];
    return {
      next: (report) => {
        const row = modelRow(report);
        const text = options.summary === true ? nothing : modelText(report, row, options);
        seen.push(row);
        return seen.length > 1 && text !== nothing ? concat(written(markdown`\n`), text) : text;
      },
      end: () => {
        if (options.summary === true) return written(markdown`${totalsTable(seen, options)}\n`);
        return seen.length > 1 ? written(markdown`\n### All models\n\n${totalsTable(seen, options)}\n`) : nothing;
      },
    };
  },
  comparison: printComparison,
});

/** A model under its name: its totals, what to know about them, its layers. */
function modelText(report: Report | FailedModel, row: ModelRow, options: FormatOptions): Written {
  const title = markdown`### ${report.model.path}`;
  const parts = isFailed(report)
    ? [markdown`Not read: ${report.error.message}`]
    : [
        totalsTable([row], { ...options, extra: undefined }),
        ...scenarioTable(report),
        ...notes(report),
        layerTable(report, options),
      ];
  return written(markdown`${markdown.join([title, ...parts], '\n\n')}\n`);
}

function layerTable(report: Report, options: FormatOptions): Markup<'markdown'> {
  const named = (options.columns ?? usualColumns).map((name) => columnNamed(name, columns));
  const chosen = report.convention === undefined ? named : [...named, conventionColumn(report.convention)];
  const rows = rowsOf(report, options, columns);
  const total = totalRow(report);
  const heads = chosen.map(({ heading }) => heading.join(' ').replace('- ', '-'));
  const line = (row: Row): readonly string[] => chosen.map((column) => cellText(column.cell(row, report)));
  const isNumber = chosen.map((column) => !['text', 'value'].includes(column.cell(total, report).kind));
  const sums = line(total).map((cell) => (cell === '' ? '' : markdown`**${cell}**`));
  return drawMarkdownTable(
    [heads, ...rows.map(line), sums],
    isNumber.map((right) => (right ? 'r' : 'l')),
  );
}

/** The totals of models, a row each; without names where there is one. */
function totalsTable(seen: readonly ModelRow[], options: FormatOptions): Markup<'markdown'> {
  const { summary, extra } = options;
  const isNamed = seen.length > 1 || summary === true;
  const rows = sortModels(withExtras(seen, extra), summary === true ? options.sort : undefined, extra);
  const chosen = modelColumns(rows, { columns: summary === true ? options.columns : undefined, extra });
  const head = [...(isNamed ? ['model'] : []), ...chosen.map(({ label }) => label)];
  const lines = rows.map(({ path, cells }) => [
    ...(isNamed ? [path] : []),
    ...chosen.map(({ name }, index) => {
      const cell = cells?.[name];
      if (cell === undefined) return cells === undefined && index === 0 ? 'not read' : '';
      return cellText(cell, 60);
    }),
  ]);
  return drawMarkdownTable(
    [head, ...lines],
    head.map((name) => (name === 'model' ? 'l' : 'r')),
  );
}

/** The totals of the model's named uses, a column each. */
function scenarioTable({ scenarios = [] }: Report): readonly Markup<'markdown'>[] {
  if (scenarios.length === 0) return [];
  const rows = shownInScenarios(figures, scenarios).map((figure) => [
    figure.label,
    ...scenarios.map((each) => totalText(each, figure, { digits: 3, length: 40 })),
  ]);
  return [
    drawMarkdownTable(
      [['', ...scenarios.map(({ name }) => name)], ...rows],
      ['l', ...scenarios.map(() => 'r' as const)],
    ),
  ];
}

/** Notes on the figures, a paragraph each. */
function notes({ unbound, coverage, findings }: Report): readonly Markup<'markdown'>[] {
  const open = unbound.map(({ symbol, meaning }) => markdown`${symbol} (${meaning})`);
  return [
    ...(open.length === 0 ? [] : [markdown`Open dimensions: ${markdown.join(open, ', ')}.`]),
    ...(coverage.costed === coverage.layers
      ? []
      : [
          markdown.join([
            markdown`The cost of ${coverage.costed} of ${coverage.layers} layers is known; `,
            markdown`totals are lower bounds, intensity and shares are of the known part.`,
          ]),
        ]),
    ...(findings.length === 0
      ? []
      : [
          markdown.join(
            findings.map(({ severity, rule, message }) => markdown`- **${severity}** ${rule}: ${message}`),
            '\n',
          ),
        ]),
  ];
}
