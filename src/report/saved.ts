import { isRecord, NetstatError } from '../ir/index.js';
import { fromJson } from './publish.js';
import type { FailedModel, ModelReport, Report } from './report.js';

/** Whether a file of that name is a report that netstat wrote. */
export function hasReportName(name: string): boolean {
  return /\.jsonl?$/iu.test(name);
}

/**
 * The reports in the text of a file that `--format json` or, by its name, `jsonl` wrote, of this version or an earlier
 * one.
 * @throws NetstatError that does not name the file, when the text is no report
 */
export function readReports(text: string, name: string): readonly (Report | FailedModel)[] {
  const models = /\.jsonl$/iu.test(name)
    ? text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(line, `line ${index + 1} `)]))
    : modelsOf(parseJson(text));
  if (models.length === 0) throw new NetstatError('not-onnx', 'the report has no model');
  return models.map((model) => restored(model));
}

function parseJson(text: string, place = ''): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetstatError(
      'not-onnx',
      `${place}is no JSON; a saved report is what netstat --format json or jsonl writes`,
      { cause },
    );
  }
}

function modelsOf(document: unknown): readonly unknown[] {
  if (isRecord(document) && document['schemaVersion'] !== undefined && document['schemaVersion'] !== 1) {
    throw new NetstatError(
      'not-onnx',
      `a later netstat wrote this report (schema ${JSON.stringify(document['schemaVersion'])}); update netstat`,
    );
  }
  if (isRecord(document) && Array.isArray(document['models'])) return document['models'];
  if (isRecord(document) && 'model' in document) return [document];
  throw noReport();
}

/** A model of a saved report, once it has the parts that all else relies on. */
function restored(model: unknown): Report | FailedModel {
  if (!isRecord(model) || !isRecord(model['model']) || typeof model['model']['path'] !== 'string') throw noReport();
  if (isRecord(model['error']) && typeof model['error']['message'] === 'string') return model as unknown as FailedModel;
  const lists = ['inputs', 'outputs', 'layers', 'findings', 'diagnostics', 'unbound'];
  if (!isRecord(model['totals']) || !isRecord(model['coverage']) || lists.some((name) => !Array.isArray(model[name]))) {
    throw noReport();
  }
  try {
    // The rest of the shape is that of the schema, whose writer netstat is.
    return fromJson(model as unknown as ModelReport);
  } catch (cause) {
    throw new NetstatError('not-onnx', 'the report is damaged; write it anew with netstat --format json', {
      cause,
    });
  }
}

function noReport(): NetstatError {
  return new NetstatError(
    'not-onnx',
    'is no report of netstat; a saved report is what netstat --format json or jsonl writes',
  );
}
