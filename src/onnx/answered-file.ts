import { NetstatError } from '../ir/index.js';
import { LONGEST_SILENCE, refuseFailure, request } from './http-request.js';
import type { Headers } from './http-request.js';

/** A server that does not answer ranges sends the whole file; beyond so many bytes it is refused. */
const LARGEST_WHOLE = 64 * 1024 * 1024;

/** What the answers of a server tell of a file: its size, its version, and whether parts of it can be had. */
export class AnsweredFile {
  readonly #given: string;
  #size: number | undefined;
  #version: string | undefined;
  #hasRanges = true;

  /** `given` is the address as the user wrote it, for messages. */
  constructor(given: string) {
    this.#given = given;
  }

  /** The size, once the first answer has told it. */
  get size(): number | undefined {
    return this.#size;
  }

  /** The mark of the file's version, where the server gives one that can be relied on. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Whether the server sends parts of the file, as far as its answers show. */
  get hasRanges(): boolean {
    return this.#hasRanges;
  }

  /**
   * The bytes that answer a request for `length` bytes from `offset`, and where in the file they end; `url` and
   * `headers` are those of the request.
   * @throws NetstatError when the answer does not fit the request, or the file has changed
   */
  async read(
    response: Response,
    [offset, length]: readonly [offset: number, length: number],
    url: string,
    headers: Headers,
  ): Promise<{ readonly body: ReadableStream<Uint8Array>; readonly end: number }> {
    const encoding = response.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') throw this.#unusable(`compresses its answers (${encoding}) though asked not to`);
    const end =
      response.status === 206
        ? await this.#partOf(response, offset, length, () => this.#sizeByHead(url, headers))
        : this.#wholeOf(response, offset);
    if (response.body === null) throw this.#unusable('sends nothing');
    return { body: response.body, end };
  }

  /** Where the part ends that an answer holds; the first answer tells the size. */
  async #partOf(
    response: Response,
    offset: number,
    length: number,
    sizeByHead: () => Promise<number>,
  ): Promise<number> {
    const range = response.headers.get('content-range');
    const told = range === null ? undefined : /^bytes (\d+)-(\d+)\/(\d+|\*)$/u.exec(range.trim());
    if (told === null) throw this.#unusable(`says that it sends ${range}, which is no range`);
    const [first = offset, last = offset + length - 1, size] = told?.slice(1).map(Number) ?? [];
    if (first !== offset || last < first || (size !== undefined && last >= size)) {
      throw this.#unusable(`was asked for the bytes from ${offset} and says that it sends ${range}`);
    }
    const total = size !== undefined && Number.isFinite(size) ? size : (this.#size ?? (await sizeByHead()));
    const version = versionOf(response);
    if (this.#size === undefined) this.#version = version;
    if ((this.#size ?? total) !== total || (version ?? this.#version) !== this.#version) throw this.#changed();
    this.#size = total;
    return Math.min(last + 1, offset + length, total);
  }

  /** Where a whole file ends that came though a part of it was asked for. */
  #wholeOf(response: Response, offset: number): number {
    if (offset > 0 || this.#size !== undefined) {
      throw this.#version === undefined ? this.#unusable('no longer answers range requests') : this.#changed();
    }
    const length = response.headers.get('content-length');
    if (length === null || Number(length) > LARGEST_WHOLE) throw this.#unusable('does not answer range requests');
    this.#hasRanges = false;
    this.#size = Number(length);
    return this.#size;
  }

  /**
   * The size of the file. A page of another origin may not see the header of a range, but may see the length of a
   * whole.
   */
  async #sizeByHead(url: string, headers: Headers): Promise<number> {
    const { response } = await request(url, headers, AbortSignal.timeout(LONGEST_SILENCE), 'HEAD');
    refuseFailure(this.#given, response);
    const length = response.headers.get('content-length');
    if (length === null) throw this.#unusable('does not say how large the file is');
    return Number(length);
  }

  #unusable(how: string): NetstatError {
    return new NetstatError('unreadable', `${this.#given} ${how}: download the file and pass its path`);
  }

  #changed(): NetstatError {
    return new NetstatError('unreadable', `${this.#given} changed while it was read: try again`);
  }
}

/**
 * The mark that tells a version of a file from others: an entity tag that holds for every byte, else the time of its
 * change.
 */
function versionOf({ headers }: Response): string | undefined {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}
