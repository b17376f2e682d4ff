import { NetstatError } from '../ir/index.js';
import type { FailedModel } from '../report/index.js';
import { failedReport } from './failed-report.js';
import type { Work } from './work.js';
import { unseal } from './reading.js';
import type { Reading } from './reading.js';

/** How several threads share the models. */
export interface Threads {
  readonly work: Work;
  /**
   * How many the user asks for, who gets them at once. Without it they are as many as the machine has, and start only
   * when what is left takes long.
   */
  readonly wanted: number | undefined;
}

/**
 * The threads for a run; undefined where the user asks for one.
 * @throws NetstatError for a text that is no number of threads
 */
export function readThreads(wanted: string | undefined, work: Work): Threads | undefined {
  if (wanted !== undefined && !/^[1-9]\d{0,2}$/u.test(wanted)) {
    throw new NetstatError('bad-option', `--threads ${wanted}: should be a number from 1 to 999`);
  }
  return wanted === '1' ? undefined : { work, wanted: wanted === undefined ? undefined : Number(wanted) };
}

/** Milliseconds after which it can be guessed how long the rest takes. */
const EARLIEST = 200;

/** Milliseconds of work left from which threads gain more than their start costs. */
const WORTHWHILE = 1000;

/** The readings of models, in order: by this thread, and by the others from where they are worth their start. */
export async function* inThreads(
  paths: readonly string[],
  { work, wanted }: Threads,
  read: (path: string) => Promise<readonly (Reading | FailedModel)[]>,
): AsyncGenerator<Reading | FailedModel> {
  const start = Date.now();
  const count = paths.length === 1 ? 1 : (wanted ?? coresOfMachine());
  for (const [index, path] of paths.entries()) {
    const left = paths.length - index;
    const elapsed = Date.now() - start;
    if (
      left > 1 &&
      count > 1 &&
      (wanted !== undefined || (elapsed > EARLIEST && (elapsed / index) * left > WORTHWHILE))
    ) {
      const { runPool } = await import('./pool.js');
      for await (const { path: done, result } of runPool(paths.slice(index), work, Math.min(count, left))) {
        yield result.kind === 'done' ? unseal(result.reading) : failedReport(done, result.error);
      }
      return;
    }
    yield* await read(path);
  }
}

/** To load `node:os` takes half a millisecond, which a run of one model need not wait for. */
function coresOfMachine(): number {
  return process.getBuiltinModule('node:os').availableParallelism();
}
