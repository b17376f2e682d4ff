import { documentHead, toSharedJson } from '../report/index.js';
import { comparisonDocument } from './comparison-json.js';
import { defineFormat, textSession } from './define.js';
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
    const session = textSession((report) => written(printObject(toSharedJson(report))), {
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

/** An object with a line for each field, and one for each item of a field that lists objects. */
function printObject(object: object): Markup<'json'> {
  const fields = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => json`${name}: ${printField(value)}`);
  return json`{\n  ${json.join(fields, ',\n  ')}\n}`;
}

function printField(value: unknown): Markup<'json'> {
  if (!Array.isArray(value) || value.length === 0) return json`${value}`;
  return json`[\n    ${json.join(value, ',\n    ')}\n  ]`;
}
