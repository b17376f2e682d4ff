import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import type { ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

const isInstalled = existsSync('test/node_modules/onnxruntime-web');
const shufflenet = path.resolve('fixtures/shufflenet-v2.onnx');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-web-'));
  writeFileSync(
    path.join(folder, 'two.onnx'),
    model({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 8, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8, 1, 1])],
      nodes: [
        node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }),
        node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
        node('Softmax', ['r'], ['y'], {}, { name: 'softmax' }),
      ],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const measure = (file: string, cwd: string, ...given: readonly string[]) =>
  netstat(['measure', file, '--runtime', 'onnxruntime-web', '--runs', '3', '--warmup', '1', ...given], { cwd });

describe.skipIf(!isInstalled)('onnxruntime-web (skipped where `npm run test:setup` has not installed it)', () => {
  it('measures a network in WebAssembly and joins its kernels', () => {
    const { status, stdout } = measure(shufflenet, 'test', '--format', 'json');
    expect(status).toBe(0);
    const [report] = (JSON.parse(stdout) as ReportDocument).models;
    const measurement = report !== undefined && 'measurement' in report ? report.measurement : undefined;
    expect(measurement).toMatchObject({ runtime: 'onnxruntime-web', device: 'wasm', threads: 1 });
    expect(measurement?.joinedShare).toBeGreaterThan(0.97);
    expect(measurement?.kernels.length).toBeGreaterThan(50);
  });

  // Windows counts processor time in steps of some 15 ms, which tell no kernels apart.
  it.skipIf(process.platform === 'win32')('leaves out what kernels waited for a core', { timeout: 120_000 }, () => {
    const others = cpus().flatMap(() => [0, 1].map(() => spawn(process.execPath, ['--eval', 'for (;;);'])));
    try {
      const { stdout } = measure(shufflenet, 'test', '--format', 'json');
      const [report] = (JSON.parse(stdout) as ReportDocument).models;
      const measurement = report !== undefined && 'measurement' in report ? report.measurement : undefined;
      const { endToEnd, kernelsMs = 0, noise } = measurement ?? {};
      expect(noise?.waitingShare).toBeGreaterThan(0.2);
      // By the wall the kernels' sum would be that of the runs at least.
      expect(kernelsMs).toBeLessThan(0.8 * (endToEnd?.medianMs ?? 0));
      expect(kernelsMs).toBeGreaterThan(0.5 * (endToEnd?.ms ?? Infinity));
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  });

  it('reads weights that lie beside the model', () => {
    writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(8 * 8 * 4));
    const { status, stdout } = measure(path.join(folder, 'two.onnx'), 'test');
    expect(status).toBe(0);
    expect(stdout).not.toContain('zeros stood for them');
    rmSync(path.join(folder, 'weights.bin'));
    expect(measure(path.join(folder, 'two.onnx'), 'test').stdout).toContain('weights.bin are not there');
  });

  it('has no other device', () => {
    expect(measure(shufflenet, 'test', '--device', 'webgpu')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/onnxruntime-web has no device webgpu/u),
    });
  });
});

describe('without onnxruntime-web', () => {
  it('says what to install', () => {
    expect(measure(path.join(folder, 'two.onnx'), folder)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/onnxruntime-web is not installed; run: npm install onnxruntime-web\n$/u),
    });
  });
});
