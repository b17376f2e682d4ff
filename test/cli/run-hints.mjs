#!/usr/bin/env node
// Runs every hint that netstat prints, as it is printed, through the built program: for each model given that leaves
// sizes open, the options under "bind them with" are handed to a shell, again and again until none is printed. Ends
// with "N passed, N failed".
// Usage: node test/cli/run-hints.mjs models/*.onnx
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const program = 'dist/cli/netstat.js';
/** Rounds of hints before a model counts as endless. */
const MOST_ROUNDS = 12;

function run(model, flags) {
  const command = `"${process.execPath}" ${program} '${model.replaceAll("'", String.raw`'\''`)}' ${flags}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '400' },
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** The options of the hint in a run's output; empty when it has none. */
export function hintIn(output) {
  const lines = output.split('\n');
  const at = lines.findIndex((line) => /^bind (?:it|them) with /u.test(line));
  if (at < 0) return '';
  const indent = /^bind (?:it|them) with /u.exec(lines[at])[0].length;
  const parts = [lines[at].slice(indent)];
  for (const line of lines.slice(at + 1)) {
    if (!line.startsWith(' '.repeat(indent))) break;
    parts.push(line.trim());
  }
  return parts.join(' ');
}

const warnings = (output) => (output.match(/^warning (?:malformed-node|internal-error).*/gmu) ?? []).length;

/** What goes wrong when a model's hints are followed to their end; undefined when nothing does. */
export function followHints(model) {
  let flags = '';
  let before = run(model, flags);
  if (before.status !== 0) return undefined;
  for (let round = 0; ; round++) {
    const hint = hintIn(before.stdout);
    if (hint === '') return undefined;
    if (round >= MOST_ROUNDS) return `still open after ${flags}`;
    flags = `${flags} ${hint}`.trim();
    const after = run(model, flags);
    if (after.status !== 0) return `${flags}: exit ${after.status}, ${after.stderr.trim()}`;
    if (warnings(after.stdout) > warnings(before.stdout)) {
      return `${flags}: ${after.stdout.match(/^warning (?:malformed-node|internal-error)[^\n]*/mu)?.[0]}`;
    }
    if (hintIn(after.stdout) === hint) return `${flags} changes nothing`;
    before = after;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let passed = 0;
  let failed = 0;
  for (const model of process.argv.slice(2)) {
    const trouble = followHints(model);
    if (trouble === undefined) passed++;
    else {
      failed++;
      process.stdout.write(`${model}: ${trouble}\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
