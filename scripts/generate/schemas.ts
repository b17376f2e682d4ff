import { existsSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';
import type { Generator } from '../generator.js';

/** The JSON Schema of a published type. The comments of the type and its fields are the schema's descriptions. */
function schema(path: string, source: string, type: string, title: string): Generator {
  return {
    path,
    generate() {
      if (!existsSync(source)) return Promise.resolve(undefined);
      const generator = createGenerator({ path: source, tsconfig: 'tsconfig.json', type, additionalProperties: false, skipTypeCheck: true });
      const { $schema, ...rest } = generator.createSchema(type);
      return Promise.resolve(JSON.stringify({ $schema, title, ...rest }, null, 2));
    },
  };
}

export default [
  schema('docs/report.schema.json', 'src/report/report-json.ts', 'ReportJson', 'The report that `netstat --format json` prints'),
  schema('docs/comparison.schema.json', 'src/comparison/comparison-json.ts', 'ComparisonJson', 'The report that `netstat compare --format json` prints'),
] satisfies readonly Generator[];
