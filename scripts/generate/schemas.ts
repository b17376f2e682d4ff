import { existsSync } from 'node:fs';
import {
  ChainNodeParser,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  NumberType,
  SchemaGenerator,
  StringType,
  ts,
  UndefinedType,
  UnionType,
} from 'ts-json-schema-generator';
import type { Generator } from '../generator.js';
import type { CompletedConfig, NodeParser, SubNodeParser } from 'ts-json-schema-generator';

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
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: source,
    tsconfig: 'tsconfig.json',
    type,
    additionalProperties: false,
    skipTypeCheck: true,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => {
    if (!(chain instanceof ChainNodeParser)) throw new Error('the library gives something else to add parsers to');
    chain.addNodeParser(undefinedIdentifier).addNodeParser(publishedDim).addNodeParser(publishedType(chain));
  });
  return new SchemaGenerator(program, parser, createFormatter(config), config).createSchema(type);
}

/** Reads the word `undefined` in a table of which a type takes the keys; the library knows it in types only. */
const undefinedIdentifier: SubNodeParser = {
  supportsNode: (node) => ts.isIdentifier(node) && node.text === 'undefined',
  createType: () => new UndefinedType(),
};

/** Reads `Dim` as what `Published` makes of it: a number, or a string of digits or a formula. */
const publishedDim: SubNodeParser = {
  supportsNode: (node) => isReference(node, 'Dim'),
  createType: () => new UnionType([new NumberType(), new StringType()]),
};

/**
 * Reads `Published<T>` as T: the library does not take conditional types apart, and `publishedDim` does what is left
 * to do.
 */
function publishedType(parser: NodeParser): SubNodeParser {
  return {
    supportsNode: (node) => isReference(node, 'Published'),
    createType(node, context) {
      const [argument] = isReference(node, 'Published') ? (node.typeArguments ?? []) : [];
      if (argument === undefined) throw new Error('Published takes a type');
      return parser.createType(argument, context);
    },
  };
}

function isReference(node: ts.Node, name: string): node is ts.TypeReferenceNode {
  return ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === name;
}

export default [
  schema(
    'docs/report.schema.json',
    'src/report/report.ts',
    'ReportDocument',
    'The report that `netstat --format json` prints',
  ),
  schema(
    'docs/comparison.schema.json',
    'src/formats/comparison-json.ts',
    'ComparisonDocument',
    'The report that `netstat compare --format json` prints',
  ),
  schema(
    'docs/platform.schema.json',
    'src/platform/platform.ts',
    'Platform',
    'The platform that `netstat calibrate --sweep` and `--from` write',
  ),
] satisfies readonly Generator[];
