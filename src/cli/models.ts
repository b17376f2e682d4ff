import { expandPaths, isSavedReport, STANDARD_INPUT } from '../files/index.js';
import { watchOptions } from '../report/index.js';
import type { FailedModel } from '../report/index.js';
import { conclude } from './outcome.js';
import type { Examination, Outcome } from './outcome.js';
import type { Progress } from './progress.js';
import { analyseModel, isRead, readSaved, seal, unseal } from './reading.js';
import type { Reading, SealedReading } from './reading.js';
import { inThreads } from './threads.js';
import type { Threads } from './threads.js';

/** The shortest run that shows progress, in milliseconds. */
const PATIENCE = 1000;

/** How models are gone through. */
export interface Passage {
  /** Whether to show a bar between models when it takes more than a second. */
  readonly showsProgress: () => boolean;
  /** How several threads share the work; without it, this thread works alone. */
  readonly threads?: Threads | undefined;
}

/**
 * The outcomes of models, in order; a model that cannot be read has one too. They are held back until each option has
 * fitted some model, so that nothing is written before a wrong option is reported. What the configuration binds may fit
 * none.
 * @throws NetstatError when an option fits none of the models
 */
export async function* examineModels(
  patterns: readonly string[],
  examination: Examination,
  { showsProgress, threads }: Passage,
): AsyncGenerator<Outcome> {
  const fit = watchOptions(examination.bindings);
  const { judge } = examination;
  // Readings wait as plain data: reports hold on to their analyses, and many of these would not fit into memory.
  const held: SealedReading[] = [];
  const paths = await expandPaths(patterns);
  const start = Date.now(); // `performance` takes 2 ms to load
  let progress: Progress | undefined;
  const showNext = async (done: number): Promise<void> => {
    const next = paths[done];
    if (next === undefined || Date.now() - start <= PATIENCE || !showsProgress()) return;
    progress ??= (await import('./progress.js')).startProgress(paths.length);
    progress.show(done, next);
  };
  const read = (path: string): Promise<readonly (Reading | FailedModel)[]> => readAt(path, examination);
  let done = 0;
  try {
    // Only this thread has standard input, and saved reports hold several models.
    const isAlone = threads === undefined || paths.includes(STANDARD_INPUT) || paths.some(isSavedReport);
    for await (const reading of isAlone ? inThisThread(paths, read) : inThreads(paths, threads, read)) {
      if (isRead(reading)) fit.see(reading.targets);
      if (fit.complete) {
        for (const each of [...held.splice(0).map(unseal), reading]) {
          if (!isRead(each)) progress?.hide();
          yield conclude(each, judge);
        }
      } else held.push(seal(reading));
      await showNext(++done);
    }
  } finally {
    progress?.hide();
  }
  fit.check();
  for (const each of held) yield conclude(unseal(each), judge);
}

async function* inThisThread(
  paths: readonly string[],
  read: (path: string) => Promise<readonly (Reading | FailedModel)[]>,
): AsyncGenerator<Reading | FailedModel> {
  for (const path of paths) yield* await read(path);
}

/** The reading of a model, or the readings of a saved report. */
async function readAt(
  path: string,
  { bindings, configuration, add, rejectSaved }: Examination,
): Promise<readonly (Reading | FailedModel)[]> {
  if (!isSavedReport(path)) return [await analyseModel(path, bindings, configuration, { add })];
  rejectSaved?.(path);
  return readSaved(path, bindings);
}
