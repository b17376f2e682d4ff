import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { messageOf, NetstatError } from '../ir/index.js';

/** A file that appears under its name when it is complete, and not before. */
export interface WholeFile {
  write(content: string | Uint8Array): void;
  /** Puts the file in its place. */
  finish(): void;
  /** Gives it up: the file that was there stays. */
  discard(): void;
}

/**
 * Starts a file. Until it is finished its text is kept beside its place in a file that has no name, which the system
 * removes however the program ends; so nobody finds half a file, and a file that it replaces stays as it was until
 * then. The new file has the old one's mode. What is no regular file (`/dev/null`, a pipe) is written to as it is.
 * @throws NetstatError when it cannot be written, or is one of `reads`, files that the same run reads
 */
export function startWholeFile(name: string, reads: readonly string[] = []): WholeFile {
  if (name === '') throw new NetstatError('cannot-write', 'the file to write has no name; give it one');
  const status = clearly(name, () => statSync(name, { throwIfNoEntry: false }));
  if (status?.isDirectory()) {
    throw new NetstatError('cannot-write', `${name}: this is a directory: give the name of a file in it`);
  }
  if (status !== undefined && !status.isFile()) return startDevice(name);
  if (status !== undefined && reads.some((read) => isSameFile(read, status))) {
    throw new NetstatError('cannot-write', `${name}: this run reads that file; give the output another name`);
  }

  const place = status === undefined ? name : realpathSync(name);
  const beside = (ending: string): string =>
    path.join(path.dirname(place), `.${path.basename(place)}.${process.pid}.${ending}`);
  const draft = clearly(name, () => openNameless(beside('draft')));
  let open = true;
  const close = (): void => {
    if (open) closeSync(draft);
    open = false;
  };
  return {
    write: (content) => clearly(name, () => writeFileSync(draft, content)),
    finish: () =>
      clearly(name, () => {
        const partial = beside('partial');
        try {
          copyTo(partial, draft, status?.mode);
          renameSync(partial, place);
        } catch (error) {
          rmSync(partial, { force: true });
          throw error;
        } finally {
          close();
        }
      }),
    discard: close,
  };
}

/**
 * Writes a file whole: nobody finds half of it.
 * @throws NetstatError when it cannot be written, or is one of `reads`, files that the same run reads
 */
export function writeWholeFile(name: string, content: string | Uint8Array, reads: readonly string[] = []): void {
  const file = startWholeFile(name, reads);
  try {
    file.write(content);
  } catch (error) {
    file.discard();
    throw error;
  }
  file.finish();
}

function startDevice(name: string): WholeFile {
  const descriptor = clearly(name, () => openSync(name, 'w'));
  const close = (): void => closeSync(descriptor);
  return {
    write: (content) => clearly(name, () => writeFileSync(descriptor, content)),
    finish: close,
    discard: close,
  };
}

/** Opens a new file and takes its name away. */
function openNameless(file: string): number {
  const descriptor = openSync(file, 'wx+', 0o600);
  rmSync(file);
  return descriptor;
}

/** Copies what was written by a descriptor into a new file. */
function copyTo(file: string, from: number, mode: number | undefined): void {
  const to = openSync(file, 'wx', 0o666);
  try {
    if (mode !== undefined) fchmodSync(to, mode & 0o7777);
    const chunk = Buffer.allocUnsafe(1 << 16);
    let position = 0;
    for (let count = readSync(from, chunk, 0, chunk.length, 0); count > 0;) {
      writeFileSync(to, chunk.subarray(0, count));
      position += count;
      count = readSync(from, chunk, 0, chunk.length, position);
    }
  } finally {
    closeSync(to);
  }
}

function isSameFile(name: string, { dev, ino }: Stats): boolean {
  if (!existsSync(name)) return false;
  const other = statSync(name);
  return other.dev === dev && other.ino === ino;
}

/**
 * Makes a folder, unless it is there.
 * @throws NetstatError when it cannot be made
 */
export function makeFolder(name: string): void {
  clearly(name, () => mkdirSync(name, { recursive: true }));
}

function clearly<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const folder = path.dirname(name);
    // The system names the file beside it that is written first, which nobody asked for.
    const reason = existsSync(folder) ? messageOf(cause) : `there is no folder ${folder}`;
    throw new NetstatError(
      'cannot-write',
      `${name}: cannot be written (${reason}); check the folder and its permissions`,
      { cause },
    );
  }
}
