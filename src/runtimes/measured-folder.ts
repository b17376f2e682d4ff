import { readdirSync } from 'node:fs';
import path from 'node:path';
import { loadModel } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { readSavedReport } from '../platform/index.js';
import type { SavedReport } from '../platform/index.js';
import { reportOf, toJson } from '../report/index.js';
import { importModel } from './measure-model.js';

/** Runs of a trace that do not count, where there are more. */
const WARMUP = 3;

/**
 * The reports of the models in a folder that have a trace beside them: a file whose name begins with the model's, and
 * the last one where there are several. Models without a trace are left out.
 * @throws NetstatError when there is no trace, or one cannot be read
 */
export async function readMeasuredFolder(folder: string): Promise<readonly SavedReport[]> {
  const files = readdirSync(folder).toSorted();
  const reports: SavedReport[] = [];
  for (const file of files.filter((each) => each.endsWith('.onnx'))) {
    const stem = file.slice(0, -'.onnx'.length);
    const trace = files.findLast((each) => each !== file && isTraceOf(stem, each));
    if (trace === undefined) continue;
    const model = await loadModel(path.join(folder, file));
    const { analysis, measurement } = await importModel(model, {}, [path.join(folder, trace)], WARMUP);
    const report = readSavedReport(toJson(reportOf(file, analysis, {}, { measurement })));
    if (report !== undefined) reports.push(report);
  }
  if (reports.length > 0) return reports;
  throw new NetstatError(
    'bad-option',
    `--from ${folder}: no model there has a trace beside it whose name begins with the model's: ` +
      'conv001.onnx, conv001.json',
  );
}

/** Whether a file is a trace of the model of this name: `conv001.json`, `conv001_2026-11-30.json`, `conv001.csv`. */
function isTraceOf(stem: string, file: string): boolean {
  return file.startsWith(stem) && /^[^a-z0-9].*$/iu.test(file.slice(stem.length)) && !file.endsWith('.onnx');
}
