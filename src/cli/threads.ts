import { availableParallelism } from 'node:os';
import { NetstatError } from '../ir/index.js';
import type { Outcome } from './outcome.js';
import type { ThreadData } from './pool.js';

/** How several threads share the models. */
export interface Threads {
  readonly data: ThreadData;
  readonly count: number;
  /** Whether to start them at once, else only when what is left takes long. */
  readonly atOnce: boolean;
}

/**
 * The threads that the user asks for, else as many as the machine has; undefined for one.
 * @throws NetstatError for a number that is none
 */
export function readThreads(wanted: string | undefined, data: ThreadData): Threads | undefined {
  if (wanted !== undefined && !/^[1-9]\d{0,2}$/u.test(wanted)) {
    throw new NetstatError('bad-option', `--threads ${wanted}: should be a number from 1 to 999`);
  }
  const count = wanted === undefined ? availableParallelism() : Number(wanted);
  return count === 1 ? undefined : { data, count, atOnce: wanted !== undefined };
}

/** Milliseconds after which it can be guessed how long the rest takes. */
const EARLIEST = 200;

/** Milliseconds of work left from which threads gain more than their start costs. */
const WORTHWHILE = 1000;

/** What becomes of models, in order: by this thread, and by the others from where they are worth their start. `fail` is for a model that ended its thread. */
export async function* inThreads(
  paths: readonly string[],
  { data, count, atOnce }: Threads,
  {
    examine,
    fail,
  }: {
    readonly examine: (path: string) => Promise<readonly Outcome[]>;
    readonly fail: (path: string, error: unknown) => Outcome;
  },
): AsyncGenerator<Outcome> {
  const start = Date.now();
  for (const [index, path] of paths.entries()) {
    const left = paths.length - index;
    const elapsed = Date.now() - start;
    if (left > 1 && (atOnce || (elapsed > EARLIEST && (elapsed / index) * left > WORTHWHILE))) {
      const { runPool } = await import('./pool.js');
      for await (const { path: done, result } of runPool(paths.slice(index), data, Math.min(count, left))) {
        yield result.kind === 'done' ? result.outcome : fail(done, result.error);
      }
      return;
    }
    yield* await examine(path);
  }
}
