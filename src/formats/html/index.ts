import { toJson, version, isFailed } from '../../report/index.js';
import { rules } from '../../rules/index.js';
import { columns } from '../columns.js';
import { defineFormat } from '../define.js';
import { checkColumns } from '../rows.js';
import { drawComparisonPage } from './comparison.js';
import { dataBlock, documentEnd, documentStart, ruleBlock } from './document.js';
import { pageBundle } from './page-bundle.js';
import type { PageSettings } from './settings.js';

/** One page that needs nothing else: charts, findings and a table of layers to sort, filter and fold. Reports are embedded as `--format json` has them. */
export default defineFormat({
  name: 'html',
  extension: 'html',
  summary: 'A page for a browser: charts, findings, a table to sort and fold.',
  start(options) {
    checkColumns(options, columns);
    if (pageBundle === undefined) throw new Error('the page is put into the program when it is built: npm run build');
    const bundle = pageBundle;
    const settings: PageSettings = {
      netstat: version,
      table: { columns: options.columns, sort: options.sort, depth: options.depth, all: options.all },
    };
    const explained = new Set<string>();
    let begun = false;
    const begin = (): string => {
      if (begun) return '';
      begun = true;
      return documentStart(bundle, { title: 'netstat' }) + dataBlock('settings', settings);
    };
    return {
      print: (report): Part => ({
        block: dataBlock('report', toJson(report)),
        rules: !isFailed(report) ? report.findings.map(({ rule }) => rule) : [],
      }),
      next: ({ block, rules: found }: Part) => {
        for (const rule of found) explained.add(rule);
        return begin() + block;
      },
      end: () =>
        begin() +
        rules
          .filter(({ id }) => explained.has(id))
          .map((rule) => ruleBlock(bundle, rule))
          .join('') +
        documentEnd(bundle),
    };
  },
  comparison: drawComparisonPage,
});

/** A model's report as the page reads it, and the rules that it has findings of. */
interface Part {
  readonly block: string;
  readonly rules: readonly string[];
}
