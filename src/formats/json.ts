import { documentHead, toJson } from '../report/index.js';
import { comparisonDocument } from './comparison-json.js';
import { defineFormat, textSession } from './define.js';
import { escapeJson } from '../text/index.js';

/** A document for programs: one object, whatever the number of models. A layer, finding or diagnostic stands on a line of its own. */
export default defineFormat({
  name: 'json',
  extension: 'json',
  summary: 'Everything, exact, for programs: one object (docs/report.schema.json).',
  start: () => {
    const fields = Object.entries(documentHead).map(
      ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
    );
    return textSession((report) => printObject(toJson(report)), {
      first: `{ ${fields.join(', ')}, "models": [\n`,
      between: ',\n',
      last: '\n] }\n',
    });
  },
  comparison: (comparison) => `${escapeJson(JSON.stringify(comparisonDocument(comparison), undefined, 2))}\n`,
});

/** An object with a line for each field, and one for each item of a field that lists objects. */
function printObject(object: object): string {
  const fields = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => `${JSON.stringify(name)}: ${printField(value)}`);
  return `{\n  ${fields.join(',\n  ')}\n}`;
}

function printField(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return stringify(value);
  return `[\n    ${value.map(stringify).join(',\n    ')}\n  ]`;
}

function stringify(value: unknown): string {
  return escapeJson(JSON.stringify(value));
}
