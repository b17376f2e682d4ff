import { expandPaths, isSavedReport, STANDARD_INPUT } from '../files/index.js';
import { watchOptions } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { conclude, failedReport } from './outcome.js';
import type { Examination, Outcome } from './outcome.js';
import type { Progress } from './progress.js';
import { analyseModel, readSaved } from './reading.js';
import { inThreads } from './threads.js';
import type { Threads } from './threads.js';

/** A run of fewer milliseconds shows no progress. */
const PATIENCE = 1000;

/** How models are gone through. */
export interface Passage {
  /** Prints the report of each, in this thread. */
  readonly print: (report: Report | FailedModel) => unknown;
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
  const examine = (path: string): Promise<readonly Outcome[]> => examineAt(path, examination, print);
  const fail = (path: string, error: unknown): Outcome => conclude(failedReport(path, error), examination.judge, print);
  let done = 0;
  try {
    // Only this thread has standard input, and saved reports hold several models.
    const isAlone = threads === undefined || paths.includes(STANDARD_INPUT) || paths.some(isSavedReport);
    for await (const outcome of isAlone ? inThisThread(paths, examine) : inThreads(paths, threads, { examine, fail })) {
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
  examine: (path: string) => Promise<readonly Outcome[]>,
): AsyncGenerator<Outcome> {
  for (const path of paths) yield* await examine(path);
}

/** The outcome of a model, or of each model of a saved report. */
export async function examineAt(
  path: string,
  { bindings, configuration, add, judge, rejectSaved }: Examination,
  print: Passage['print'],
): Promise<readonly Outcome[]> {
  if (!isSavedReport(path)) return [conclude(await analyseModel(path, bindings, configuration, { add }), judge, print)];
  rejectSaved?.(path);
  return readSaved(path, bindings).map((reading) => conclude(reading, judge, print));
}
