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
 * @throws NetstatError when it is no such text
 */
export function readReports(text: string, name: string): readonly (Report | FailedModel)[] {
  const models = /\.jsonl$/iu.test(name)
    ? text
        .split('\n')
        .flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(line, `${name}, line ${index + 1}`)]))
    : modelsOf(parseJson(text, name), name);
  if (models.length === 0) throw new NetstatError('not-onnx', `${name}: the report has no model`);
  return models.map((model) => restored(model, name));
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetstatError(
      'not-onnx',
      `${where}: is no JSON; a saved report is what netstat --format json or jsonl writes`,
      { cause },
    );
  }
}

function modelsOf(document: unknown, path: string): readonly unknown[] {
  if (isRecord(document) && document['schemaVersion'] !== undefined && document['schemaVersion'] !== 1) {
    throw new NetstatError(
      'not-onnx',
      `${path}: a later netstat wrote this report (schema ` +
        `${JSON.stringify(document['schemaVersion'])}); update netstat`,
    );
  }
  if (isRecord(document) && Array.isArray(document['models'])) return document['models'];
  if (isRecord(document) && 'model' in document) return [document];
  throw noReport(path);
}

/** A model of a saved report, once it has the parts that all else relies on. */
function restored(model: unknown, path: string): Report | FailedModel {
  if (!isRecord(model) || !isRecord(model['model']) || typeof model['model']['path'] !== 'string') throw noReport(path);
  if (isRecord(model['error']) && typeof model['error']['message'] === 'string') return model as unknown as FailedModel;
  const lists = ['inputs', 'outputs', 'layers', 'findings', 'diagnostics', 'unbound'];
  if (!isRecord(model['totals']) || !isRecord(model['coverage']) || lists.some((name) => !Array.isArray(model[name]))) {
    throw noReport(path);
  }
  try {
    // The rest of the shape is that of the schema, whose writer netstat is.
    return fromJson(model as unknown as ModelReport);
  } catch (cause) {
    throw new NetstatError('not-onnx', `${path}: the report is damaged; write it anew with netstat --format json`, {
      cause,
    });
  }
}

function noReport(path: string): NetstatError {
  return new NetstatError(
    'not-onnx',
    `${path}: is no report of netstat; a saved report is what netstat --format json or jsonl writes`,
  );
}
