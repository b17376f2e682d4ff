import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { NetstatError } from '../../src/ir/index.js';
import { httpSource } from '../../src/onnx/index.js';

const MIB = 1024 * 1024;
const file = new Uint8Array(4 * MIB).map((_, index) => index * 31);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server and gives the address of its file. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<string> {
  let count = 0;
  const started = createServer((request, response) => answer(request, response, count++));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/model.onnx` : '';
}

/** Answers a range as a server should, but for what is given. */
function answerRange(
  { headers: { range } }: IncomingMessage,
  response: ServerResponse,
  {
    bytes = file,
    headers = {},
    cut = Infinity,
    shift = 0,
  }: {
    readonly bytes?: Uint8Array;
    readonly headers?: Readonly<Record<string, string>>;
    readonly cut?: number;
    readonly shift?: number;
  } = {},
): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/u.exec(range ?? '') ?? [];
  const from = Number(start);
  const to = Math.min(Number(end), bytes.length - 1);
  response.writeHead(206, {
    'content-range': `bytes ${from + shift}-${to + shift}/${bytes.length}`,
    'content-length': to - from + 1,
    ...headers,
  });
  const part = bytes.subarray(from, to + 1);
  if (cut === Infinity) response.end(part);
  else response.write(part.subarray(0, cut), () => response.destroy());
}

const failure = async (action: Promise<unknown>): Promise<string> => {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NetstatError);
  return (error as Error).message;
};

describe('a server that lies', () => {
  it('with an answer without end is read as far as was asked for', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-${MIB - 1}/${file.length}` });
      const more = (): void => {
        while (!response.destroyed && response.write(new Uint8Array(MIB))) sent++;
        if (sent < 1000) response.once('drain', more);
      };
      more();
    });
    const source = await httpSource(url);
    expect(source.size).toBe(file.length);
    expect((await source.read(0, 10)).length).toBe(10);
    expect(sent).toBeLessThan(100);
  });

  it('with a whole file without end is refused', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(new Uint8Array(MIB)));
        response.once('drain', more);
      };
      more();
    });
    expect(await failure(httpSource(url))).toMatch(/does not answer range requests/u);
  });

  it('with another part than was asked for is refused', async () => {
    const url = await serve((request, response) => answerRange(request, response, { shift: 7 }));
    expect(await failure(httpSource(url))).toMatch(/answers another part/u);
  });

  it.each([
    ['another ETag', { etag: '"2"' }, file],
    ['another size', { etag: '"1"' }, file.subarray(1)],
  ])('about the file it has, with %s, is found out', async (_, headers, bytes) => {
    const url = await serve((request, response, count) =>
      answerRange(request, response, count === 0 ? { headers: { etag: '"1"' } } : { headers, bytes }),
    );
    const source = await httpSource(url);
    expect(await failure(source.read(2 * MIB, 100))).toMatch(/has changed while it was read/u);
  });

  it('with an answer to HEAD that is an error is refused', async () => {
    const url = await serve((request, response) => {
      if (request.method === 'HEAD') response.writeHead(403).end();
      else response.writeHead(206, { 'content-length': MIB }).end(file.subarray(0, MIB));
    });
    expect(await failure(httpSource(url))).toMatch(/answers 403/u);
  });
});

it('asks for the state of the file that it has begun, as it is stored', async () => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    seen.push(String(request.headers['accept-encoding']), request.headers['if-range'] as string | undefined);
    answerRange(request, response, { headers: { etag: '"1"' } });
  });
  const source = await httpSource(url);
  await source.read(2 * MIB, 100);
  expect(seen).toEqual(['identity', undefined, 'identity', '"1"']);
});

it('sends a request again when the connection drops, and in the end says so', async () => {
  const url = await serve((request, response, count) => answerRange(request, response, count < 2 ? { cut: 100 } : {}));
  const source = await httpSource(url);
  expect(await source.read(10, 100)).toEqual(file.slice(10, 110));
  server?.closeAllConnections();
  server?.close();
  const always = await serve((request, response) => answerRange(request, response, { cut: 100 }));
  expect(await failure(httpSource(always))).toMatch(/cannot be reached/u);
  const never = await serve((_, response) => void response.destroy());
  expect(await failure(httpSource(never))).toMatch(/cannot be reached/u);
});
