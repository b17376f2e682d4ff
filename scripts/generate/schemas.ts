import { existsSync } from 'node:fs';
import { DEFAULT_CONFIG, createFormatter, createParser, createProgram, SchemaGenerator, ts, UndefinedType } from 'ts-json-schema-generator';
import type { Generator } from '../generator.js';
import type { CompletedConfig, SubNodeParser } from 'ts-json-schema-generator';

/** The JSON Schema of a published type. The comments of the type and its fields are the schema's descriptions. */
function schema(path: string, source: string, type: string, title: string): Generator {
  return {
    path,
    generate() {
      if (!existsSync(source)) return Promise.resolve(undefined);
      const { $schema, ...rest } = schemaOf(source, type);
      return Promise.resolve(JSON.stringify({ $schema, title, ...rest }, null, 2));
    },
  };
}

function schemaOf(source: string, type: string) {
  const config: CompletedConfig = { ...DEFAULT_CONFIG, path: source, tsconfig: 'tsconfig.json', type, additionalProperties: false, skipTypeCheck: true };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => chain.addNodeParser(undefinedIdentifier));
  return new SchemaGenerator(program, parser, createFormatter(config), config).createSchema(type);
}

/** Reads the word `undefined` in a table of which a type takes the keys; the library knows it in types only. */
const undefinedIdentifier: SubNodeParser = {
  supportsNode: (node) => ts.isIdentifier(node) && node.text === 'undefined',
  createType: () => new UndefinedType(),
};

export default [
  schema('docs/report.schema.json', 'src/report/report-json.ts', 'ReportDocument', 'The report that `netstat --format json` prints'),
  schema('docs/comparison.schema.json', 'src/comparison/comparison-json.ts', 'ComparisonDocument', 'The report that `netstat compare --format json` prints'),
] satisfies readonly Generator[];
