import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder whose `xdg-open` writes down what it is to show. */
function desktop(): { readonly env: Readonly<Record<string, string>>; readonly shown: () => Promise<string> } {
  const bin = path.join(folder, 'bin');
  const note = path.join(folder, 'shown');
  mkdirSync(bin, { recursive: true });
  rmSync(note, { force: true });
  writeFileSync(path.join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${note}\n`);
  chmodSync(path.join(bin, 'xdg-open'), 0o755);
  return {
    env: { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, TMPDIR: folder },
    async shown() {
      await expect.poll(() => existsSync(note) && readFileSync(note, 'utf8') !== '', { timeout: 5000 }).toBe(true);
      return readFileSync(note, 'utf8');
    },
  };
}

describe('netstat --open', () => {
  it.skipIf(process.platform !== 'linux')(
    'shows a page in the browser, from a folder for temporary files',
    async () => {
      const { env, shown } = desktop();
      expect(netstat(['fixtures/mobilenet-v2.onnx', '--open'], { env })).toMatchObject({
        status: 0,
        stdout: '',
        stderr: '',
      });
      const file = await shown();
      expect(file.startsWith(folder)).toBe(true);
      expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
    },
  );

  it.skipIf(process.platform !== 'linux')('shows the file that it writes', async () => {
    const { env, shown } = desktop();
    const page = path.join(folder, 'report.html');
    expect(netstat(['fixtures/mobilenet-v2.onnx', '-o', page, '--open'], { env }).status).toBe(0);
    expect(await shown()).toBe(page);
  });

  it.skipIf(process.platform !== 'linux')('shows what was measured', async () => {
    const { env, shown } = desktop();
    const profile = path.join(folder, 'times.csv');
    writeFileSync(profile, 'name,ms\n/classifier/Gemm,1\n');
    expect(netstat(['measure', 'fixtures/mobilenet-v2.onnx', '--profile', profile, '--open'], { env })).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(await shown(), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('says that only a page can be shown', () => {
    const { status, stderr } = netstat(['fixtures/mobilenet-v2.onnx', '--open', '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr).toBe('netstat: --open shows a page: use it with --format html, not json\n');
  });
});
