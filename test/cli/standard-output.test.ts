import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../testers/run-netstat.js';

const given = [program, 'fixtures/mobilenet-v2.onnx', '--format', 'json'];

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'netstat-standard-output-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('standard output', () => {
  const expected = spawnSync(process.execPath, given, { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;

  it('is complete in a file', () => {
    const file = path.join(folder, 'report.json');
    const descriptor = openSync(file, 'w');
    spawnSync(process.execPath, given, { stdio: ['ignore', descriptor, 'inherit'] });
    closeSync(descriptor);
    expect(readFileSync(file, 'utf8')).toBe(expected);
  });

  it('is complete in a pipe that is full and does not wait for its reader', async () => {
    const pipe = path.join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    // A pipe on Linux holds 64 KiB.
    expect(expected.length).toBeGreaterThan(2 ** 16);
    const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const run = spawn(process.execPath, given, { stdio: ['ignore', descriptor, 'inherit'] });
    const ended = new Promise((resolve) => run.on('exit', resolve));
    const reader = createReadStream(pipe);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    closeSync(descriptor);
    expect(await text(reader)).toBe(expected);
    expect(await ended).toBe(0);
  });
});
