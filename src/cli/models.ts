import type { AnalysisOptions } from '../analysis/index.js';
import { expandPaths, openFile } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { readModel } from '../onnx/index.js';
import { makeReport, watchOptions } from '../report/index.js';
import type { FailedReport, Report } from '../report/index.js';
import { describeBug } from './bug.js';
import type { Progress } from './progress.js';

/** A run of fewer milliseconds shows no progress. */
const PATIENCE = 1000;

/**
 * The reports of models, in order, a model that cannot be read among them. Held back until each option has fitted some model, so that nothing is
 * written before a wrong option is told of. With `showProgress` a bar is shown between reports when it takes more than a second.
 * @throws NetstatError when an option fits none of the models
 */
export async function* reportModels(patterns: readonly string[], options: AnalysisOptions, showProgress: boolean): AsyncGenerator<Report | FailedReport> {
  const fit = watchOptions(options);
  const held: (Report | FailedReport)[] = [];
  const paths = await expandPaths(patterns);
  const start = performance.now();
  let progress: Progress | undefined;
  try {
    for (const [index, path] of paths.entries()) {
      if (showProgress && index > 0 && performance.now() - start > PATIENCE) {
        progress ??= (await import('./progress.js')).startProgress(paths.length);
        progress.show(index, path);
      }
      const report = reportModel(path, options);
      if (report.kind === 'report') fit.see(report.analysis);
      held.push(report);
      if (!fit.complete) continue;
      if (held.some(({ kind }) => kind === 'failed')) progress?.hide();
      yield* held.splice(0);
    }
  } finally {
    progress?.hide();
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
    return { kind: 'failed', path, error: { code: 'internal-error', message: describeBug(error) } };
  }
}
