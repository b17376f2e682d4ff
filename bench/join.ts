// How much of the kernels' time joins to layers, and which kernels look faster than the machine can be: `npm run
// bench:join -- [--time-limit=6 …] model.onnx …`, with options of `netstat measure` written with a `=`. On a quiet
// machine, after `netstat calibrate`.

import { spawnSync } from 'node:child_process';
import { cwd, execPath } from 'node:process';
import type { ReportDocument } from '../src/report/index.js';

/**
 * Kernels below this are too short to judge, in milliseconds; a kernel is too fast where its bound is more of its time
 * than this.
 */
const JUDGED_MS = 0.01;
const TOO_FAST = 1.1;

let [sum, count, below, tooFast] = [0, 0, 0, 0];
const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('--'));
for (const model of given.filter((argument) => !argument.startsWith('--'))) {
  const { stdout, stderr } = spawnSync(
    execPath,
    ['dist/cli/netstat.js', 'measure', model, '--format', 'json', '--no-config', ...options],
    { cwd: cwd(), encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const [report] = stdout === '' ? [] : (JSON.parse(stdout) as ReportDocument).models;
  const measurement = report !== undefined && 'layers' in report ? report.measurement : undefined;
  if (measurement === undefined) {
    console.log(`${model}: ${stderr.trim()}`);
    continue;
  }
  const { joinedShare, explainedShare, kernelsMs, endToEnd, kernels, noise } = measurement;
  const fast = kernels.filter(
    ({ medianMs, ms, bound }) =>
      medianMs >= JUDGED_MS && bound !== null && bound !== undefined && bound.ms > TOO_FAST * ms,
  );
  sum += joinedShare;
  count += 1;
  tooFast += fast.length;
  if (explainedShare < 0.95) below += 1;
  const faster = fast.map(({ name, ms, bound }) => {
    const { by = '', ms: least = 0 } = bound ?? {};
    return `\n  faster than the roof of ${by}: ${name} ${ms.toFixed(3)} ms, bound ${least.toFixed(3)}`;
  });
  console.log(
    `${model}: joined ${percent(joinedShare)}, explained ${percent(explainedShare)}, kernels ` +
      `${kernelsMs.toFixed(2)} ms of ${endToEnd?.ms.toFixed(2) ?? '?'} ` +
      `ms${noise?.busy === true ? ' (busy machine)' : ''}${faster.join('')}`,
  );
}
console.log(
  `${count} models: ${percent(sum / count)} joined on average, ${below} below 95 % explained, ` +
    `${tooFast} kernels faster than the roof`,
);

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
