// What reading a model from a web server costs, against two other ways to have its structure: to download the file, and
// to ask for each part between two weights by itself, as one could who knew beforehand where they are. All three are
// measured, up to the model in memory.
//
//   npm run bench:remote                        at 50 ms a request and 20 MB/s
//   npm run bench:remote -- 200 2               at 200 ms and 2 MB/s

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFile } from '../src/files/index.js';
import { httpSource, memorySource, readModel, readModelAsync } from '../src/onnx/index.js';
import type { ByteSource } from '../src/onnx/index.js';
import { readSkeleton } from '../src/onnx/walker.js';
import { startRangeServer } from '../test/testers/range-server.js';
import { writeExternalWeights, writeWeightsOf } from './big-models.js';

const [delay = 50, megabytes = 20] = process.argv.slice(2).map(Number);
const rate = megabytes * 1e6;
const KIB = 1024;
const MIB = 1024 * KIB;

/** A repeated list of sizes. */
function times(count: number, ...sizes: readonly number[]): readonly number[] {
  return Array.from({ length: count }, () => sizes).flat();
}

/** Bytes of the weights of ResNet-50, its batch normalisations folded. */
function resnet50(): readonly number[] {
  const convolution = (inputs: number, outputs: number, kernel: number): readonly number[] => [
    4 * inputs * outputs * kernel * kernel,
    4 * outputs,
  ];
  const sizes = [...convolution(3, 64, 7)];
  let inputs = 64;
  for (const [width, blocks] of [
    [64, 3],
    [128, 4],
    [256, 6],
    [512, 3],
  ] as const) {
    for (let block = 0; block < blocks; block++) {
      sizes.push(
        ...convolution(inputs, width, 1),
        ...convolution(width, width, 3),
        ...convolution(width, 4 * width, 1),
      );
      if (block === 0) sizes.push(...convolution(inputs, 4 * width, 1));
      inputs = 4 * width;
    }
  }
  return [...sizes, 4 * 2048 * 1000, 4000];
}

const cases: Readonly<Record<string, readonly number[] | 'external'>> = {
  'weights in a file of their own': 'external',
  '2,000 of 16.25 KiB': times(2000, 16.25 * KIB),
  '400 of 256 KiB': times(400, 256 * KIB),
  '400 of 1 MiB': times(400, MIB),
  '100 of 4 MiB': times(100, 4 * MIB),
  '32 of 64 MiB': times(32, 64 * MIB),
  '3 of 1 MiB': times(3, MIB),
  '100 of 64 KiB and 2 MiB': times(100, 64 * KIB, 2 * MIB),
  '500 of 32 KiB, then 100 of 4 MiB': [...times(500, 32 * KIB), ...times(100, 4 * MIB)],
  '100 of 4 MiB, then 500 of 32 KiB': [...times(100, 4 * MIB), ...times(500, 32 * KIB)],
  'ResNet-50': resnet50(),
};

/** Files above this are not downloaded: their time is a round trip and their size over the rate. */
const LARGEST_DOWNLOAD = 256 * MIB;

/** Requests that are made of a file with more of them; the rest takes as long as these. */
const MOST_REQUESTS = 100;

/** The ways take turns so often, or until they have taken as many seconds; the fastest time of each counts. */
const TURNS = 3;
const ENOUGH = 10;

/** A way to the structure of a model at an address; gives how much longer it takes where it did a part alone. */
type Way = (url: string) => Promise<number | void>;

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-remote-'));
const file = path.join(folder, 'model.onnx');

interface Result {
  readonly seconds: number;
  readonly transferred: number;
  readonly requests: number;
}

/** Takes ways to a file in turns, the server beginning anew each time. */
async function inTurns<Name extends string>(
  file: string,
  ways: Readonly<Record<Name, Way>>,
): Promise<ReadonlyMap<Name, Result>> {
  const best = new Map<Name, Result>();
  let spent = 0;
  for (let turn = 0; turn < TURNS && spent < ENOUGH; turn++) {
    for (const name of Object.keys(ways) as Name[]) {
      const server = await startRangeServer({ '/model.onnx': { kind: 'file', path: file } }, { delay, rate });
      const before = performance.now();
      const factor = (await ways[name](`${server.origin}/model.onnx`)) ?? 1;
      const passed = (performance.now() - before) / 1000;
      server.close();
      spent += passed;
      const result = { seconds: passed * factor, transferred: server.sent(), requests: server.requests.length };
      if (result.seconds < (best.get(name)?.seconds ?? Infinity)) best.set(name, result);
    }
  }
  return best;
}

async function read(url: string): Promise<void> {
  await readModelAsync(await httpSource(url));
}

async function download(url: string): Promise<void> {
  readModel(memorySource(new Uint8Array(await (await fetch(url)).arrayBuffer())));
}

function withFile<T>(file: string, use: (source: ByteSource) => T): T {
  const source = openFile(file);
  try {
    return use(source);
  } finally {
    source.close();
  }
}

/** The parts between the weights of a file. */
function partsOf(file: string): readonly { readonly start: number; readonly end: number }[] {
  const { gaps, size } = withFile(file, readSkeleton);
  const parts: { start: number; end: number }[] = [];
  let [start, skipped] = [0, 0];
  for (const { index, length } of gaps) {
    parts.push({ start, end: index + skipped });
    skipped += length;
    start = index + skipped;
  }
  return [...parts, { start, end: size }].filter((part) => part.end > part.start);
}
/** Asks for those parts one after the other. Gives how much longer it takes where not all are asked for. */
async function askForParts(url: string): Promise<number> {
  const parts = partsOf(file);
  const asked = parts.slice(0, MOST_REQUESTS);
  for (const { start, end } of asked) {
    await (await fetch(url, { headers: { range: `bytes=${start}-${end - 1}` } })).arrayBuffer();
  }
  withFile(file, readModel);
  return parts.length / asked.length;
}

const wanted = process.argv[4];
console.log('| file | bytes | transferred | requests | seconds | downloading | a request a weight | of the better |');
console.log('| :- | -: | -: | -: | -: | -: | -: | -: |');
try {
  // The first reading and the first request of a process take longer.
  writeWeightsOf(file, resnet50());
  await inTurns(file, { own: read, whole: download, parts: askForParts });
  for (const [name, sizes] of Object.entries(cases)) {
    if (wanted !== undefined && !name.includes(wanted)) continue;
    if (sizes === 'external') writeExternalWeights(file, 3000);
    else writeWeightsOf(file, sizes);
    const { size } = statSync(file);
    const isDownloaded = size <= LARGEST_DOWNLOAD;
    const best = await inTurns<'own' | 'whole' | 'parts'>(file, {
      own: read,
      parts: askForParts,
      whole: isDownloaded ? download : () => Promise.resolve(),
    });
    const own = best.get('own');
    const whole = isDownloaded ? (best.get('whole')?.seconds ?? NaN) : delay / 1000 + size / rate;
    const parts = best.get('parts')?.seconds ?? NaN;
    if (own === undefined) continue;
    const row = [
      name,
      size.toLocaleString('en'),
      own.transferred.toLocaleString('en'),
      own.requests,
      own.seconds.toFixed(2),
      whole.toFixed(2),
      parts.toFixed(2),
      (own.seconds / Math.min(whole, parts)).toFixed(2),
    ];
    console.log(`| ${row.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
