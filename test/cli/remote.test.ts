import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeHub, openRemote, readHubReference } from '../../src/files/remote.js';
import { netstat, program } from '../testers/run-netstat.js';
import type { Run } from '../testers/run-netstat.js';
import { startRangeServer } from '../testers/range-server.js';
import type { Content, RangeServer } from '../testers/range-server.js';

const mobilenet = 'fixtures/mobilenet-v2.onnx';
const model: Content = { kind: 'file', path: mobilenet };

let hub: RangeServer;
let store: RangeServer;
beforeAll(async () => {
  store = await startRangeServer({ '/blobs/1': model });
  const redirect = (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(302, { location: `${store.origin}/blobs/1?signature=1` }).end();
  const list = (entries: readonly object[], next?: string): Content => ({
    kind: 'answer',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...(next && { link: `<${next}>; rel="next"` }) });
      response.end(JSON.stringify(entries));
    },
  });
  const refuse: Content = { kind: 'answer', answer: (_, response) => void response.writeHead(401).end() };
  hub = await startRangeServer({
    '/model.onnx': model,
    '/org/name/resolve/main/onnx/model.onnx': { kind: 'answer', answer: redirect },
    '/org/name/resolve/refs%2Fpr%2F1/onnx/model.onnx': { kind: 'answer', answer: redirect },
    '/api/models/org/name/tree/main': list(
      [
        { type: 'directory', path: 'onnx', size: 0 },
        { type: 'file', path: 'onnx/model.onnx', size: 27_947 },
        { type: 'file', path: 'onnx/model.onnx_data', size: 3 * 1024 ** 3 },
        { type: 'file', path: 'README.md', size: 10 },
      ],
      '/api/models/org/name/tree/page2',
    ),
    '/api/models/org/name/tree/page2': list([{ type: 'file', path: 'onnx/model_q4.onnx', size: 1024 }]),
    '/api/models/org/empty/tree/main': list([{ type: 'file', path: 'README.md', size: 10 }]),
    '/api/models/org/secret/tree/main': refuse,
    '/org/secret/resolve/main/model.onnx': refuse,
  });
});
afterAll(() => {
  hub.close();
  store.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** Runs the program while this process answers its requests. */
async function netstatOnline(...given: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [program, ...given], {
    env: { PATH: process.env['PATH'], HF_ENDPOINT: hub.origin, HF_TOKEN: 'secret' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

/** The report without the name of the model. */
function figuresOf(stdout: string): unknown {
  const { models } = JSON.parse(stdout) as { readonly models: readonly { readonly model: object }[] };
  return models.map((report) => ({ ...report, model: { ...report.model, path: '' } }));
}

describe('models of the network', () => {
  it('are reported as files are, from an address and from the hub, several at once', async () => {
    const expected = figuresOf(netstat([mobilenet, mobilenet, '--format', 'json']).stdout);
    const names = [`${hub.origin}/model.onnx`, 'hf:org/name/onnx/model.onnx'];
    const { status, stdout, stderr } = await netstatOnline(...names, '--format', 'json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(figuresOf(stdout)).toEqual(expected);
    expect(stdout).toContain('"path":"hf:org/name/onnx/model.onnx"');
  });

  it('can be linted, compared and explained', async () => {
    const name = 'hf:org/name/onnx/model.onnx@refs/pr/1';
    expect((await netstatOnline('lint', name)).stdout).toMatch(/\d+ warnings/u);
    expect((await netstatOnline('compare', name, mobilenet)).stdout).toContain('Layers: 100 unchanged.');
    expect((await netstatOnline('explain', name, '/features.1/Conv')).stdout).toContain('/features.1/Conv');
    expect((await netstatOnline('measure', name)).stderr).toContain('measure runs models from files');
  });

  it('of a repository are listed, with commands that work and what lies beside them', async () => {
    const { status, stdout } = await netstatOnline('hf:org/name');
    expect(status).toBe(0);
    expect(stdout).toContain('hf:org/name has 2 models');
    expect(stdout).toMatch(
      /netstat\.js hf:org\/name\/onnx\/model\.onnx {2}27\.3 KiB and 3(?:\.0+)? GiB of weights beside it/u,
    );
    expect(stdout).toMatch(/hf:org\/name\/onnx\/model_q4\.onnx {2}1(?:\.0+)? KiB/u);
    const [, hint = ''] = /netstat\.js (\S+model\.onnx)/u.exec(stdout) ?? [];
    expect((await netstatOnline(hint)).status).toBe(0);
    const { status: failed, stderr } = await netstatOnline('lint', 'hf:org/name');
    expect(failed).toBe(2);
    expect(stderr).toMatch(/name one of its 2 models, such as hf:org\/name\/onnx\/model\.onnx/u);
  });

  it('that are not there, or may not be seen, are a line each; none is a new model to compare', async () => {
    const error = async (...given: readonly string[]): Promise<string> => {
      const { status, stdout, stderr } = await netstatOnline(...given);
      expect({ status, stdout: given[0] === 'compare' ? stdout : '' }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^netstat: [^\n]*\n$/u);
      return stderr;
    };
    expect(await error('lint', `${hub.origin}/absent.onnx`)).toContain('answers 404 Not Found');
    expect(await error('compare', `${hub.origin}/absent.onnx`, mobilenet)).toContain('answers 404 Not Found');
    expect(await error('lint', 'hf:org/name/absent.onnx')).toContain('netstat.js hf:org/name lists its models');
    expect(await error('hf:org/empty')).toContain('there is no .onnx file in this repository');
    expect(await error('hf:org/secret')).toContain('HF_TOKEN may not see one of this name');
    expect(await error('lint', 'hf:org/secret/model.onnx')).toContain('HF_TOKEN may not see one of this name');
    expect(await error('lint', 'hf:org')).toContain('should be like hf:org/name');
  });

  it('are asked without the token where the hub is not asked in secret', () => {
    expect(hub.requests.length).toBeGreaterThan(5);
    for (const { headers } of [...hub.requests, ...store.requests]) expect(headers.authorization).toBeUndefined();
  });
});

describe('the token of the hub', () => {
  it('goes to the hub over https, and nowhere else', async () => {
    const asked: { readonly url: string; readonly authorization: string | null }[] = [];
    const bytes = readFileSync(mobilenet);
    vi.stubGlobal('fetch', async (url: string, { headers }: { readonly headers: Record<string, string> }) => {
      asked.push({ url, authorization: new Headers(headers).get('authorization') });
      if (url.startsWith('https://huggingface.co/api/')) {
        return Response.json([{ type: 'file', path: 'a.onnx', size: 1 }]);
      }
      if (url.startsWith('https://huggingface.co/')) {
        return new Response(null, { status: 302, headers: { location: 'https://store.example/a' } });
      }
      const range = { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` };
      return new Response(bytes, { status: 206, headers: range });
    });
    vi.stubEnv('HF_TOKEN', 'secret');
    await describeHub('hf:org/name');
    await openRemote('hf:org/name/a.onnx');
    await openRemote('https://elsewhere.example/a.onnx');
    expect(asked).toEqual([
      { url: 'https://huggingface.co/api/models/org/name/tree/main?recursive=true', authorization: 'Bearer secret' },
      { url: 'https://huggingface.co/org/name/resolve/main/a.onnx', authorization: 'Bearer secret' },
      { url: 'https://store.example/a', authorization: null },
      { url: 'https://elsewhere.example/a.onnx', authorization: null },
    ]);
  });

  it('names of the hub are taken apart', () => {
    expect(readHubReference('hf:org/name')).toEqual({ repository: 'org/name', file: '', revision: 'main' });
    expect(readHubReference('hf:org/name/onnx/m.onnx@refs/pr/1')).toEqual({
      repository: 'org/name',
      file: 'onnx/m.onnx',
      revision: 'refs/pr/1',
    });
    for (const text of ['hf:', 'hf:org', 'hf:org/', 'hf:org/name/../x', 'hf:../name']) {
      expect(() => readHubReference(text), text).toThrow('should be like hf:org/name');
    }
  });
});
