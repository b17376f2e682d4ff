import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices } from '../../src/devices/index.js';
import type { ModelReport, ReportDocument } from '../../src/report/index.js';
import { keepCalibration, writeCalibration } from '../../src/runtimes/index.js';
import { netstat } from '../testers/run-netstat.js';

const model = 'fixtures/mobilenet-v2.onnx';

function reportOf(stdout: string): ModelReport {
  const [report] = (JSON.parse(stdout) as ReportDocument).models;
  if (report === undefined || 'error' in report) throw new Error('no report');
  return report;
}

describe('a bound on a platform', () => {
  it('lists the devices that it knows, without a model', () => {
    const { status, stdout } = netstat(['--platform', 'list']);
    expect(status).toBe(0);
    for (const { name, source } of devices) {
      expect(stdout).toContain(`${name}  `);
      expect(stdout).toContain(source);
    }
  });

  it('is called a bound, with the side that sets it', () => {
    const { stdout } = netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS', '--bandwidth', '100GB/s']);
    expect(stdout).toMatch(/^bound on 2\.00 TFLOPS, 100 GB\/s: a run takes at least \d+ µs, .*no forecast/mu);
    expect(stdout).toMatch(/^ {2}convolution .* memory binds$/mu);
  });

  it('needs both figures, or a device', () => {
    const bare = netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2', '--bandwidth', '100GB/s']);
    expect([bare.status, bare.stderr]).toEqual([2, 'netstat: --peak 2: should be like --peak 2TFLOPS\n']);
    const missing = netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS']);
    expect(missing.status).toBe(2);
    const hint = /add (--bandwidth \S+),/u.exec(missing.stderr)?.[1]?.split(' ') ?? [];
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS', ...hint]).status).toBe(0);
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--platform', 'rtx-409']).stderr).toContain('did you mean rtx-4090?');
  });

  it('comes to the bytes over the bandwidth where nothing computes for long, in JSON, columns and CSV', () => {
    const platform = ['--peak', '1000TFLOPS', '--bandwidth', '1GB/s'];
    const { bound, totals } = reportOf(netstat([model, ...platform, '--format', 'json']).stdout);
    // 1 GB/s is 10⁶ bytes a millisecond.
    const ms = Number(totals.memoryAccessFusedBytes) / 1e6;
    expect(bound?.ms).toBeCloseTo(ms, 6);
    expect(totals.boundMs).toBeCloseTo(ms, 6);
    expect(bound?.kernels.reduce((sum, kernel) => sum + kernel.ms, 0)).toBeCloseTo(ms, 6);
    const [heading = '', ...lines] = netstat([model, ...platform, '--format', 'csv'])
      .stdout.trim()
      .split('\r\n');
    const at = heading.split(',').indexOf('bound');
    expect(lines.reduce((sum, line) => sum + Number(line.split(',')[at]), 0)).toBeCloseTo(ms, 6);
    expect(netstat([model, ...platform, '--columns', 'layer,bound,bound-by']).stdout).toMatch(/\bmemory$/mu);
    expect(netstat([model, model, ...platform]).stdout).toMatch(/least\s*$/mu);
    // What does no work is bound by nothing.
    const views = netstat(['fixtures/shufflenet-v2.onnx', ...platform, '--columns', 'op,bound,bound-by']).stdout;
    expect(views).toMatch(/^\S*Reshape +0 µs$/mu);
  });

  it('leaves out taps in the padding, which no kernel need compute', () => {
    const { bound, layers } = reportOf(
      netstat([model, '--peak', '1GFLOPS', '--bandwidth', '1000TB/s', '--format', 'json']).stdout,
    );
    const [first] = layers;
    // A 3×3 kernel with stride 2 and padding 1 on 224: of 112 positions the first has 2 taps inside on each axis, the
    // others 3.
    const share = ((112 * 3 - 1) / (112 * 3)) ** 2;
    const flops = 2 * Number(first?.multiplyAdds) * share + Number(layers[1]?.flops);
    const kernel = bound?.kernels.find(({ layers: [main] }) => main === first?.index);
    expect(kernel?.by).toBe('compute');
    // The bias is among the FLOPs; 1 GFLOPS is 10⁶ a millisecond.
    const bias = Number(first?.flops) - 2 * Number(first?.multiplyAdds);
    expect(kernel?.ms).toBeCloseTo((flops + bias) / 1e6, 6);
  });

  it('is a budget that fails where the model cannot keep to it', () => {
    const platform = ['--peak', '1000TFLOPS', '--bandwidth', '1GB/s'];
    expect(netstat([model, ...platform, '--rule', 'max-bound=1ms']).status).toBe(1);
    expect(netstat([model, ...platform, '--rule', 'max-bound=1s']).status).toBe(0);
    expect(netstat(['lint', model, '--rule', 'max-bound=1ms']).stdout).toContain('no platform was given');
  });
});

describe.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
  'a bound on a platform that was measured (skipped where the cache does not follow XDG_CACHE_HOME)',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'netstat-roof-'));
    const env = { XDG_CACHE_HOME: folder };
    const one = { runtime: 'onnxruntime', version: '1.2.3', device: 'cpu', threads: 1 };
    const calibration = {
      flopsPerSecond: 1e15,
      bytesPerSecond: 1e9,
      bandwidths: [
        { workingSetBytes: 1000, bytesPerSecond: 4e9 },
        { workingSetBytes: 1e6, bytesPerSecond: 1e9 },
      ],
      probes: [],
      version: '1.2.3',
    };
    beforeAll(() => {
      process.env['XDG_CACHE_HOME'] = folder;
    });
    afterAll(() => {
      delete process.env['XDG_CACHE_HOME'];
      rmSync(folder, { recursive: true });
    });

    it('says what to measure where nothing was', () => {
      const { status, stderr } = netstat([model, '--platform', 'here'], { env });
      expect(status).toBe(2);
      expect(stderr).toMatch(/calibrate for a bound.*calibrate --sweep/u);
    });

    it('goes by the calibration with the highest roof, and by the bandwidth of what a kernel moves', () => {
      mkdirSync(folder, { recursive: true });
      keepCalibration(one, { ...calibration, flopsPerSecond: 1e9 });
      keepCalibration({ ...one, threads: 4 }, calibration);
      const { bound, layers, totals } = reportOf(
        netstat([model, '--platform', 'here', '--format', 'json'], { env }).stdout,
      );
      expect(bound?.platform).toContain('onnxruntime 1.2.3, cpu, 4 threads');
      for (const kernel of bound?.kernels ?? []) {
        const layer = layers[kernel.layers[0] ?? -1];
        const [bytes, written] = [Number(layer?.memoryAccessFusedBytes), Number(layer?.memoryWriteBytes)];
        // What is written may take the place of what is read: the larger of both must lie in the cache.
        expect(kernel.ms).toBeCloseTo(bytes / (Math.max(bytes - written, written) >= 1e6 ? 1e6 : 4e6), 6);
      }
      expect(totals.predictedMs).toBeUndefined();
    });

    it('reads the file of a calibration, in lists as well', () => {
      const file = path.join(folder, 'roof.json');
      writeCalibration(file, one, calibration, undefined);
      const { bound } = reportOf(netstat([model, '--platform', file, '--format', 'json']).stdout);
      expect(bound?.platform).toContain('onnxruntime 1.2.3, cpu, 1 thread');
      writeFileSync(file, '{"kind":"netstat calibration"}');
      expect(netstat([model, '--platform', file]).status).toBe(2);
    });

    it('goes by the best that a sweep reached', () => {
      const file = path.join(folder, 'sweep.json');
      netstat(['calibrate', '--from', 'test/platform/recorded-sweep.jsonl.gz', '-o', file]);
      const { bound, prediction } = reportOf(netstat([model, '--platform', file, '--format', 'json']).stdout);
      // It took 8.0 ms on that machine.
      expect(bound?.ms).toBeLessThan(8);
      expect(bound?.ms).toBeLessThan(prediction?.totalMs ?? 0);
      expect(bound?.ms).toBeGreaterThan(2);
    });
  },
);
