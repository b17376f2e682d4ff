import { NetstatError } from '../ir/index.js';

/** How an address is asked. */
export interface HttpOptions {
  /** Sent with every request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a server answers to a request for a part of a file. */
export interface HttpPart {
  /** As many as were asked for, or up to the end of the file. */
  readonly bytes: Uint8Array;
  /** Whether the server sent the whole file in place of a part. */
  readonly isWhole: boolean;
  /** The size of the whole file; undefined where the answer does not show it. */
  readonly size: number | undefined;
  /** Which state of the file it is, by its strong ETag. */
  readonly version: string | undefined;
}

/** How often a request that breaks off is sent again. */
const RETRIES = 2;

/** Milliseconds before it is sent again, and twice as many before the next time. */
const RETRY_DELAY = 250;

/** Milliseconds in which an answer must begin, and between two pieces of it. */
const LONGEST_SILENCE = 20_000;

/** Milliseconds that one answer may take in all. */
const LONGEST_ANSWER = 120_000;

/** Requests for one file: a model of as many stored tensors as were ever seen needs fewer. */
const MOST_REQUESTS = 20_000;

/** A failure that the same request may not meet again. */
class Interruption extends Error {}

/** Asks for parts of one file, with named limits on everything. */
export class HttpClient {
  readonly #url: string;
  readonly #options: HttpOptions;
  #requests = 0;

  constructor(url: string, options: HttpOptions) {
    this.#url = url;
    this.#options = options;
  }

  /**
   * `length` bytes from `offset`, or fewer where the file ends; the whole file where the server does not answer ranges and it has at most
   * `largestWhole` bytes. `version` is the state of the file that is wanted.
   * @throws NetstatError
   */
  get(offset: number, length: number, largestWhole: number, version?: string): Promise<HttpPart> {
    const headers = {
      // `fetch` asks for a range as it is stored, `Accept-Encoding: identity`, by its specification.
      range: `bytes=${offset}-${offset + length - 1}`,
      // To send this to a server of another origin, a browser must ask first whether it may.
      ...(!inBrowser && version !== undefined && { 'if-range': version }),
    };
    return this.#request({ headers }, async (response, read) => {
      const isWhole = response.status !== 206;
      const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/iu.exec(response.headers.get('content-range') ?? '');
      if (!isWhole && range !== null && Number(range[1]) !== offset) {
        throw this.#failure(`answers another part than was asked for (${range[0]})`);
      }
      const size = range === null || range[3] === '*' ? undefined : Number(range[3]);
      const limit = isWhole ? largestWhole : length;
      const claimed = Number(response.headers.get('content-length') ?? 0);
      const bytes = isWhole && claimed > limit ? undefined : await read(limit, isWhole);
      if (bytes === undefined || bytes.length > limit) {
        throw this.#failure('does not answer range requests: download the file and pass its path');
      }
      const expected = isWhole ? claimed : Math.min(length, (size ?? Infinity) - offset);
      // A browser shows no Content-Range of another origin; whoever asks notices when too little comes.
      if (bytes.length < expected && (isWhole || size !== undefined)) throw new Interruption('the answer broke off');
      const tag = response.headers.get('etag');
      return { bytes, isWhole, size, version: tag === null || tag.startsWith('W/') ? undefined : tag };
    });
  }

  /**
   * The size of the file, by a HEAD request: a page of another origin may see it in no other way.
   * @throws NetstatError
   */
  head(): Promise<number> {
    return this.#request(
      { method: 'HEAD', headers: inBrowser ? {} : { 'accept-encoding': 'identity' } },
      async (response) => {
        const length = response.headers.get('content-length');
        if (length === null || !/^\d+$/u.test(length)) {
          throw this.#failure('does not say how large the file is: download it and pass its path');
        }
        return Number(length);
      },
    );
  }

  /** Sends a request, again where it breaks off, and hands its answer on with what reads its body up to a limit. */
  async #request<T>(
    init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
    take: (response: Response, read: (limit: number, oneMore: boolean) => Promise<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      if (++this.#requests > MOST_REQUESTS) {
        throw this.#failure(`takes more than ${MOST_REQUESTS} requests: download the file and pass its path`);
      }
      try {
        return await this.#attempt(init, take);
      } catch (error) {
        if (error instanceof NetstatError) throw error;
        if (this.#options.signal?.aborted === true) {
          throw this.#failure('is read no further: that was asked for', error);
        }
        if (attempt >= RETRIES) {
          const why = error instanceof Interruption ? `: ${error.message}` : '';
          throw this.#failure(`cannot be reached${why}: check the address and the connection`, error);
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY * 2 ** attempt));
      }
    }
  }

  async #attempt<T>(
    init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
    take: (response: Response, read: (limit: number, oneMore: boolean) => Promise<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    const { headers, signal } = this.#options;
    const abort = new AbortController();
    const end = (): void => abort.abort();
    signal?.addEventListener('abort', end);
    const whole = setTimeout(end, LONGEST_ANSWER);
    let silence = setTimeout(end, LONGEST_SILENCE);
    try {
      const response = await fetch(this.#url, {
        ...init,
        headers: { ...headers, ...init.headers },
        signal: abort.signal,
      });
      this.#checkStatus(response);
      return await take(response, (limit, oneMore) =>
        readBody(response, limit, oneMore, () => {
          clearTimeout(silence);
          silence = setTimeout(end, LONGEST_SILENCE);
        }),
      );
    } finally {
      clearTimeout(whole);
      clearTimeout(silence);
      signal?.removeEventListener('abort', end);
      // What was not read is not wanted.
      end();
    }
  }

  #checkStatus({ ok, status, statusText }: Response): void {
    if (ok) return;
    const answer = `answers ${status} ${statusText}`.trimEnd();
    if (status === 429 || status >= 500) throw new Interruption(`it ${answer}`);
    throw new NetstatError(status === 404 ? 'not-found' : 'unreadable', `${this.#url} ${answer}`);
  }

  #failure(what: string, cause?: unknown): NetstatError {
    return new NetstatError('unreadable', `${this.#url} ${what}`, cause === undefined ? {} : { cause });
  }
}

const inBrowser = typeof (globalThis as { readonly location?: unknown }).location === 'object';

/** The bytes of a body up to a limit, or one more to show that there are more. */
async function readBody({ body }: Response, limit: number, oneMore: boolean, heard: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const wanted = oneMore ? limit + 1 : limit;
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  while (length < wanted) {
    const { done, value } = await reader.read();
    if (done) break;
    heard();
    const chunk = value.subarray(0, wanted - length);
    chunks.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
