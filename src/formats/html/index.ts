import { toSharedJson, version, isFailed } from '../../report/index.js';
import { rules } from '../../rules/index.js';
import { concat, nothing } from '../../text/index.js';
import type { Written } from '../../text/index.js';
import { columns } from '../columns.js';
import { defineFormat } from '../define.js';
import type { FormatOptions, FormatSession } from '../define.js';
import { checkModelColumns } from '../models.js';
import { checkColumns } from '../rows.js';
import { drawComparisonPage } from './comparison.js';
import { dataBlock, documentEnd, documentStart, ruleBlock } from './document.js';
import { pageBundle } from './page-bundle.js';
import type { PageSettings } from './settings.js';

/**
 * One page that needs nothing else: charts, findings and a table of layers to sort, filter and fold. Reports are
 * embedded as `--format json` has them.
 */
export default defineFormat({
  name: 'html',
  extension: 'html',
  showsArena: true,
  summary: 'A page for a browser: charts, findings, a table to sort and fold.',
  start: (options) => startPage(options),
  comparison: drawComparisonPage,
  paper(facts, networks, options) {
    const session = startPage(options, dataBlock('paper', facts));
    return concat(...networks.map(session.next), session.end());
  },
});

/** A page that shows reports; `preface` are blocks of data of its own. */
function startPage(options: FormatOptions, preface = nothing): FormatSession {
  const { extra, summary = false } = options;
  if (summary) checkModelColumns(options);
  else checkColumns(options, columns);
  if (pageBundle === undefined) throw new Error('the page is put into the program when it is built: npm run build');
  const bundle = pageBundle;
  // Columns and the order are of layers unless only models are wanted.
  const named = { columns: options.columns, sort: options.sort };
  const settings: PageSettings = {
    netstat: version,
    table: { ...(summary ? {} : named), depth: options.depth, unfold: options.unfold, all: options.all },
    models: { ...(summary ? named : {}), extra },
  };
  const explained = new Set<string>();
  let begun = false;
  const begin = (): Written => {
    if (begun) return nothing;
    begun = true;
    return concat(
      documentStart(bundle, { title: 'netstat', measures: true }),
      dataBlock('settings', settings),
      preface,
    );
  };
  return {
    next: (report) => {
      for (const { rule } of isFailed(report) ? [] : report.findings) explained.add(rule);
      return concat(begin(), dataBlock('report', toSharedJson(report)));
    },
    end: () =>
      concat(
        begin(),
        ...rules.filter(({ id }) => explained.has(id)).map((rule) => ruleBlock(bundle, rule)),
        documentEnd(bundle),
      ),
  };
}
