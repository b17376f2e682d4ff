import { fileURLToPath } from 'node:url';
import { pool as startPool } from 'workerpool';
import { NetstatError, programCall } from '../ir/index.js';
import type { SealedReading } from './reading.js';
import type { Work } from './work.js';

/** The data that a thread starts with. */
export interface ThreadData {
  readonly work: Work;
  /** How the user called the program. */
  readonly programCall: string;
}

/** A thread's reading of a model, or the error that ended it. */
export type PoolResult =
  | { readonly kind: 'done'; readonly reading: SealedReading }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * How many models a thread is given ahead of what is written. A slow one holds back no more than this many of the
 * others, for each thread.
 */
const AHEAD = 8;

/** The readings of models, in order, by so many threads. The threads end with it. */
export async function* runPool(
  paths: readonly string[],
  work: Work,
  count: number,
): AsyncGenerator<{ readonly path: string; readonly result: PoolResult }> {
  const pool = startPool(fileURLToPath(new URL('./worker.js', import.meta.url)), {
    workerType: 'thread',
    maxWorkers: count,
    workerThreadOpts: { workerData: { work, programCall: programCall() } satisfies ThreadData },
  });
  // The pool forgets what waits in it when a thread ends, so it is handed no more models than it has threads.
  const turns = turnsOf(count);
  const run = async (path: string): Promise<PoolResult> => {
    await turns.take();
    try {
      return { kind: 'done', reading: await pool.exec<(path: string) => Promise<SealedReading>>('read', [path]) };
    } catch (error) {
      return {
        kind: 'failed',
        error: hasEnded(error)
          ? new NetstatError(
              'limit-exceeded',
              'the thread that looked at it has ended, most likely for want of memory; try it alone, with --threads 1',
            )
          : error,
      };
    } finally {
      turns.give();
    }
  };
  const waiting: { readonly path: string; readonly result: Promise<PoolResult> }[] = [];
  const yet = paths.values();
  const add = (): void => {
    const { value: path } = yet.next();
    if (path !== undefined) waiting.push({ path, result: run(path) });
  };
  try {
    for (let index = 0; index < count * AHEAD; index++) add();
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      const result = await first.result;
      add();
      yield { path: first.path, result };
    }
  } finally {
    await pool.terminate(true);
  }
}

/** Turns, of which at most `count` are taken at a time; who asks for another waits, first come, first served. */
function turnsOf(count: number): { take(): Promise<void>; give(): void } {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take() {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free--;
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}

/** Whether a thread is gone, by what workerpool says of it. */
function hasEnded(error: unknown): boolean {
  return error instanceof Error && /^Workerpool Worker (?:terminated|error)/u.test(error.message);
}
