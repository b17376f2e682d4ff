import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { constant, graph, model, node, tensor, value, weight } from '../../fixtures/build/model.js';
import { concatenate, field, varint, varintField } from '../../fixtures/build/wire.js';
import type { Model } from '../../src/ir/index.js';
import {
  type AsyncByteSource,
  blobSource,
  type ByteSource,
  httpSource,
  memorySource,
  readModel,
  readModelAsync,
} from '../../src/onnx/index.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * A model of `count` layers, each with an inline weight of `weightBytes`, in nodes and bodies as well as initializers;
 * larger than what is read whole.
 */
function heavyModel(count: number, weightBytes: number): Uint8Array {
  const raw = new Uint8Array(weightBytes).map((_, index) => index * 31);
  const heavyTensor = (name: string): Uint8Array =>
    concatenate([varintField(1, weightBytes), varintField(2, 2), field(8, utf8(name)), field(9, raw)]);
  const heavyNode = (name: string): Uint8Array =>
    concatenate([
      field(2, utf8(name)),
      field(4, utf8('Constant')),
      field(5, concatenate([field(1, utf8('value')), varintField(20, 4), field(5, heavyTensor(name))])),
    ]);
  const body = concatenate([field(1, heavyNode('in body')), field(2, utf8('body'))]);
  const branch = concatenate([
    field(4, utf8('If')),
    field(5, concatenate([field(1, utf8('then_branch')), varintField(20, 5), field(6, body)])),
  ]);
  const layers = Array.from({ length: count }, (_, index) =>
    concatenate([
      field(5, heavyTensor(`w${index}`)),
      field(1, concatenate([field(1, utf8(`w${index}`)), field(2, utf8(`y${index}`)), field(4, utf8('Relu'))])),
      field(1, heavyNode(`c${index}`)),
      field(1, branch),
    ]),
  );
  return concatenate([
    varintField(1, 8),
    field(8, varintField(2, 17)),
    field(6, new Uint8Array(100_000)),
    field(7, concatenate([...layers, field(2, utf8('main'))])),
    field(2, utf8('last')),
  ]);
}

/** A source that counts what is read, with the window of a file. */
function counting(bytes: Uint8Array): ByteSource & { readonly reads: { offset: number; length: number }[] } {
  const reads: { offset: number; length: number }[] = [];
  return {
    size: bytes.length,
    reads,
    read: (offset, length) => {
      reads.push({ offset, length });
      return bytes.slice(offset, offset + length);
    },
  };
}

const total = (reads: readonly { readonly length: number }[]): number =>
  reads.reduce((sum, { length }) => sum + length, 0);

describe('a file with large weights', () => {
  const bytes = heavyModel(10, 500_000);
  const whole = readModel(memorySource(bytes));

  test('is read as from memory', () => {
    expect(whole.graph.nodes).toHaveLength(30);
    expect(whole.graph.nodes[2]?.attributes.get('then_branch')).toMatchObject({
      kind: 'graph',
      value: { nodes: [{ opType: 'Constant' }] },
    });
    expect(readModel(counting(bytes))).toEqual(whole);
  });

  test('says where in the file each weight is', () => {
    const { location } = whole.graph.initializers[7] ?? {};
    expect(location).toMatchObject({ kind: 'inline', length: 500_000 });
    if (location?.kind === 'inline') {
      expect(bytes.subarray(location.offset, location.offset + 4)).toEqual(Uint8Array.from([0, 31, 62, 93]));
    }
  });

  test('is not read where its weights are', () => {
    const source = counting(bytes);
    readModel(source);
    // 30 weights, at most one window of 64 KiB for each and two for the start; the file has 15 MB.
    expect(source.reads.length).toBeLessThanOrEqual(32);
    expect(total(source.reads)).toBeLessThanOrEqual(32 * 64 * 1024);
  });

  test('costs the same whatever its weights weigh', () => {
    const light = counting(bytes);
    const heavy = counting(heavyModel(10, 2_000_000));
    readModel(light);
    readModel(heavy);
    expect(heavy.reads.length).toBe(light.reads.length);
    expect(total(heavy.reads)).toBeLessThanOrEqual(total(light.reads));
  });
});

test('a small file is read in one read', () => {
  const source = counting(model({ opset: 17, nodes: [node('Relu', ['x'], ['y'])] }));
  readModel(source);
  expect(source.reads).toEqual([{ offset: 0, length: source.size }]);
});

test('a large file without weights is read once, in windows that grow', () => {
  const nodes = Array.from({ length: 60_000 }, (_, index) =>
    node('Add', [`value_${index}`, `value_${index}`], [`value_${index + 1}`], {}, { name: `node_${index}` }),
  );
  const bytes = model({ opset: 17, inputs: [value('value_0', 'float32', [1])], outputs: ['value_60000'], nodes });
  const source = counting(bytes);
  expect(readModel(source)).toEqual(readModel(memorySource(bytes)));
  expect(total(source.reads)).toBe(bytes.length);
  expect(source.reads.length).toBeLessThan(10);
});

test('a message just longer than a window, and fields across the ends of windows', () => {
  const ints = Array.from({ length: 40_000 }, (_, index) => index * 3);
  const names = Array.from({ length: 40_000 }, (_, index) => `a name that is not short at all ${index}`);
  const bytes = model({
    opset: 17,
    nodes: [
      node('Concat', names, ['y'], { axis: 1, pads: ints }),
      ...Array.from({ length: 30_000 }, (_, index) => node('Relu', [`${index}`], ['z'])),
    ],
  });
  expect(bytes.length).toBeGreaterThan(2 * 1024 * 1024);
  const read = readModel(counting(bytes));
  expect(read.graph.nodes[0]?.inputs).toEqual(names);
  expect(read.graph.nodes[0]?.attributes.get('pads')).toEqual({ kind: 'ints', value: ints });
  expect(read).toEqual(readModel(memorySource(bytes)));
});

/** A source that says to have a file of any size: the bytes given, zeros elsewhere. */
function sparseFile(
  size: number,
  pieces: readonly { readonly offset: number; readonly bytes: Uint8Array }[],
): ByteSource {
  return {
    size,
    read: (offset, length) => {
      const window = new Uint8Array(length);
      for (const piece of pieces) {
        for (let index = 0; index < piece.bytes.length; index += 1) {
          const at = piece.offset + index - offset;
          if (at >= 0 && at < length) window[at] = piece.bytes[index] ?? 0;
        }
      }
      return window;
    },
  };
}

test('weights of several GB are passed over, in one tensor and in a graph longer than 32 bits can say', () => {
  const weightBytes = 5 * 2 ** 30;
  const header = concatenate([
    varintField(1, weightBytes),
    varintField(2, 2),
    field(8, utf8('huge')),
    Uint8Array.from([0x4a]),
    varint(weightBytes),
  ]);
  const tensorBytes = header.length + weightBytes;
  const after = concatenate([
    field(1, concatenate([field(1, utf8('huge')), field(2, utf8('y')), field(4, utf8('Relu'))])),
    field(2, utf8('main')),
  ]);
  const initializer = concatenate([Uint8Array.from([0x2a]), varint(tensorBytes), header]);
  const graphBytes = initializer.length + weightBytes + after.length;
  const start = concatenate([varintField(1, 8), Uint8Array.from([0x3a]), varint(graphBytes), initializer]);
  const end = field(8, varintField(2, 17));
  const read = readModel(
    sparseFile(start.length + weightBytes + after.length + end.length, [
      { offset: 0, bytes: start },
      { offset: start.length + weightBytes, bytes: after },
      { offset: start.length + weightBytes + after.length, bytes: end },
    ]),
  );
  expect(read.graph).toMatchObject({
    name: 'main',
    nodes: [{ opType: 'Relu' }],
    initializers: [
      { name: 'huge', bytes: weightBytes, location: { kind: 'inline', offset: start.length, length: weightBytes } },
    ],
  });
  expect(read.opsets).toEqual(new Map([['ai.onnx', 17]]));
});

describe('a source that takes time', () => {
  const bytes = heavyModel(4, 400_000);
  const whole = readModel(memorySource(bytes));
  let server: Server;
  let address = '';
  let requests: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.headers.range ?? ''}`.trim());
      const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
      if (request.url === '/absent') return response.writeHead(404).end();
      if (request.url === '/no-ranges' || range === null) {
        return response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      }
      const start = Number(range[1]);
      const end = Math.min(Number(range[2]) + 1, bytes.length);
      const told =
        request.url === '/hidden-size' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` };
      return response.writeHead(206, told).end(bytes.subarray(start, end));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const listening = server.address();
    address = typeof listening === 'object' ? `http://127.0.0.1:${listening?.port}` : '';
  });
  afterAll(() => void server.close());

  test.each(['/model.onnx', '/hidden-size', '/no-ranges'])('is read as from memory: %s', async (path) => {
    expect(await readModelAsync(await httpSource(address + path))).toEqual(whole);
  });

  test('never asks for the last bytes only, and not for everything', async () => {
    requests = [];
    await readModelAsync(await httpSource(`${address}/model.onnx`));
    expect(requests.every((request) => /^GET bytes=\d+-\d+$/.test(request))).toBe(true);
    const ranges = requests.map((request) => request.slice('GET bytes='.length).split('-').map(Number));
    // On a slow way gaps are read rather than skipped, and an answer is given up where a gap in it takes too long: the
    // next request may begin within the range of the one before, always behind its beginning.
    const starts = ranges.map(([start = 0]) => start);
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
    // Each of the three tensors of a layer is a gap, with a request before it and one behind it at most.
    expect(requests.length).toBeLessThanOrEqual(1 + 2 * 3 * 4);
  });

  test('that is not there says so', async () => {
    await expect(httpSource(`${address}/absent`)).rejects.toMatchObject({ name: 'NetstatError', code: 'not-found' });
    await expect(httpSource('http://127.0.0.1:1/')).rejects.toMatchObject({ name: 'NetstatError', code: 'unreadable' });
  });

  test('may be a Blob', async () => {
    expect(await readModelAsync(blobSource(new Blob([Uint8Array.from(bytes)])))).toEqual(whole);
  });

  test('gives what a source that answers at once gives', async () => {
    const variants = [
      bytes,
      model({
        opset: 17,
        inputs: [value('x', 'float32', ['N', 3, 8, 8])],
        outputs: ['y'],
        nodes: [
          node('If', ['c'], ['y'], {
            then_branch: graph({
              nodes: [node('Constant', [], ['k'], { value: tensor(constant('', 'int64', [2], [1, 2])) })],
            }),
          }),
        ],
        initializers: [weight('w', 'float32', [64, 3, 7, 7])],
      }),
    ];
    for (const variant of variants) {
      const source: AsyncByteSource = {
        size: variant.length,
        read: async (offset, length) => variant.slice(offset, offset + length),
      };
      const read: Model = await readModelAsync(source);
      expect(read).toEqual(readModel(counting(variant)));
    }
  });
});

test('a file that became shorter meanwhile is an error of the user', () => {
  const source: ByteSource = { size: 100, read: () => new Uint8Array(50) };
  expect(() => readModel(source)).toThrow(expect.objectContaining({ name: 'NetstatError', code: 'unreadable' }));
});
