import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource } from './byte-source.js';

/** How an address is asked. */
export interface HttpOptions {
  /** Sent with every request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A request costs about as much as a megabyte, so this much is read ahead. */
const READ_AHEAD = 1024 * 1024;

/** A server that does not answer ranges sends the whole file; beyond this it is refused. */
const LARGEST_WHOLE = 64 * 1024 * 1024;

/**
 * A file on a web server, read by range requests: only a model's structure is transferred.
 *
 * Every range has a start: browsers let a page of another origin send such a range without asking the server first, which they do for "the last n bytes".
 * @throws NetstatError when the server does not have the file, or answers no ranges and the file is large
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<AsyncByteSource> {
  const first = await request(url, options, 0, READ_AHEAD);
  if (first.status === 200) return wholeSource(url, first);
  const size = await sizeOf(url, options, first);
  const head = new Uint8Array(await first.arrayBuffer());
  return {
    size,
    readAhead: READ_AHEAD,
    read: async (offset, length) => {
      if (offset + length <= head.length) return head.subarray(offset, offset + length);
      const response = await request(url, options, offset, length);
      if (response.status !== 206) {
        throw new NetstatError(
          'unreadable',
          `${url} no longer answers range requests: download the file and pass its path`,
        );
      }
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

async function request(
  url: string,
  { headers, signal }: HttpOptions,
  offset: number,
  length: number,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { ...headers, range: `bytes=${offset}-${offset + length - 1}` },
      ...(signal && { signal }),
    });
  } catch (cause) {
    throw new NetstatError('unreadable', `${url} cannot be reached: check the address and the connection`, { cause });
  }
  if (!response.ok) {
    throw new NetstatError(
      response.status === 404 ? 'not-found' : 'unreadable',
      `${url} answers ${response.status} ${response.statusText}`.trimEnd(),
    );
  }
  return response;
}

/** The size of the whole, from `Content-Range`; a page of another origin may not see that header, but may see the length of a HEAD answer. */
async function sizeOf(url: string, { headers, signal }: HttpOptions, first: Response): Promise<number> {
  const told = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
  if (told !== undefined) return Number(told);
  const head = await fetch(url, { method: 'HEAD', ...(headers && { headers }), ...(signal && { signal }) });
  const length = head.headers.get('content-length');
  if (length === null) {
    throw new NetstatError('unreadable', `${url} does not say how large the file is: download it and pass its path`);
  }
  return Number(length);
}

async function wholeSource(url: string, response: Response): Promise<AsyncByteSource> {
  const length = Number(response.headers.get('content-length') ?? Infinity);
  if (length > LARGEST_WHOLE) {
    await response.body?.cancel();
    throw new NetstatError('unreadable', `${url} does not answer range requests: download the file and pass its path`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    size: bytes.length,
    readAhead: Infinity,
    read: async (offset, count) => bytes.subarray(offset, offset + count),
  };
}
