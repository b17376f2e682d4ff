import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NetstatError } from '../ir/index.js';
import type { Terminal } from './terminal.js';

/** Where a report goes. */
export interface Output {
  write(text: string): void;
  /** Ends it: a file appears under its name, complete. */
  finish(): void;
  /** Gives it up: no file is left. */
  discard(): void;
}

/** Standard output. */
export function terminalOutput(terminal: Terminal): Output {
  return { write: (text) => terminal.print(text), finish() {}, discard() {} };
}

/**
 * A file. It is written beside its place and put there when it is complete, so that nobody finds half of it; a file that it replaces stays
 * as it was until then.
 * @throws NetstatError when it cannot be written
 */
export function fileOutput(path: string): Output {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  const failing = <T>(action: () => T): T => {
    try {
      return action();
    } catch (cause) {
      throw new NetstatError('cannot-write', `${path}: cannot be written (${cause instanceof Error ? cause.message : String(cause)}); check the folder and its permissions`, { cause });
    }
  };
  const descriptor = failing(() => openSync(partial, 'wx'));
  const discard = (): void => rmSync(partial, { force: true });
  process.once('exit', discard);
  return {
    write: (text) => void failing(() => writeSync(descriptor, text)),
    finish: () => failing(() => {
      closeSync(descriptor);
      renameSync(partial, path);
    }),
    discard: () => {
      closeSync(descriptor);
      discard();
    },
  };
}
