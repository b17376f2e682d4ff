import type { AnalysisOptions } from '../analysis/index.js';
import { expandPaths, openFile } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { readModel } from '../onnx/index.js';
import { makeReport, watchOptions } from '../report/index.js';
import type { FailedReport, Report } from '../report/index.js';

/**
 * The reports of models, in order, a model that cannot be read among them. Held back until each option has fitted some model, so that nothing is
 * written before a wrong option is told of.
 * @throws NetstatError when an option fits none of the models
 */
export async function* reportModels(patterns: readonly string[], options: AnalysisOptions): AsyncGenerator<Report | FailedReport> {
  const fit = watchOptions(options);
  const held: (Report | FailedReport)[] = [];
  for (const path of await expandPaths(patterns)) {
    const report = reportModel(path, options);
    if (report.kind === 'report') fit.see(report.analysis);
    held.push(report);
    if (fit.complete) yield* held.splice(0);
  }
  fit.check();
  yield* held;
}

/** The report of one model, or why there is none. */
export function reportModel(path: string, options: AnalysisOptions): Report | FailedReport {
  try {
    const file = openFile(path);
    try {
      return makeReport(path, readModel(file), options);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof NetstatError) return { kind: 'failed', path, error: { code: error.code, message: error.message } };
    return { kind: 'failed', path, error: { code: 'internal-error', message: bugReport(error) } };
  }
}

/** What to say of a failure that is netstat's own. */
export function bugReport(error: unknown): string {
  return `a bug in netstat: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
