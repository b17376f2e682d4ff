import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeExternalWeights, writeWeightsOf } from '../../bench/big-models.js';
import { httpSource, memorySource, readModel, readModelAsync } from '../../src/onnx/index.js';
import type { HttpOptions } from '../../src/onnx/index.js';
import { model, node } from '../../fixtures/build/model.js';
import { startRangeServer } from '../testers/range-server.js';
import type { Behaviour, Content, RangeServer } from '../testers/range-server.js';

const KIB = 1024;
const MIB = 1024 * KIB;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
  vi.unstubAllGlobals();
});

async function serve(content: Content, behaviour?: Behaviour): Promise<RangeServer & { readonly url: string }> {
  const server = await startRangeServer({ '/model.onnx': content }, behaviour);
  open.push(() => server.close());
  return { ...server, url: `${server.origin}/model.onnx` };
}

/** A file with weights of so many bytes each. */
function file(sizes: readonly number[] | 'external'): Content {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-http-'));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  const at = path.join(folder, 'model.onnx');
  if (sizes === 'external') writeExternalWeights(at, 20);
  else writeWeightsOf(at, sizes);
  return { kind: 'file', path: at };
}

const read = async (url: string, options?: HttpOptions): ReturnType<typeof readModelAsync> =>
  readModelAsync(await httpSource(url, options));

// 5 MiB of structure: more than the first request asks for.
const nodes = Array.from({ length: 6000 }, (_, index) =>
  node('Relu', [`${'long '.repeat(90)}${index}`], [`${'name '.repeat(90)}${index}`]),
);
const large = model({ opset: 17, nodes });
const bytes = (content: Uint8Array): Content => ({ kind: 'bytes', bytes: content });

describe('a model on a web server', () => {
  it('is the same as in memory, read to its end and no further', async () => {
    expect(large.length).toBeGreaterThan(4 * MIB);
    const server = await serve(bytes(large));
    expect(await read(server.url)).toEqual(readModel(memorySource(large)));
    expect(server.sent()).toBe(large.length);
    for (const { headers } of server.requests) {
      expect(headers.range).toMatch(/^bytes=\d+-\d+$/u);
      expect(headers['accept-encoding']).toBe('identity');
    }
    expect(server.requests.map(({ headers }) => headers['if-range'])).toEqual([undefined, '"1"']);
  });

  it('is read without its weights: two gigabytes in it cost some kilobytes', async () => {
    const server = await serve(file(Array.from({ length: 32 }, () => 64 * MIB)), { delay: 5, rate: 20e6 });
    const { graph, bytes: size } = await read(server.url);
    expect(graph.initializers).toHaveLength(32);
    expect(size).toBeGreaterThan(2 ** 31);
    expect(server.sent()).toBeLessThan(2 * MIB);
    expect(server.requests.length).toBeLessThan(40);
  });

  it('has the files that it names for its weights left alone', async () => {
    const server = await serve(file('external'));
    expect((await read(server.url)).graph.initializers).toHaveLength(20);
    expect(new Set(server.requests.map(({ url }) => url))).toEqual(new Set(['/model.onnx']));
  });

  it('is read through where that is faster, and over where that is', async () => {
    const small = await serve(file(Array.from({ length: 300 }, () => 32 * KIB)), { delay: 20, rate: 20e6 });
    await read(small.url);
    expect(small.requests.length).toBeLessThan(6);
    const wide = await serve(file(Array.from({ length: 40 }, () => 4 * MIB)), { delay: 20, rate: 20e6 });
    await read(wide.url);
    expect(wide.requests.length).toBeLessThan(45);
    expect(wide.sent()).toBeLessThan(4 * MIB);
  });

  it('comes whole from a server that knows no ranges, if it is small', async () => {
    const whole: Behaviour = {
      change: (answer) => ({ ...answer, status: 200, headers: {}, start: 0, end: large.length }),
    };
    expect(await read((await serve(bytes(large), whole)).url)).toEqual(readModel(memorySource(large)));
    const huge = await serve(file([100 * MIB]), {
      change: (answer) => ({
        ...answer,
        status: 200,
        headers: { 'content-length': String(100 * MIB) },
        end: 100 * MIB,
      }),
    });
    await expect(read(huge.url)).rejects.toThrow(/model\.onnx does not answer range requests: download the file/u);
    expect(huge.sent()).toBeLessThan(20 * MIB);
  });

  it('goes on where a connection was dropped, and gives up when it is dropped for good', async () => {
    const server = await serve(bytes(large), { drops: { after: MIB, times: 3 } });
    expect(await read(server.url)).toEqual(readModel(memorySource(large)));
    const broken = await serve(bytes(large), { drops: { after: 0, times: Infinity } });
    await expect(read(broken.url)).rejects.toThrow(/the connection ends at byte 0, before the answer does; try again/u);
  });

  it.each<readonly [string, NonNullable<Behaviour['change']>, RegExp]>([
    [
      'sends another part than it was asked for',
      (answer) => ({
        ...answer,
        headers: { ...answer.headers, 'content-range': `bytes 7-${answer.end}/${large.length}` },
      }),
      /was asked for the bytes from 0 and says that it sends bytes 7-/u,
    ],
    [
      'says what is no range',
      (answer) => ({ ...answer, headers: { ...answer.headers, 'content-range': 'pages 1-2' } }),
      /says that it sends pages 1-2, which is no range/u,
    ],
    [
      'compresses',
      (answer) => ({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }),
      /compresses its answers \(gzip\)/u,
    ],
    [
      'has another version on the second request',
      (answer) => ({ ...answer, headers: { ...answer.headers, etag: `"${answer.start}"` } }),
      /changed while it was read: try again/u,
    ],
    [
      'has another size on the second request',
      (answer) =>
        answer.start === 0
          ? answer
          : {
              ...answer,
              headers: {
                ...answer.headers,
                'content-range': `bytes ${answer.start}-${answer.end - 1}/${large.length + 1}`,
              },
            },
      /changed while it was read: try again/u,
    ],
    [
      'sends the whole of a new version on the second request',
      (answer) => (answer.start === 0 ? answer : { ...answer, status: 200, start: 0, end: 100, headers: {} }),
      /changed while it was read: try again/u,
    ],
    [
      'has moved it to a file',
      () => ({ status: 302, headers: { location: 'file:///etc/passwd' }, start: 0, end: 0 }),
      /redirects to file:\/\/\/etc\/passwd, which is no address of the web/u,
    ],
    [
      'sends it in a circle',
      () => ({ status: 302, headers: { location: '/model.onnx' }, start: 0, end: 0 }),
      /redirects more than 20 times/u,
    ],
    [
      'wants a login',
      () => ({ status: 401, headers: {}, start: 0, end: 0 }),
      /answers 401 Unauthorized: it needs a login/u,
    ],
    ['is out of order', () => ({ status: 503, headers: {}, start: 0, end: 0 }), /answers 503 Service Unavailable$/u],
  ])('is one clear line where the server %s', async (_, change, message) => {
    const server = await serve(bytes(large), { change });
    await expect(read(server.url)).rejects.toThrow(message);
    await expect(read(server.url)).rejects.toMatchObject({ name: 'NetstatError' });
  });

  it('that never ends its answer is read as far as was asked for', async () => {
    let sent = 0;
    const endless =
      (status: number, headers: Readonly<Record<string, string>>) =>
      (_: unknown, response: ServerResponse): void => {
        response.writeHead(status, headers);
        const more = (): void => {
          while (!response.destroyed && sent < 1000 && response.write(new Uint8Array(MIB))) sent++;
          response.once('drain', more);
        };
        more();
      };
    const ranges = { 'content-range': `bytes 0-${4 * MIB - 1}/${large.length}` };
    const server = await serve({ kind: 'answer', answer: endless(206, ranges) });
    const source = await httpSource(server.url);
    expect((await source.read(0, 10)).length).toBe(10);
    source.release?.();
    expect(sent).toBeLessThan(100);
    const whole = await serve({ kind: 'answer', answer: endless(200, {}) });
    await expect(httpSource(whole.url)).rejects.toThrow('does not answer range requests');
  });

  it('whose size only HEAD would tell is refused where HEAD is', async () => {
    const server = await serve({
      kind: 'answer',
      answer: ({ method }, response) => {
        if (method === 'HEAD') response.writeHead(403).end();
        else response.writeHead(206).end(large.subarray(0, MIB));
      },
    });
    await expect(httpSource(server.url)).rejects.toThrow('answers 403');
  });

  it('is one clear line where there is no server, no file, no address or a password', async () => {
    await expect(read('http://127.0.0.1:1/x.onnx')).rejects.toThrow(
      /cannot be reached.*check the address and the connection/u,
    );
    const server = await serve(bytes(large));
    await expect(read(`${server.origin}/other.onnx`)).rejects.toMatchObject({ code: 'not-found' });
    await expect(read('ftp://host/x.onnx')).rejects.toThrow('is no address of the web');
    await expect(read('https://me:secret@host/x.onnx')).rejects.toThrow(/^host: an address with a password/u);
  });

  it('is followed to another host, to which secrets are not sent', async () => {
    const store = await startRangeServer({ '/signed': bytes(large) });
    open.push(() => store.close());
    const hub = await startRangeServer({
      '/model.onnx': {
        kind: 'answer',
        answer: (_, response) => void response.writeHead(302, { location: `${store.origin}/signed?key=1` }).end(),
      },
    });
    open.push(() => hub.close());
    const found = await read(`${hub.origin}/model.onnx`, { headers: { Authorization: 'Bearer secret', 'x-own': '1' } });
    expect(found.graph.nodes).toHaveLength(nodes.length);
    expect(hub.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret']);
    expect(store.requests.length).toBeGreaterThan(1);
    for (const { headers } of store.requests) {
      expect([headers.authorization, headers['x-own']]).toEqual([undefined, '1']);
    }
  });

  it('is asked for again at its own address when the signed one has expired', async () => {
    let expired = 0;
    const store = await startRangeServer(
      { '/signed': bytes(large) },
      {
        change: (answer) =>
          answer.start > 0 && expired++ === 0 ? { status: 403, headers: {}, start: 0, end: 0 } : answer,
      },
    );
    open.push(() => store.close());
    const hub = await startRangeServer({
      '/model.onnx': {
        kind: 'answer',
        answer: (_, response) => void response.writeHead(302, { location: `${store.origin}/signed` }).end(),
      },
    });
    open.push(() => hub.close());
    expect((await read(`${hub.origin}/model.onnx`)).graph.nodes).toHaveLength(nodes.length);
    expect(hub.requests).toHaveLength(2);
  });

  it('tells how far it is, and ends with its signal', async () => {
    const server = await serve(bytes(large), { rate: 10e6 });
    const seen: number[] = [];
    await read(server.url, { onProgress: ({ position }) => seen.push(position) });
    expect(seen.at(-1)).toBe(large.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const ended = new AbortController();
    await expect(
      read(server.url, { signal: ended.signal, onProgress: () => ended.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
