import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { NetstatError } from '../../ir/index.js';
import { startConversation } from './conversation.js';
import type { Conversation } from './conversation.js';
import { pageScript } from './page-script.js';
import type { NumberedAnswer } from './protocol.js';

/** The most bytes of an answer: a trace of a large network has a hundredth. */
const LARGEST_ANSWER = 2 ** 28;

/** How long a page waits for a request before it asks again, in milliseconds; proxies cut longer silences. */
const POLL_MS = 20_000;

/** A thing that the server gives besides the page: bytes, or a file, by address. */
export type Served = { readonly bytes: Uint8Array } | { readonly file: string };

/** A server for one page that measures, and the conversation with it. */
export interface PageServer extends Pick<Conversation, 'ask' | 'fail' | 'resume'> {
  /** The page's address, with a token that nobody can guess. */
  readonly address: string;
  /** Stops the server; the page is told so when it asks next. */
  close(): void;
}

/** The files that a page may be given; they change as sessions open. */
export type ServedFiles = ReadonlyMap<string, Served>;

/**
 * Starts a server that hands out the page and the files, to this machine only unless others may reach it.
 * @throws NetstatError when no port can be had, or the program was not built
 */
export async function startPageServer(
  files: ServedFiles,
  runtimeFolder: string,
  isOpenToOthers: boolean,
): Promise<PageServer> {
  if (pageScript === undefined) throw new NetstatError('runtime-failed', 'the page that measures was not built');
  const token = randomBytes(16).toString('hex');
  const conversation = startConversation();
  const server = createServer((request, response) => {
    // Threads share memory, which a browser allows only to an isolated page.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Cache-Control', 'no-store');
    const [, given, ...rest] = decodeURI((request.url ?? '').split('?')[0] ?? '').split('/');
    const place = rest.join('/');
    if (given !== token) response.writeHead(404).end();
    else if (place === '') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; " +
          "connect-src 'self' blob:; style-src 'unsafe-inline'",
      });
      response.end(page);
    } else if (place === 'page.js') {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(pageScript);
    } else if (place === 'next') {
      const timer = setTimeout(() => {
        leave();
        response.writeHead(204).end();
      }, POLL_MS);
      const leave = conversation.next((asked) => {
        clearTimeout(timer);
        if (asked === undefined) response.writeHead(410).end();
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(asked));
      });
      response.once('close', () => {
        clearTimeout(timer);
        leave();
      });
    } else if (place === 'answer' && request.method === 'POST') {
      readAnswer(request).then(
        (answer) => {
          response.writeHead(204).end();
          conversation.answer(answer);
        },
        () => response.writeHead(400).end(),
      );
    } else serveFile(place, { files, runtimeFolder }, response);
  });
  const host = isOpenToOthers ? '0.0.0.0' : '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new NetstatError('runtime-failed', `no port for the browser can be had: ${cause.message}`, { cause })),
    );
    server.listen(0, host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    address: `http://${isOpenToOthers ? outsideAddress() : '127.0.0.1'}:${port}/${token}/`,
    ask: conversation.ask,
    fail: conversation.fail,
    resume: conversation.resume,
    close() {
      conversation.end();
      server.close();
      server.closeIdleConnections();
      // The page's last words need a moment; nothing is kept alive for them.
      setTimeout(() => server.closeAllConnections(), 200).unref();
      server.unref();
    },
  };
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>netstat: measuring</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; color-scheme: light dark }</style>
<body>netstat measures a model on this device. Keep the page in the foreground.
<script type="module" src="page.js"></script>
</html>
`;

const types: Readonly<Record<string, string>> = {
  '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Answers with one of the files of this measurement, or of the runtime's folder. */
function serveFile(
  place: string,
  { files, runtimeFolder }: { readonly files: ReadonlyMap<string, Served>; readonly runtimeFolder: string },
  response: ServerResponse,
): void {
  const runtimeFile = /^runtime\/([\w.-]+\.(?:m?js|wasm))$/u.exec(place)?.[1];
  const served =
    runtimeFile === undefined ? files.get(place) : { file: path.join(runtimeFolder, path.basename(runtimeFile)) };
  if (served === undefined || ('file' in served && !existsSync(served.file))) {
    response.writeHead(404).end();
    return;
  }
  const type = types[path.extname(place)] ?? 'application/octet-stream';
  if ('bytes' in served) {
    response.writeHead(200, { 'content-type': type, 'content-length': served.bytes.byteLength }).end(served.bytes);
    return;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': statSync(served.file).size });
  createReadStream(served.file)
    .on('error', () => response.destroy())
    .pipe(response);
}

async function readAnswer(request: IncomingMessage): Promise<NumberedAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > LARGEST_ANSWER) throw new Error('an answer that is too long');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as NumberedAnswer;
}

/** An address of this machine that others on its network can reach. */
function outsideAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
