import { availableParallelism } from 'node:os';
import type { Format, FormatOptions } from '../formats/index.js';
import { NetstatError } from '../ir/index.js';
import type { FailedReport, Report } from '../report/index.js';
import type { Outcome } from './outcome.js';
import type { ThreadData, Work } from './pool.js';

/** How several threads share the models. */
export interface Threads {
  readonly data: ThreadData;
  readonly count: number;
  /** Whether to start them at once, else only when what is left takes long. */
  readonly atOnce: boolean;
  /** Puts the next text that a thread printed into its place. */
  readonly next: (text: string) => string;
}

/** Prints models one after another. */
export interface Texts {
  readonly print: (report: Report | FailedReport) => string;
  readonly end: () => string;
  /** Undefined when one thread has to do it. */
  readonly threads: Threads | undefined;
}

/**
 * Starts to print models in a format, by several threads where it prints them separately and `wanted`, the number that the user asks for, is not 1.
 * @throws NetstatError when an option names what is not there, and for a number that is none
 */
export function startTexts(format: Format, options: FormatOptions, work: Work, wanted: string | undefined): Texts {
  if (wanted !== undefined && !/^[1-9]\d{0,2}$/u.test(wanted)) throw new NetstatError('bad-option', `--threads ${wanted}: should be a number from 1 to 999`);
  const count = wanted === undefined ? availableParallelism() : Number(wanted);
  const { separate } = format;
  if (separate === undefined || count === 1) {
    const session = format.start(options);
    return { print: (report) => session.model(report), end: () => session.end(), threads: undefined };
  }
  const texts = separate.join();
  const next = (text: string): string => texts.next(text);
  return {
    print: (report) => next(separate.print(report)),
    end: () => texts.end(),
    threads: { data: { work, format: format.name }, count, atOnce: wanted !== undefined, next },
  };
}

/** Milliseconds after which it can be guessed how long the rest takes. */
const EARLIEST = 200;

/** Milliseconds of work left from which threads gain more than their start costs. */
const WORTHWHILE = 1000;

/** What becomes of models, in order: by this thread, and by the others from where they are worth their start. `fail` is for a model that ended its thread. */
export async function* inThreads(
  paths: readonly string[],
  { data, count, atOnce, next }: Threads,
  { examine, fail }: { readonly examine: (path: string) => Outcome; readonly fail: (path: string, error: unknown) => Outcome },
): AsyncGenerator<Outcome> {
  const start = Date.now();
  for (const [index, path] of paths.entries()) {
    const left = paths.length - index;
    const elapsed = Date.now() - start;
    if (left > 1 && (atOnce || (elapsed > EARLIEST && (elapsed / index) * left > WORTHWHILE))) {
      const { runPool } = await import('./pool.js');
      for await (const { path: done, result } of runPool(paths.slice(index), data, Math.min(count, left))) {
        yield result.kind === 'done' ? { ...result.outcome, text: next(result.outcome.text) } : fail(done, result.error);
      }
      return;
    }
    yield examine(path);
  }
}
