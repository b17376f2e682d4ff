import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FailedModel, ModelReport } from '../../src/report/index.js';
import { distort } from './distort.js';
import { mutate } from './mutate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixtures = readdirSync('fixtures')
  .filter((file) => file.endsWith('.onnx'))
  .map((file) => new Uint8Array(readFileSync(path.join('fixtures', file))));

/** So many files in one run of the program: each alone would mostly time the start of a process. */
const BATCH = 30;

describe.each([
  ['damaged files', mutate],
  ['models that say what none does', distort],
] as const)('300 %s', (_, change) => {
  it.each(Array.from({ length: 10 }, (__, batch) => batch))(
    'batch %i: each is reported or refused in a line, in time and little memory',
    (batch) => {
      const files = Array.from({ length: BATCH }, (__, index) => {
        const seed = batch * BATCH + index + 1;
        const file = path.join(folder, `${seed}.onnx`);
        writeFileSync(file, change(fixtures[seed % fixtures.length] ?? new Uint8Array(), seed));
        return file;
      });
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        ['--max-old-space-size=300', 'dist/cli/netstat.js', ...files, '--format', 'json'],
        { encoding: 'utf8', timeout: BATCH * 2000, maxBuffer: 2 ** 30 },
      );
      expect([0, 1, 2], stderr).toContain(status);
      expect(stderr).not.toMatch(/^\s+at /mu);
      const { models } = JSON.parse(stdout) as { readonly models: readonly (ModelReport | FailedModel)[] };
      expect(models).toHaveLength(BATCH);
      const bugs = models
        .flatMap((model) => ('diagnostics' in model ? model.diagnostics : []))
        .filter(({ code }) => code === 'internal-error');
      expect(bugs).toEqual([]);
    },
    BATCH * 2000,
  );
});
