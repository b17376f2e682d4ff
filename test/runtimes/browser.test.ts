import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { netstat, program } from '../testers/run-netstat.js';
import { threeLayers } from '../testers/three-layers.js';

const isInstalled = existsSync('test/node_modules/onnxruntime-web');
const hasChromium = spawnSync('chromium', ['--version']).status === 0;
const skipped = !isInstalled || !hasChromium;
const hasFirefox = ['firefox', 'firefox-esr'].some((name) => spawnSync(name, ['--version']).status === 0);

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-browser-'));
  file = path.join(folder, 'small.onnx');
  writeFileSync(file, threeLayers(1));
});
afterAll(() => rmSync(folder, { recursive: true }));

const given = (...more: readonly string[]): readonly string[] => [
  'measure',
  file,
  '--runtime',
  'browser',
  '--runs',
  '3',
  '--warmup',
  '1',
  ...more,
];

function measurementOf(stdout: string) {
  const [report] = (JSON.parse(stdout) as ReportDocument).models;
  return report !== undefined && 'measurement' in report ? report.measurement : undefined;
}

/** Processes of browsers that netstat has started and that are still there. */
const left = (): number =>
  spawnSync('pgrep', ['-fc', '--', `--user-data-dir=${folder}`], { encoding: 'utf8' }).stdout.trim() === '0' ? 0 : 1;

describe.skipIf(skipped)('a browser (skipped without Chromium or `npm run test:setup`)', () => {
  it.each(['wasm', 'webgpu'])('measures a model on %s and joins every kernel', { timeout: 90_000 }, (device) => {
    const { status, stdout, stderr } = netstat(given('--device', device, '--format', 'json'), {
      cwd: 'test',
      env: { TMPDIR: folder },
    });
    expect([status, stderr]).toEqual([0, '']);
    const measurement = measurementOf(stdout);
    expect(measurement).toMatchObject({ runtime: 'browser', device });
    expect(measurement?.version).toMatch(/^\d+\.\d+\.\d+, chromium/u);
    const layers = measurement?.kernels.flatMap((kernel) => kernel.layers) ?? [];
    expect(layers.length + (measurement?.removed.length ?? 0)).toBe(3);
    expect(left()).toBe(0);
  });

  it('that nobody has is a line', () => {
    expect(netstat(given('--browser', 'safari'), { cwd: 'test' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--browser safari: there is no such browser/u),
    });
    expect(netstat(given(), { cwd: 'test', env: { PATH: folder } })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no browser is installed that netstat knows|is not installed/u),
    });
  });

  it('on another device opens the address that is printed', { timeout: 60_000 }, async () => {
    const run = spawn(process.execPath, [program, ...given('--open-url', '--format', 'json')], {
      cwd: 'test',
      env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder },
    });
    let stdout = '';
    run.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const address = await new Promise<string>((resolve) => {
      run.stderr.setEncoding('utf8').on('data', (text: string) => {
        const found = /http:\/\/\S+\/[0-9a-f]{32}\//u.exec(text)?.[0];
        if (found !== undefined) resolve(found);
      });
    });
    // Without the token there is nothing.
    const stranger = await fetch(new URL('/00000000000000000000000000000000/', address));
    expect(stranger.status).toBe(404);
    const phone = spawn(
      'chromium',
      ['--headless=new', '--no-sandbox', `--user-data-dir=${path.join(folder, 'phone')}`, address],
      { stdio: 'ignore', detached: true },
    );
    const status = await new Promise((resolve) => run.once('exit', resolve));
    if (phone.pid !== undefined) process.kill(-phone.pid, 'SIGKILL');
    expect(status).toBe(0);
    expect(measurementOf(stdout)?.kernels.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!isInstalled || !hasFirefox)('Firefox (skipped without it or `npm run test:setup`)', () => {
  it('measures by WebAssembly, and says in a line where it has no WebGPU', { timeout: 180_000 }, () => {
    const run = (device: string) =>
      netstat(given('--browser', 'firefox', '--device', device, '--format', 'json'), {
        cwd: 'test',
        env: { TMPDIR: folder, HOME: folder },
      });
    const { status, stdout, stderr } = run('wasm');
    expect(status, stderr).toBe(0);
    const measurement = measurementOf(stdout);
    expect(measurement).toMatchObject({ runtime: 'browser', device: 'wasm', joinedShare: 1 });
    expect(measurement?.version).toMatch(/, firefox$/u);
    const gpu = run('webgpu');
    if (gpu.status !== 0) expect(gpu.stderr).toMatch(/^netstat: [^\n]*this browser has no WebGPU here\n$/u);
  });
});

describe('options of a browser', () => {
  it('go with it only', () => {
    expect(netstat(['measure', file, '--open-url'])).toMatchObject({
      status: 2,
      stderr: 'netstat: --browser and --open-url go with --runtime browser\n',
    });
  });

  it.skipIf(!hasChromium)('need onnxruntime-web', () => {
    expect(netstat(given(), { cwd: folder })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/onnxruntime-web is not installed; run: npm install onnxruntime-web\n$/u),
    });
  });
});
