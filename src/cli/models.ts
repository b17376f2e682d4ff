import type { AnalysisOptions } from '../analysis/index.js';
import { expandPaths, mergeBindings, openFile } from '../files/index.js';
import type { Configuration } from '../files/index.js';
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
 * written before a wrong option is told of. What the configuration binds may fit none. With `showProgress` a bar is shown between reports when it takes more than a second.
 * @throws NetstatError when an option fits none of the models
 */
export async function* reportModels(patterns: readonly string[], options: AnalysisOptions, configuration: Configuration, showProgress: boolean): AsyncGenerator<Report | FailedReport> {
  const fit = watchOptions(options);
  const held: (Report | FailedReport)[] = [];
  const paths = await expandPaths(patterns);
  const start = Date.now(); // `performance` takes 2 ms to load
  let progress: Progress | undefined;
  try {
    for (const [index, path] of paths.entries()) {
      if (showProgress && index > 0 && Date.now() - start > PATIENCE) {
        progress ??= (await import('./progress.js')).startProgress(paths.length);
        progress.show(index, path);
      }
      const report = reportModel(path, options, configuration);
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
export function reportModel(path: string, given: AnalysisOptions, configuration: Configuration): Report | FailedReport {
  try {
    const { options, policy } = configuration.forModel(path);
    const file = openFile(path);
    try {
      return makeReport(path, readModel(file), { ...options, ...mergeBindings([options, given]) }, policy);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof NetstatError) return { kind: 'failed', path, error: { code: error.code, message: error.message } };
    return { kind: 'failed', path, error: { code: 'internal-error', message: describeBug(error) } };
  }
}

/**
 * The reports of two models under the same bindings.
 * @throws NetstatError when an option fits neither
 */
export function reportPair(base: string, head: string, options: AnalysisOptions, configuration: Configuration): { readonly base: Report | FailedReport; readonly head: Report | FailedReport } {
  const fit = watchOptions(options);
  const pair = { base: reportModel(base, options, configuration), head: reportModel(head, options, configuration) };
  for (const report of [pair.base, pair.head]) if (report.kind === 'report') fit.see(report.analysis);
  fit.check();
  return pair;
}
