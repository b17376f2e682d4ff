// What reading a model from a web server costs, against downloading it and against a request behind every weight.
//
//   npm run bench:remote                        at 50 ms a request and 20 MB/s
//   npm run bench:remote -- 200 2               at 200 ms and 2 MB/s

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { httpSource, readModelAsync } from '../src/onnx/index.js';
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

/** Seconds to take a whole file from a server of the same kind. */
async function timeToDownload(file: string): Promise<number> {
  const { size } = statSync(file);
  // Gigabytes are not worth the wait: their time is their size over the rate.
  if (size > 256 * MIB) return delay / 1000 + size / rate;
  const server = await startRangeServer({ '/model.onnx': { kind: 'file', path: file } }, { delay, rate });
  const before = performance.now();
  const response = await fetch(`${server.origin}/model.onnx`);
  for await (const chunk of response.body ?? []) if (chunk.length === 0) break;
  server.close();
  return (performance.now() - before) / 1000;
}

const wanted = process.argv[4];
const folder = mkdtempSync(path.join(tmpdir(), 'netstat-remote-'));
console.log('| file | bytes | transferred | requests | seconds | downloading | a request a weight | of the better |');
console.log('| :- | -: | -: | -: | -: | -: | -: | -: |');
try {
  // The first request of a process takes longer.
  await timeToDownload(import.meta.filename);
  for (const [name, sizes] of Object.entries(cases)) {
    if (wanted !== undefined && !name.includes(wanted)) continue;
    const file = path.join(folder, 'model.onnx');
    if (sizes === 'external') writeExternalWeights(file, 3000);
    else writeWeightsOf(file, sizes);
    const { size } = statSync(file);
    const download = await timeToDownload(file);
    const server = await startRangeServer({ '/model.onnx': { kind: 'file', path: file } }, { delay, rate });
    const before = performance.now();
    await readModelAsync(await httpSource(`${server.origin}/model.onnx`));
    const seconds = (performance.now() - before) / 1000;
    server.close();
    // Weights of up to 16 KiB are read with what is around them.
    const large = sizes === 'external' ? [] : sizes.filter((bytes) => bytes > 16 * KIB);
    const over = ((1 + large.length) * delay) / 1000 + (size - large.reduce((sum, bytes) => sum + bytes, 0)) / rate;
    const row = [
      name,
      size.toLocaleString('en'),
      server.sent().toLocaleString('en'),
      server.requests.length,
      seconds.toFixed(2),
      download.toFixed(2),
      over.toFixed(2),
      (seconds / Math.min(download, over)).toFixed(2),
    ];
    console.log(`| ${row.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
