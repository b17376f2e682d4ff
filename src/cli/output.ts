import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NetstatError } from '../ir/index.js';
import { endOnInterrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

/** Where a report goes. */
export interface Output {
  write(text: string): void;
  /** Ends it: a file appears under its name, complete. */
  finish(): void | Promise<void>;
  /** Gives it up: no file is left. */
  discard(): void;
}

/** One that is complete as soon as it ends. */
export interface FileOutput extends Output {
  finish(): void;
}

/** Standard output. */
export function terminalOutput(terminal: Terminal): Output {
  return { write: (text) => terminal.print(text), finish() {}, discard() {} };
}

/**
 * A file. It is written beside its place and put there when it is complete, so that nobody finds half of it; a file that it replaces stays
 * as it was until then. What is no regular file (`/dev/null`, a pipe) is written to as it is.
 * @throws NetstatError when it cannot be written
 */
export function fileOutput(path: string): FileOutput {
  const status = clearly(path, () => statSync(path, { throwIfNoEntry: false }));
  if (status?.isDirectory()) {
    throw new NetstatError('cannot-write', `${path}: this is a directory: give the name of a file in it`);
  }
  if (status !== undefined && !status.isFile()) {
    return { write: (text) => clearly(path, () => writeFileSync(path, text)), finish() {}, discard() {} };
  }

  const place = status === undefined ? path : realpathSync(path);
  const partial = join(dirname(place), `.${basename(place)}.${process.pid}.partial`);
  const descriptor = clearly(path, () => openSync(partial, 'wx'));
  const remove = (): void => rmSync(partial, { force: true });
  process.once('exit', remove);
  const ignoreInterrupts = endOnInterrupt();
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
    process.off('exit', remove);
    ignoreInterrupts();
  };
  return {
    write: (text) => clearly(path, () => writeFileSync(descriptor, text)),
    finish: () =>
      clearly(path, () => {
        close();
        renameSync(partial, place);
      }),
    discard: () => {
      close();
      remove();
    },
  };
}

function clearly<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new NetstatError(
      'cannot-write',
      `${path}: cannot be written (${cause instanceof Error ? cause.message : String(cause)}); check the folder and its permissions`,
      { cause },
    );
  }
}
