import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource } from './byte-source.js';
import { AnsweredFile } from './answered-file.js';
import { isInBrowser, pause, refuseFailure, request, withinSilence } from './http-request.js';
import type { Answer, Headers } from './http-request.js';
import { ReadingPlan } from './reading-plan.js';
import { joinBytes } from './byte-source.js';

/** How an address is asked. */
export interface HttpOptions {
  /** Sent with every request to the address's own origin, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called as bytes come. */
  readonly onProgress?: (progress: HttpProgress) => void;
}

/** How far the reading of an address is. */
export interface HttpProgress {
  /** Where in the file it is, in bytes. */
  readonly position: number;
  readonly size: number;
  /** Bytes that came. */
  readonly transferred: number;
  readonly requests: number;
}

/** The most requests for one file: a server that answers without end is given up. */
const MOST_REQUESTS = 20_000;
const MOST_TRANSFERRED = 8 * 1024 * 1024 * 1024;
const LONGEST_READING = 30 * 60 * 1000;

/** A dropped connection is tried again so often before anything comes; the pause before is longer each time. */
const MOST_ATTEMPTS = 4;
const PAUSE = 250;

/** How much the walk asks for at a time; what is transferred is the plan's to say. */
const READ_AHEAD = 4096;

/** A mask up to this size is fetched: it takes a second on a slow connection. */
const READ_AGAIN = 1024 * 1024;

/**
 * A file on a web server, read by range requests: only a model's structure is transferred, where that is faster than to
 * read through the weights.
 *
 * Every range has a start: browsers let a page of another origin send such a range without asking the server first.
 * @throws NetstatError when the server does not have the file, or answers no ranges and the file is large
 */
export async function httpSource(url: string, options: HttpOptions = {}): Promise<AsyncByteSource> {
  const file = new RemoteFile(url, options);
  await file.open();
  return {
    size: file.size,
    readAhead: READ_AHEAD,
    readAgain: READ_AGAIN,
    read: (offset, length) => file.read(offset, length),
    release: () => file.release(),
  };
}

/** An answer that is being read: the bytes from `position` to `end` are still to come. */
interface Stretch {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly connection: AbortController;
  readonly end: number;
}

class RemoteFile {
  readonly #given: string;
  readonly #options: HttpOptions;
  readonly #file: AnsweredFile;
  readonly #plan = new ReadingPlan();
  readonly #started = Date.now();
  #url: string;
  #headers: Headers;
  #stretch: Stretch | undefined;
  /** Bytes that came and may be wanted, and the position of the first of them. */
  #ready: Uint8Array = new Uint8Array();
  #start = 0;
  #transferred = 0;
  #requests = 0;

  constructor(url: string, options: HttpOptions) {
    this.#given = url;
    this.#url = url;
    this.#options = options;
    this.#file = new AnsweredFile(url);
    this.#headers = options.headers ?? {};
  }

  get size(): number {
    return this.#file.size ?? 0;
  }

  /** The position of the next byte that comes. */
  get #position(): number {
    return this.#start + this.#ready.length;
  }

  async open(): Promise<void> {
    await this.#ask(0, this.#plan.firstLength);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = offset + length;
    if (offset < this.#start) this.#jump(offset);
    let gap = Math.max(0, offset - this.#position);
    if (this.#stretch !== undefined && gap > 0 && (await this.#leaves(offset, gap))) this.#jump(offset);
    while (this.#position < end) {
      if (this.#stretch === undefined) {
        if (offset > this.#position) this.#jump(offset);
        await this.#ask(this.#position, this.#plan.nextLength(gap, end - this.#position, this.size - this.#position));
        gap = 0;
      }
      await this.#receive();
      if (offset > this.#start) this.#drop(Math.min(this.#ready.length, offset - this.#start));
    }
    return this.#ready.subarray(offset - this.#start, end - this.#start);
  }

  /** Gives up the answer that is coming. */
  release(): void {
    this.#stretch?.connection.abort();
    this.#stretch = undefined;
  }

  /** Whether to go on behind a gap with a request of its own, in place of the answer that is coming. */
  async #leaves(offset: number, gap: number): Promise<boolean> {
    const { end = 0 } = this.#stretch ?? {};
    if (!this.#file.hasRanges) return false;
    if (offset < end) {
      if (!this.#plan.skips(gap)) return false;
      this.#plan.gaveUp();
      return true;
    }
    while (this.#stretch !== undefined && this.#plan.drains(end - this.#position)) {
      await this.#receive();
      this.#drop(this.#ready.length);
    }
    return this.#stretch !== undefined;
  }

  #jump(offset: number): void {
    this.release();
    this.#ready = new Uint8Array();
    this.#start = offset;
  }

  #drop(count: number): void {
    this.#ready = this.#ready.subarray(count);
    this.#start += count;
  }

  /** Takes the next bytes of the answer that is coming; asks anew for what a dropped connection leaves out. */
  async #receive(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const stretch = this.#stretch;
      if (stretch === undefined) return;
      const before = Date.now();
      try {
        const { value } = await withinSilence(stretch.reader.read(), this.#given);
        if (value !== undefined) {
          this.#append(value, stretch, Date.now() - before);
          return;
        }
      } catch (cause) {
        this.release();
        if (cause instanceof NetstatError || this.#options.signal?.aborted === true) throw cause;
      }
      this.release();
      if (attempt >= MOST_ATTEMPTS || !this.#file.hasRanges) {
        throw new NetstatError(
          'unreadable',
          `${this.#given}: the connection ends at byte ${this.#position}, before the answer does; try again`,
        );
      }
      await pause(PAUSE * (attempt - 1));
      await this.#ask(this.#position, stretch.end - this.#position);
    }
  }

  #append(bytes: Uint8Array, { end }: Stretch, ms: number): void {
    const wanted = bytes.subarray(0, Math.max(0, end - this.#position));
    this.#plan.transferred(bytes.length, ms);
    this.#transferred += bytes.length;
    this.#ready = this.#ready.length === 0 ? wanted : joinBytes(this.#ready, wanted);
    if (this.#position >= end) this.release();
    if (this.#transferred > MOST_TRANSFERRED || Date.now() - this.#started > LONGEST_READING) {
      this.release();
      throw new NetstatError(
        'limit-exceeded',
        `${this.#given} takes more than ${MOST_TRANSFERRED} bytes or ${LONGEST_READING / 60_000} minutes: download it`,
      );
    }
    this.#options.onProgress?.({
      position: this.#position,
      size: this.size,
      transferred: this.#transferred,
      requests: this.#requests,
    });
  }

  /** Asks for a part of the file. */
  async #ask(offset: number, length: number): Promise<void> {
    this.#requests += 1;
    if (this.#requests > MOST_REQUESTS) {
      throw new NetstatError(
        'limit-exceeded',
        `${this.#given} takes more than ${MOST_REQUESTS} requests: download it and pass its path`,
      );
    }
    const connection = new AbortController();
    const { signal } = this.#options;
    const before = Date.now();
    const range = {
      range: `bytes=${offset}-${offset + length - 1}`,
      // To a browser a header more than the range is one to ask the server's leave for.
      ...(this.#file.version === undefined || isInBrowser() ? {} : { 'if-range': this.#file.version }),
    };
    const answer = await this.#reach(
      { ...this.#headers, ...range },
      signal === undefined ? connection.signal : AbortSignal.any([signal, connection.signal]),
    );
    this.#plan.answered(Date.now() - before, this.#requests === 1);
    const { response } = answer;
    // The address that a server redirects to is often signed for a time.
    if ((response.status === 401 || response.status === 403) && this.#url !== this.#given) {
      connection.abort();
      this.#url = this.#given;
      this.#headers = this.#options.headers ?? {};
      await this.#ask(offset, length);
      return;
    }
    refuseFailure(this.#given, response);
    this.#url = answer.url;
    this.#headers = withoutRange(answer.headers);
    try {
      const { body, end } = await this.#file.read(response, [offset, length], this.#url, this.#headers);
      this.#stretch = { reader: body.getReader(), connection, end };
    } catch (error) {
      connection.abort();
      throw error;
    }
    if (offset >= this.#stretch.end) this.release();
  }

  /** Sends a request; one that fails once the server has answered before is sent again. */
  async #reach(headers: Headers, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(this.#url, headers, signal);
      } catch (error) {
        const mayRetry = this.#file.size !== undefined && attempt < MOST_ATTEMPTS && !signal.aborted;
        if (!mayRetry || !(error instanceof NetstatError) || error.cause === undefined) throw error;
        await pause(PAUSE * attempt);
      }
    }
  }
}

function withoutRange(headers: Headers): Headers {
  const own = new Set(['range', 'if-range']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
