import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { model } from '../fixtures/build/model.js';
import { costlyModels } from '../test/hostile/costly/index.js';
import { largeRuns } from './large-runs.js';

/**
 * The cost of files that were made to cost much, and of commands on large models: seconds of processor time, the most
 * memory in use, the length of the output. `npm run bench:hostile -- name 4` takes the kinds with that in their name,
 * four times as large.
 */
const program = 'dist/cli/netstat.js';
if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);
const [part = '', only] = process.argv.slice(2);
const times = only === undefined ? [1, 4] : [Number(only)];

/** Beyond these a line is marked. */
const MOST_SECONDS = 4;
const MOST_MEGABYTES = 400;

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-hostile-'));
const file = path.join(folder, 'model.onnx');
const other = path.join(folder, 'other.onnx');
let worst = 0;
try {
  for (const { name, size, build, format = 'json' } of costlyModels.filter((kind) => kind.name.includes(part))) {
    for (const factor of times) {
      writeFileSync(file, model(build(size * factor)));
      measure(`${name} × ${size * factor}`, [file, '--format', format]);
    }
  }
  for (const { name, build, beside, commandLine } of largeRuns.filter((run) => run.name.includes(part))) {
    writeFileSync(file, model(build()));
    if (beside !== undefined) writeFileSync(other, model(beside()));
    measure(name, commandLine(file, other));
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${worst} beyond ${MOST_SECONDS} s or ${MOST_MEGABYTES} MB`);

function measure(name: string, given: readonly string[]): void {
  const report =
    'process.getBuiltinModule("worker_threads").isMainThread&&process.on("exit",()=>{' +
    'const u=process.resourceUsage();' +
    'process.getBuiltinModule("fs").writeSync(3,`${u.userCPUTime+u.systemCPUTime} ${u.maxRSS}`)})';
  const out = openSync(path.join(folder, 'out'), 'w');
  const { status, signal, output, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(report)}`, program, ...given, '--no-config'],
    { stdio: ['ignore', out, 'pipe', 'pipe'], encoding: 'utf8', timeout: 240_000, killSignal: 'SIGKILL' },
  );
  closeSync(out);
  const [microseconds = NaN, kilobytes = NaN] = (output[3] ?? '').split(' ').map(Number);
  const seconds = microseconds / 1e6;
  const megabytes = kilobytes / 1024;
  const isFine =
    seconds <= MOST_SECONDS && megabytes <= MOST_MEGABYTES && (status === 0 || status === 2 || status === 1);
  if (!isFine) worst++;
  console.log(
    [
      isFine ? ' ' : '!',
      `${seconds.toFixed(1)} s`.padStart(8),
      `${megabytes.toFixed(0)} MB`.padStart(8),
      `file ${size(given.find((text) => text === file) ?? file)}`.padStart(15),
      `output ${size(path.join(folder, 'out'))}`.padStart(17),
      ` exit ${status ?? signal}  ${name}`,
      stderr.split('\n', 1)[0]?.slice(0, 120) ?? '',
    ].join(' '),
  );
}

function size(place: string): string {
  return `${(statSync(place).size / 1e6).toFixed(2)} MB`;
}
