import { closeSync, lstatSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';

import { type ErrorCode, messageOf, NetstatError } from '../ir/index.js';
import type { ByteSource } from '../onnx/index.js';

/** An open file, to be closed when what was wanted is read. */
export interface FileSource extends ByteSource {
  close(): void;
}

/** The errors of the file system in words. */
const failures: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> = {
  ENOENT: { code: 'not-found', message: 'there is no such file: check the path' },
  ENOTDIR: { code: 'not-found', message: 'there is no such file: check the path' },
  EACCES: { code: 'no-permission', message: 'the file may not be read: check its permissions' },
  EPERM: { code: 'no-permission', message: 'the file may not be read: check its permissions' },
  EISDIR: { code: 'not-a-file', message: 'this is a directory: pass the .onnx file in it' },
};

/**
 * Opens a file to be read by place. Nothing is read yet.
 * @throws NetstatError when there is no such file, it is not a file, or may not be read
 */
export function openFile(path: string): FileSource {
  // Asked before it is opened: opening a named pipe would wait for whoever writes to it.
  const status = statOf(path);
  if (status.isDirectory()) throw new NetstatError('not-a-file', 'this is a directory: pass the .onnx file in it');
  if (!status.isFile()) {
    throw new NetstatError('not-a-file', 'this is not a regular file: save its content to one first');
  }
  const descriptor = failingClearly(() => openSync(path, 'r'));
  return {
    size: status.size,
    read: (offset, length) => failingClearly(() => readFully(descriptor, offset, length)),
    close: () => closeSync(descriptor),
  };
}

/** The status of what a path names. */
function statOf(path: string): Stats {
  return failingClearly(() => {
    try {
      return statSync(path);
    } catch (error) {
      throw isLinkToNothing(path, error)
        ? new NetstatError(
            'unreadable',
            `this is a link to ${readlinkSync(path)}, which is not there: fetch the model first`,
            { cause: error },
          )
        : error;
    }
  });
}

/**
 * Whether a path exists as a link whose target does not: models kept by git-annex or DVC look so until they are
 * fetched.
 */
function isLinkToNothing(path: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ENOENT' &&
    lstatSync(path, { throwIfNoEntry: false }) !== undefined
  );
}

/**
 * What an action on a file gives.
 * @throws NetstatError that does not name the file, when the action fails
 */
export function failingClearly<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof NetstatError) throw cause;
    const failure =
      cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? failures[cause.code] : undefined;
    if (failure !== undefined) throw new NetstatError(failure.code, failure.message, { cause });
    throw new NetstatError('unreadable', `the file cannot be read (${messageOf(cause)})`, { cause });
  }
}

/** Reads until there is all, or the file ends. */
function readFully(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
