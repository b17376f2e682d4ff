// Damages fixtures, or distorts them, many times over and reports what takes long or fails otherwise than by a clear error:
// `npx tsx test/mutation/run.ts [count] [first seed] [model.onnx …]`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inspectBytes, NetstatError } from '../../src/index.js';
import { distort } from './distort.js';
import { mutate } from './mutate.js';

const [count = '10000', first = '1', ...given] = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : readdirSync('fixtures')
        .filter((file) => file.endsWith('.onnx'))
        .map((file) => path.join('fixtures', file));
const models = files.map((file) => new Uint8Array(readFileSync(file)));
const tally = { reported: 0, refused: 0, failed: 0 };
let slowest = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const at = Math.floor(seed / 2) % models.length;
  const model = models[at];
  if (model === undefined) throw new RangeError('no fixtures to damage');
  const bytes = seed % 2 === 0 ? mutate(model, seed) : distort(model, seed);
  const start = performance.now();
  try {
    const report = inspectBytes(bytes);
    JSON.stringify(report);
    const bug = report.diagnostics.find(({ code }) => code === 'internal-error');
    if (bug !== undefined) throw new Error(bug.message);
    tally.reported++;
  } catch (error) {
    if (error instanceof NetstatError) tally.refused++;
    else {
      tally.failed++;
      console.log(`seed ${seed} of ${files[at]}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  const took = performance.now() - start;
  slowest = Math.max(slowest, took);
  if (took > 500) console.log(`seed ${seed} of ${files[at]} took ${took.toFixed(0)} ms`);
}
const { maxRSS } = process.resourceUsage();
console.log(
  `${tally.reported} reported, ${tally.refused} refused, ${tally.failed} failed; the slowest took ${slowest.toFixed(0)} ms, at most ${(maxRSS / 1024).toFixed(0)} MB in use`,
);
