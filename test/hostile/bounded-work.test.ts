import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model } from '../../fixtures/build/model.js';
import { program } from '../testers/run-netstat.js';
import { costlyModels } from './costly-models.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-costly-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// The time limit is for a machine that does much else; a second or two is what each takes.
describe('a file that asks for much more work than it is long ends within 400 MB', () => {
  it.each(costlyModels)('$name', ({ name, size, build }) => {
    const file = path.join(folder, `${name.replaceAll(' ', '-')}.onnx`);
    writeFileSync(file, model(build(size)));
    const { status, stderr, signal } = spawnSync(
      process.execPath,
      ['--max-old-space-size=350', program, file, '--format', 'json', '--no-config'],
      { encoding: 'utf8', timeout: 25_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
    );
    expect({ signal, ok: status === 0 || status === 2 }).toEqual({ signal: null, ok: true });
    expect(stderr.split('\n').length).toBeLessThan(3);
  });
});
