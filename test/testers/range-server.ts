import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The contents of a server at a path. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'answer'; readonly answer: (request: IncomingMessage, response: ServerResponse) => void };

/** How a server behaves, beyond what HTTP says. */
export interface Behaviour {
  /** Milliseconds before each answer. */
  readonly delay?: number;
  /** Bytes a second, of all answers together. */
  readonly rate?: number;
  /** Changes an answer before it is sent. */
  readonly change?: (answer: RangeAnswer, request: IncomingMessage) => RangeAnswer;
  /** Ends connections after so many bytes of an answer, this many times. */
  readonly drops?: { readonly after: number; times: number };
}

/** An answer that is about to be sent. */
export interface RangeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
}

/** A web server of this machine that counts what it is asked for. */
export interface RangeServer {
  readonly origin: string;
  readonly requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  /** Bytes of bodies that it handed over to the connection. */
  sent(): number;
  close(): void;
}

/** Starts a server that answers ranges. */
export async function startRangeServer(
  contents: Readonly<Record<string, Content>>,
  { delay = 0, rate = Infinity, change = (answer) => answer, drops }: Behaviour = {},
): Promise<RangeServer> {
  const requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  let sent = 0;
  const server: Server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    setTimeout(() => void answer(request, response), delay);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const content = contents[new URL(request.url ?? '', 'http://host').pathname];
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (content.kind === 'answer') {
      content.answer(request, response);
      return;
    }
    const descriptor = content.kind === 'file' ? openSync(content.path, 'r') : undefined;
    const size = descriptor === undefined ? bytesOf(content).length : fstatSync(descriptor).size;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
    const start = first === undefined ? 0 : Number(first);
    const end = Math.min(size, last === undefined || last === '' ? size : Number(last) + 1);
    const planned: RangeAnswer = {
      status: first === undefined ? 200 : 206,
      headers: {
        'accept-ranges': 'bytes',
        etag: '"1"',
        ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
      },
      start,
      end,
    };
    const { status, headers, start: from, end: to } = change(planned, request);
    response.writeHead(status, { 'content-length': to - from, ...headers });
    response.flushHeaders();
    const began = Date.now();
    let own = 0;
    // An answer to HEAD has no body.
    const until = request.method === 'HEAD' ? from : to;
    for (let at = from; at < until && !response.destroyed; at += CHUNK) {
      const length = Math.min(CHUNK, to - at);
      const chunk = Buffer.alloc(length);
      if (descriptor === undefined) chunk.set(bytesOf(content).subarray(at, at + length));
      else readSync(descriptor, chunk, 0, length, at);
      if (drops !== undefined && drops.times > 0 && own + length > drops.after) {
        drops.times -= 1;
        response.destroy();
        break;
      }
      const due = began + ((own + length) / rate) * 1000 - Date.now();
      if (due > 1) await new Promise((resolve) => setTimeout(resolve, due));
      if (response.destroyed) break;
      own += length;
      sent += length;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
    if (descriptor !== undefined) closeSync(descriptor);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    sent: () => sent,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Waits until a connection takes more, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(() => {});
  ended.abort();
}

const CHUNK = 32 * 1024;

function bytesOf(content: Content): Uint8Array {
  return content.kind === 'bytes' ? content.bytes : new Uint8Array();
}
