import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource } from './byte-source.js';
import { HttpClient } from './http-client.js';
import type { HttpOptions } from './http-client.js';

export type { HttpOptions } from './http-client.js';

/** A request costs about as much as a megabyte, so this much is read ahead. */
const READ_AHEAD = 1024 * 1024;

/** A server that does not answer ranges sends the whole file; beyond this it is refused. */
const LARGEST_WHOLE = 64 * 1024 * 1024;

/**
 * A file on a web server, read by range requests: only a model's structure is transferred. Nothing that the server says is believed: no more is read
 * than was asked for, and all parts must be of one state of the file.
 *
 * Every range has a start: browsers let a page of another origin send such a range without asking the server first, which they do for "the last n bytes".
 * @throws NetstatError when the server does not have the file, answers no ranges and the file is large, or breaks off again and again
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<AsyncByteSource> {
  const client = new HttpClient(url, options);
  const first = await client.get(0, READ_AHEAD, LARGEST_WHOLE);
  if (first.isWhole) {
    const { bytes } = first;
    return {
      size: bytes.length,
      readAhead: Infinity,
      read: async (offset, count) => bytes.subarray(offset, offset + count),
    };
  }
  const size = first.size ?? (await client.head());
  const { bytes: head, version } = first;
  return {
    size,
    readAhead: READ_AHEAD,
    read: async (offset, length) => {
      if (offset + length <= head.length) return head.subarray(offset, offset + length);
      const part = await client.get(offset, length, length, version);
      const changed = part.isWhole || (part.size !== undefined && part.size !== size);
      if (changed || (version !== undefined && part.version !== undefined && part.version !== version)) {
        throw new NetstatError(
          'unreadable',
          `${url} has changed while it was read, or answers ranges no longer: try again`,
        );
      }
      return part.bytes;
    },
  };
}
