import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

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
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
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

function tooLong(most: number): Error {
  return new Error(`it has more than ${most / 1024 / 1024} MiB`);
}
