import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf, NetstatError } from '../ir/index.js';

/**
 * The most bytes of a file that a user names besides models: a report, a profile, a platform, a baseline, a
 * configuration, a table. A trace of an hour has a tenth of it.
 */
export const LARGEST_TEXT_FILE = 256 * 1024 * 1024;

/** Bytes read at a time from what does not say how long it is, such as a pipe. */
const CHUNK = 1 << 16;

/**
 * The bytes of a file, a pipe or a device.
 * @throws Error in one line when it cannot be read, or has more than `most` bytes, however long it says that it is
 */
export function readLimited(path: string, most = LARGEST_TEXT_FILE): Uint8Array<ArrayBuffer> {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > most) throw tooLong(most);
    let bytes = Buffer.allocUnsafe(Math.max(size + 1, CHUNK));
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += count;
      if (count === 0) return bytes.subarray(0, length);
      if (length > most) throw tooLong(most);
      if (length < bytes.length) continue;
      // One byte more than there may be tells that there are too many.
      const room = Math.min(bytes.length, most + 1 - length);
      bytes = Buffer.concat([bytes, Buffer.allocUnsafe(room)]);
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The text of a file, without a byte order mark.
 * @throws Error as `readLimited` does
 */
export function readText(path: string): string {
  return new TextDecoder().decode(readLimited(path));
}

/** A file that the user names for an option. */
interface GivenFile {
  /** The option that names it, such as `--profile`. */
  readonly option: string;
  readonly path: string;
  /** The most bytes that it may have. */
  readonly most?: number;
  /** A file that would do, for a user who named another: `name a CSV file`. */
  readonly advice?: string;
}

/**
 * The bytes of a file that an option names.
 * @throws NetstatError when it cannot be read, or has too many bytes
 */
export function readGiven({ option, path, most, advice }: GivenFile): Uint8Array<ArrayBuffer> {
  try {
    return readLimited(path, most);
  } catch (cause) {
    const remedy = advice === undefined ? '' : `; ${advice}`;
    throw new NetstatError('not-found', `${option} ${path}: cannot be read (${messageOf(cause)})${remedy}`, { cause });
  }
}

/**
 * The text of a file that an option names, without a byte order mark.
 * @throws NetstatError as `readGiven` does
 */
export function readGivenText(given: GivenFile): string {
  return new TextDecoder().decode(readGiven(given));
}

function tooLong(most: number): Error {
  return new Error(`it has more than ${most / 1024 / 1024} MiB`);
}
