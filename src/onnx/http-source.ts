import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource } from './byte-source.js';
import { isInBrowser, LONGEST_SILENCE, refuseFailure, request } from './http-request.js';
import type { Answer, Headers } from './http-request.js';
import { ReadingPlan } from './reading-plan.js';

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

/** A server that does not answer ranges sends the whole file; beyond so many bytes it is refused. */
const LARGEST_WHOLE = 64 * 1024 * 1024;

/** The most requests for one file: a server that answers without end is given up. */
const MOST_REQUESTS = 20_000;
const MOST_TRANSFERRED = 8 * 1024 * 1024 * 1024;
const LONGEST_READING = 30 * 60 * 1000;

/** A dropped connection is tried again so often before anything comes; the pause before is longer each time. */
const MOST_ATTEMPTS = 4;
const PAUSE = 250;

/** How much the walk asks for at a time; what is transferred is the plan's to say. */
const READ_AHEAD = 4096;

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
  readonly #plan = new ReadingPlan();
  readonly #started = Date.now();
  #url: string;
  #headers: Headers;
  /**
   * The size, once the first answer has told it; with the mark of the file's version, where the server gives one that
   * can be relied on.
   */
  #size: number | undefined;
  #version: string | undefined;
  #hasRanges = true;
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
    this.#headers = options.headers ?? {};
  }

  get size(): number {
    return this.#size ?? 0;
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
    if (!this.#hasRanges) return false;
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
      if (attempt >= MOST_ATTEMPTS || !this.#hasRanges) {
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
    this.#ready = this.#ready.length === 0 ? wanted : joined(this.#ready, wanted);
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
      ...(this.#version === undefined || isInBrowser() ? {} : { 'if-range': this.#version }),
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
    const encoding = response.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') {
      connection.abort();
      throw this.#unusable(`compresses its answers (${encoding}) though asked not to`);
    }
    const end =
      response.status === 206 ? await this.#partOf(response, offset, length) : this.#wholeOf(response, offset);
    if (response.body === null) throw this.#unusable('sends nothing');
    this.#stretch = { reader: response.body.getReader(), connection, end };
    if (offset >= end) this.release();
  }

  /** Sends a request; one that fails once the server has answered before is sent again. */
  async #reach(headers: Headers, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(this.#url, headers, signal);
      } catch (error) {
        const mayRetry = this.#size !== undefined && attempt < MOST_ATTEMPTS && !signal.aborted;
        if (!mayRetry || !(error instanceof NetstatError) || error.cause === undefined) throw error;
        await pause(PAUSE * attempt);
      }
    }
  }

  /** Where the part ends that an answer holds; the first answer tells the size. */
  async #partOf(response: Response, offset: number, length: number): Promise<number> {
    const range = response.headers.get('content-range');
    const told = range === null ? undefined : /^bytes (\d+)-(\d+)\/(\d+|\*)$/u.exec(range.trim());
    if (told === null) throw this.#unusable(`says that it sends ${range}, which is no range`);
    const [first = offset, last = offset + length - 1, size] = told?.slice(1).map(Number) ?? [];
    if (first !== offset || last < first || (size !== undefined && last >= size)) {
      throw this.#unusable(`was asked for the bytes from ${offset} and says that it sends ${range}`);
    }
    const total = size !== undefined && Number.isFinite(size) ? size : (this.#size ?? (await this.#sizeByHead()));
    const version = versionOf(response);
    if (this.#size === undefined) this.#version = version;
    if ((this.#size ?? total) !== total || (version ?? this.#version) !== this.#version) throw this.#changed();
    this.#size = total;
    return Math.min(last + 1, offset + length, total);
  }

  /** Where a whole file ends that came though a part of it was asked for. */
  #wholeOf(response: Response, offset: number): number {
    if (offset > 0 || this.#size !== undefined) {
      this.release();
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
  async #sizeByHead(): Promise<number> {
    const { response } = await request(this.#url, this.#headers, AbortSignal.timeout(LONGEST_SILENCE), 'HEAD');
    refuseFailure(this.#given, response);
    const length = response.headers.get('content-length');
    if (length === null) throw this.#unusable('does not say how large the file is');
    return Number(length);
  }

  #unusable(how: string): NetstatError {
    this.release();
    return new NetstatError('unreadable', `${this.#given} ${how}: download the file and pass its path`);
  }

  #changed(): NetstatError {
    this.release();
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

function withoutRange(headers: Headers): Headers {
  const own = new Set(['range', 'if-range']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Waits for bytes, but not for ever. */
async function withinSilence<T>(coming: Promise<T>, url: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NetstatError('unreadable', `${url} stopped sending: ${LONGEST_SILENCE / 1000} seconds went by`));
    }, LONGEST_SILENCE);
  });
  try {
    return await Promise.race([coming, silence]);
  } finally {
    clearTimeout(timer);
  }
}
