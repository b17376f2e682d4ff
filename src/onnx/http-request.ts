import { NetstatError } from '../ir/index.js';

/** The most redirects that are followed one after another, as browsers do. */
const MOST_REDIRECTS = 20;

/** Milliseconds without an answer, or without a byte of it, after which a server is given up. */
export const LONGEST_SILENCE = 30_000;

/** Headers that are meant for one origin. */
const secrets = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** Headers of a request, by name. */
export type Headers = Readonly<Record<string, string>>;

/** An answer, the address that gave it after redirects, and the headers that may be sent to that address. */
export interface Answer {
  readonly response: Response;
  readonly url: string;
  readonly headers: Headers;
}

/**
 * Asks an address and follows redirects to http and https. Headers with secrets stay with the origin that they were
 * given for.
 * @throws NetstatError when the address cannot be reached, or redirects without end or elsewhere
 */
export async function request(
  url: string,
  headers: Headers,
  signal: AbortSignal,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Answer> {
  let [address, own] = [readAddress(url), headers];
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await reach(address.href, { method, headers: own, signal });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return { response, url: address.href, headers: own };
    await response.body?.cancel();
    const next = readRedirect(location, address);
    if (next.origin !== address.origin) own = withoutSecrets(own);
    address = next;
  }
  throw new NetstatError('unreadable', `${url} redirects more than ${MOST_REDIRECTS} times`);
}

/** Whether this runs in a page or its worker, whose requests the browser limits. */
export function isInBrowser(): boolean {
  return 'document' in globalThis || 'importScripts' in globalThis;
}

function readAddress(url: string): URL {
  const address = parse(url);
  if (address === undefined || !isWeb(address)) {
    throw new NetstatError('unreadable', `${url} is no address of the web: it should begin with https://`);
  }
  if (address.username !== '' || address.password !== '') {
    throw new NetstatError('unreadable', `${address.host}: an address with a password in it is not asked`);
  }
  return address;
}

function readRedirect(location: string, from: URL): URL {
  const address = parse(location, from.href);
  if (address === undefined || !isWeb(address)) {
    throw new NetstatError('unreadable', `${from.href} redirects to ${location}, which is no address of the web`);
  }
  return address;
}

function parse(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

function withoutSecrets(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secrets.has(name.toLowerCase())));
}

async function reach(
  url: string,
  { method, headers, signal }: { readonly method: string; readonly headers: Headers; readonly signal: AbortSignal },
): Promise<Response> {
  const silence = setTimeout(() => silenced.abort(), LONGEST_SILENCE);
  const silenced = new AbortController();
  const options = { method, headers, signal: AbortSignal.any([signal, silenced.signal]) };
  try {
    const response = await fetch(url, { ...options, redirect: 'manual' });
    // A browser does not tell where an address redirects to. It follows the redirect by itself, and drops secrets as
    // `request` does.
    return response.type === 'opaqueredirect' ? await fetch(url, options) : response;
  } catch (cause) {
    if (silenced.signal.aborted) {
      throw new NetstatError('unreadable', `${url} does not answer: ${LONGEST_SILENCE / 1000} seconds went by`, {
        cause,
      });
    }
    if (isInBrowser()) {
      throw new NetstatError(
        'unreadable',
        `${url} cannot be read by a page: its server does not answer, or does not let pages of other ` +
          'sites read it (CORS). Download the file and drop it here',
        { cause },
      );
    }
    const reason = cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
    throw new NetstatError('unreadable', `${url} cannot be reached${reason}: check the address and the connection`, {
      cause,
    });
  } finally {
    clearTimeout(silence);
  }
}

/**
 * Rejects an answer that says no.
 * @throws NetstatError with what it says, and what to do
 */
export function refuseFailure(url: string, { ok, status, statusText }: Response): void {
  if (ok) return;
  const answer = `${url} answers ${status} ${statusText}`.trimEnd();
  if (status === 404 || status === 410) throw new NetstatError('not-found', `${answer}: check the address`);
  if (status === 401 || status === 403) {
    throw new NetstatError('no-permission', `${answer}: it needs a login, or does not exist`);
  }
  if (status === 429) throw new NetstatError('unreadable', `${answer}: too many requests; try again later`);
  throw new NetstatError('unreadable', answer);
}

/** Waits so many milliseconds. */
export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Waits for bytes, but not for ever. */
export async function withinSilence<T>(coming: Promise<T>, url: string): Promise<T> {
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
