import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { openBatch } from './open-batch.js';
import { netstat } from './run-netstat.js';

export const mobilenet = path.resolve('fixtures/mobilenet-v2.onnx');
export const shufflenet = path.resolve('fixtures/shufflenet-v2.onnx');

/** A folder of models: both networks, and one whose batch is open. */
export let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-lint-'));
  mkdirSync(path.join(folder, 'models'));
  for (const name of ['mobile.onnx', 'shuffle.onnx']) {
    writeFileSync(path.join(folder, 'models', name), readFileSync(name === 'mobile.onnx' ? mobilenet : shufflenet));
  }
  writeFileSync(path.join(folder, 'open.onnx'), openBatch());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program in a folder of its own, with this configuration in it. */
export function lintWith(config: Readonly<Record<string, string>>, ...given: readonly string[]) {
  const cwd = mkdtempSync(path.join(folder, 'models', 'run-'));
  for (const [name, content] of Object.entries(config)) writeFileSync(path.join(cwd, name), content);
  return { cwd, ...netstat(given, { cwd }) };
}

/** The findings of all models in a JSON report. */
export const findings = (stdout: string) =>
  (JSON.parse(stdout) as ReportDocument).models.flatMap((each) => ('findings' in each ? each.findings : []));
