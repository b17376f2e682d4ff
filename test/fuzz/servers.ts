import type { ServerResponse } from 'node:http';
import type { Random } from '../differential/random.js';
import { mutate } from '../mutation/mutate.js';
import type { Behaviour, Content } from '../testers/range-server.js';

/** The contents of a server that is drawn at random, and how it behaves. */
export interface DrawnServer {
  readonly contents: Readonly<Record<string, Content>>;
  readonly behaviour: Behaviour;
}

/** A server that has a model at `/model.onnx`, and is in order in some ways and not in others. */
export function drawServer(file: Uint8Array, random: Random): DrawnServer {
  const bytes = random.chance(0.3) ? mutate(file, random.integer(1, 1e9)) : padded(file, random);
  const content: Content = random.chance(0.2)
    ? { kind: 'answer', answer: (_, response) => answerOddly(response, bytes, random) }
    : { kind: 'bytes', bytes };
  const odd = random.chance(0.75);
  const every = random.pick([1, 1, 2, 3]);
  let answers = 0;
  return {
    contents: { '/model.onnx': content, '/moved.onnx': { kind: 'bytes', bytes }, '/': { kind: 'bytes', bytes } },
    behaviour: {
      ...(random.chance(0.15) && { drops: { after: random.integer(0, bytes.length), times: random.pick([1, 2, 9]) } }),
      change: (answer) => {
        answers++;
        if (!odd || answers % every !== 0) return answer;
        const { start, end } = answer;
        return random.pick<() => typeof answer>([
          () => ({
            ...answer,
            status: random.pick([200, 200, 204, 206, 301, 304, 400, 401, 403, 404, 416, 429, 500, 503]),
          }),
          () => ({ ...answer, headers: { ...answer.headers, ...drawHeaders(random, bytes.length) } }),
          () => ({ ...answer, headers: drawHeaders(random, bytes.length) }),
          () => ({ ...answer, start: Math.min(end, start + random.integer(0, 9)) }),
          () => ({ ...answer, end: random.integer(start, bytes.length) }),
          () => ({ ...answer, status: 302, headers: { location: random.pick(places) } }),
        ])();
      },
    },
  };
}

/** A model of more than one request: a long text that nobody reads stands before it. */
function padded(file: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.6)) return file;
  const length = random.pick([70_000, 3_000_000, 5_000_000]);
  // Field 6 of a model is its documentation; the length takes four bytes.
  const head = [0x32, ...[0, 7, 14].map((shift) => ((length >> shift) & 0x7f) | 0x80), length >> 21];
  const whole = new Uint8Array(head.length + length + file.length);
  whole.set(head);
  whole.set(file, head.length + length);
  return whole;
}

const places = [
  '/model.onnx',
  '/moved.onnx',
  '/nowhere',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  '//',
  'data:,x',
  '',
  'a\u00E9',
];

function drawHeaders(random: Random, size: number): Readonly<Record<string, string>> {
  const number = (): string => String(random.pick([0, 1, size - 1, size, size + 1, 2 ** 31, 2 ** 53, 1e20, -1]));
  const all: readonly (readonly [string, string])[] = [
    [
      'content-range',
      random.pick([
        `bytes ${number()}-${number()}/${number()}`,
        `bytes */${number()}`,
        `bytes 0-${size - 1}/*`,
        'pages 1-2',
        '',
      ]),
    ],
    ['content-length', number()],
    ['etag', random.pick(['"1"', '"2"', 'W/"1"', '', 'x'.repeat(5000)])],
    ['content-encoding', random.pick(['gzip', 'identity', 'br', 'nosuch'])],
    ['accept-ranges', random.pick(['none', 'bytes', 'x'])],
    ['content-type', random.pick(['text/html', 'application/json', ''])],
    ['last-modified', random.pick(['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT'])],
    ['x-linked-size', number()],
    ['retry-after', random.pick(['0', '-1', 'x'])],
  ];
  return Object.fromEntries(random.some(all, 0.3));
}

function answerOddly(response: ServerResponse, bytes: Uint8Array, random: Random): void {
  random.pick<() => void>([
    () => response.destroy(),
    () => response.socket?.end('no HTTP at all\r\n\r\n'),
    () => response.socket?.end('HTTP/1.1 206 \u0007\r\ncontent-range: bytes 0-0/1\r\n\r\nx'),
    () => response.writeHead(206, { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` }).end(),
    () => response.writeHead(200).end('<html>login</html>'),
    () => response.writeHead(206).end(bytes),
    () => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1));
      response.destroy();
    },
  ])();
}
