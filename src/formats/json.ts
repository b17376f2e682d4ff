import { documentHead } from '../report/index.js';
import { comparisonDocument } from './comparison-json.js';
import { defineFormat, partsSession } from './define.js';
import { reportText } from './report-text.js';
import type { Layout } from './report-text.js';
import { concat, indentedJson, json, written } from '../text/index.js';
import type { Markup } from '../text/index.js';

/**
 * A document for programs: one object, whatever the number of models. A layer, finding or diagnostic stands on a line
 * of its own.
 */
export default defineFormat({
  name: 'json',
  extension: 'json',
  showsArena: true,
  summary: 'Everything, exact, for programs: one object (docs/report.schema.json).',
  start: () => {
    const fields = Object.entries(documentHead).map(([name, value]) => json`${name}: ${value}`);
    const session = partsSession((report) => reportText(report, layout), {
      first: written(json`{ ${json.join(fields, ', ')}, "models": [\n`),
      between: written(json`,\n`),
      last: written(json`\n]`),
    });
    return {
      ...session,
      end: (speeds = []) =>
        concat(
          session.end(),
          written(speeds.length === 0 ? json` }\n` : json`, "comparison": ${printField(speeds)} }\n`),
        ),
    };
  },
  comparison: (comparison) => written(json`${indentedJson(comparisonDocument(comparison))}\n`),
});

const layout: Layout = {
  fields: { first: '{\n  ', between: ',\n  ', last: '\n}' },
  colon: ': ',
  items: { first: '[\n    ', between: ',\n    ', last: '\n  ]' },
};

function printField(value: unknown): Markup<'json'> {
  if (!Array.isArray(value) || value.length === 0) return json`${value}`;
  return json`[\n    ${json.join(value, ',\n    ')}\n  ]`;
}
