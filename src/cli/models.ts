import type { AnalysisOptions } from '../analysis/index.js';
import { expandPaths, loadModel, mergeBindings, STANDARD_INPUT } from '../files/index.js';
import type { Configuration } from '../files/index.js';
import { makeReport, watchOptions } from '../report/index.js';
import type { FailedReport, Report } from '../report/index.js';
import { conclude, failedReport } from './outcome.js';
import type { Examination, Outcome } from './outcome.js';
import type { Progress } from './progress.js';
import { inThreads } from './threads.js';
import type { Threads } from './threads.js';

/** A run of fewer milliseconds shows no progress. */
const PATIENCE = 1000;

/** How models are gone through. */
export interface Passage {
  /** Prints the report of each, in this thread. */
  readonly print: (report: Report | FailedReport) => unknown;
  /** Whether to show a bar between models when it takes more than a second. */
  readonly showsProgress: () => boolean;
  /** How several threads do it; without, this one does it alone. */
  readonly threads?: Threads | undefined;
}

/**
 * What becomes of models, in order, one that cannot be read among them. Held back until each option has fitted some model, so that nothing is
 * written before a wrong option is told of. What the configuration binds may fit none.
 * @throws NetstatError when an option fits none of the models
 */
export async function* examineModels(
  patterns: readonly string[],
  examination: Examination,
  { print, showsProgress, threads }: Passage,
): AsyncGenerator<Outcome> {
  const fit = watchOptions(examination.bindings);
  const held: Outcome[] = [];
  const paths = await expandPaths(patterns);
  const start = Date.now(); // `performance` takes 2 ms to load
  let progress: Progress | undefined;
  const showNext = async (done: number): Promise<void> => {
    const next = paths[done];
    if (next === undefined || Date.now() - start <= PATIENCE || !showsProgress()) return;
    progress ??= (await import('./progress.js')).startProgress(paths.length);
    progress.show(done, next);
  };
  const examine = async (path: string): Promise<Outcome> =>
    conclude(
      await reportModel(path, examination.bindings, examination.configuration, examination.predict),
      examination.judge,
      print,
    );
  const fail = (path: string, error: unknown): Outcome => conclude(failedReport(path, error), examination.judge, print);
  let done = 0;
  try {
    // Only this thread has standard input.
    for await (const outcome of threads === undefined || paths.includes(STANDARD_INPUT)
      ? inThisThread(paths, examine)
      : inThreads(paths, threads, { examine, fail })) {
      if (outcome.places !== undefined) fit.see(outcome.places);
      held.push(outcome);
      if (fit.complete) {
        if (held.some(({ failure }) => failure !== undefined)) progress?.hide();
        yield* held.splice(0);
      }
      await showNext(++done);
    }
  } finally {
    progress?.hide();
  }
  fit.check();
  yield* held;
}

async function* inThisThread(
  paths: readonly string[],
  examine: (path: string) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  for (const path of paths) yield await examine(path);
}

/** The report of one model, or why there is none. Reports and the configuration know it by its name. */
export async function reportModel(
  path: string,
  given: AnalysisOptions,
  configuration: Configuration,
  predict?: Examination['predict'],
  name = path,
): Promise<Report | FailedReport> {
  try {
    const { options, policy } = configuration.forModel(name);
    const bindings = { ...options, ...mergeBindings([options, given]) };
    return makeReport(name, await loadModel(path), bindings, policy, predict);
  } catch (error) {
    return failedReport(name, error);
  }
}

/**
 * Whether each option has fitted a model.
 * @throws NetstatError when one fits none of those that could be read
 */
export function checkFit(reports: readonly (Report | FailedReport)[], options: AnalysisOptions): void {
  const fit = watchOptions(options);
  for (const report of reports) if (report.kind === 'report') fit.see(report.analysis);
  fit.check();
}
