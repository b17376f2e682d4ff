import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepCalibration, makeProbes, readCalibration } from '../../src/runtimes/index.js';

const platform = { runtime: 'onnxruntime', version: '1.2.3', device: 'cpu', threads: 1 };
const calibration = { flopsPerSecond: 9e10, bytesPerSecond: 2e10, probes: [], version: '1.2.3' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
});
afterEach(() => {
  delete process.env['XDG_CACHE_HOME'];
  rmSync(folder, { recursive: true });
});

describe.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
  'calibrations (skipped where the cache does not follow XDG_CACHE_HOME)',
  () => {
    it('are kept for their platform alone, each replaced by the next', () => {
      expect(readCalibration(platform)).toBeUndefined();
      const file = keepCalibration(platform, calibration);
      expect(file.startsWith(folder)).toBe(true);
      keepCalibration({ ...platform, threads: 4 }, { ...calibration, flopsPerSecond: 3e11 });
      expect(readCalibration(platform)).toEqual(calibration);
      expect(readCalibration({ ...platform, threads: 4 })?.flopsPerSecond).toBe(3e11);
      expect(
        [
          { ...platform, version: '1.2.4' },
          { ...platform, device: 'cuda' },
          { ...platform, threads: 2 },
        ].map(readCalibration),
      ).toEqual([undefined, undefined, undefined]);
      keepCalibration(platform, { ...calibration, bytesPerSecond: 5e10 });
      expect(readCalibration(platform)?.bytesPerSecond).toBe(5e10);
    });

    it('are none where the file is damaged', () => {
      const file = keepCalibration(platform, calibration);
      writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
      expect(readCalibration(platform)).toBeUndefined();
      expect(existsSync(keepCalibration(platform, calibration))).toBe(true);
      expect(readCalibration(platform)).toEqual(calibration);
    });
  },
);

describe('makeProbes', () => {
  it('makes models whose cost is what their shapes say', async () => {
    const probes = await makeProbes();
    const flops = Object.fromEntries(probes.map(({ name, analysis }) => [name, Number(analysis.totals.arithmetic)]));
    expect(flops).toMatchObject({
      '3×3 convolution, 128 channels': 2 * 128 * 128 * 9 * 56 * 56,
      '3×3 depthwise convolution, 256 channels': 2 * 256 * 9 * 56 * 56,
      'matrix product, 1024×1024': 2 * 1024 ** 3,
    });
    const layers = probes.find(({ name }) => name === 'moving 12 MiB')?.analysis.layers ?? [];
    const moved = layers.map(({ node: { opType }, readBytes, writeBytes }) => [
      opType,
      (Number(readBytes) + Number(writeBytes)) / 2 ** 20,
    ]);
    // A concatenation reads and writes it once each; an addition reads two halves and writes one; a sum reads one
    // whole.
    expect(moved.slice(2)).toEqual([
      ['Concat', 12],
      ['ReduceSum', expect.closeTo(6) as number],
      ['Split', 12],
      ['Add', 9],
    ]);
    expect(probes.every(({ runnable }) => runnable.inputs.length > 0)).toBe(true);
  });
});
