import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

const sweep = path.resolve('test/platform/recorded-sweep.jsonl.gz');
const model = path.resolve('fixtures/mobilenet-v2.onnx');

describe.runIf(existsSync('test/node_modules/onnxruntime-node'))('a platform of traces', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-traces-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made of the folder of a sweep, with the traces that onnxruntime wrote beside its models', async () => {
    netstat(['calibrate', '--emit', folder, '--sweep', 'quick']);
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    const chains = readdirSync(folder).filter((file) => /^conv.*\.onnx$/u.test(file));
    for (const chain of chains.slice(0, 5)) {
      const session = await InferenceSession.create(path.join(folder, chain), {
        enableProfiling: true,
        profileFilePrefix: path.join(folder, chain.replace('.onnx', '')),
        intraOpNumThreads: 1,
      });
      const feeds = Object.fromEntries(
        session.inputMetadata.map((input) => {
          const dims = input.isTensor ? input.shape.map(Number) : [];
          const size = dims.reduce((product, dim) => product * dim, 1);
          return [input.name, new Tensor('float32', new Float32Array(size), dims)];
        }),
      );
      for (let run = 0; run < 5; run += 1) await session.run(feeds);
      session.endProfiling();
      await session.release();
    }
    const { status, stdout, stderr } = netstat([
      'calibrate',
      '--from',
      folder,
      '-o',
      path.join(folder, 'platform.json'),
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^onnxruntime, cpu: [\d,]+ kernels of \d+ classes, from 5 networks$/mu);
  }, 120_000);

  it('is refused where a folder has no traces', () => {
    const { status, stderr } = netstat(['calibrate', '--from', 'fixtures', '-o', path.join(folder, 'none.json')]);
    expect(status).toBe(2);
    expect(stderr).toContain('no model there has a trace beside it');
  });
});

describe('a platform of recorded reports', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-prediction-'));
  const file = path.join(folder, 'platform.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    netstat(['calibrate', '--from', sweep, '-o', file]);
  });

  it('is written the same each time', () => {
    const again = path.join(folder, 'again.json');
    netstat(['calibrate', '--from', sweep, '-o', again]);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  it('predicts a network that nobody ran, near what it took there', () => {
    const { stdout } = netstat([model, '--platform', file, '--format', 'json']);
    const [report] = (JSON.parse(stdout) as ReportDocument).models;
    const prediction = report !== undefined && 'prediction' in report ? report.prediction : undefined;
    expect(prediction?.platform).toBe('onnxruntime 1.30.0, cpu, 1 thread, AMD EPYC');
    // 8.0 ms as measured on that machine; 47 chains say less than the 270 of the sweep.
    expect(prediction?.totalMs).toBeGreaterThan(6);
    expect(prediction?.totalMs).toBeLessThan(10.5);
    expect(prediction?.inRangeShare).toBeGreaterThan(0.8);
  });

  it('shows in the table and is judged by budgets of time', () => {
    const { stdout } = netstat([model, '--platform', file, '--rule', 'max-latency=1ms']);
    expect(stdout).toMatch(/predicted time\s+\S* ?\d/u);
    expect(stdout).toContain('(predicted for onnxruntime 1.30.0');
    expect(netstat([model, '--platform', file, '--rule', 'max-latency=1ms']).status).toBe(1);
  });

  it('keeps to its published schema', () => {
    const schema = JSON.parse(readFileSync('docs/platform.schema.json', 'utf8')) as object;
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    validate(JSON.parse(readFileSync(file, 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('explains where the time of a layer comes from', () => {
    const { stdout } = netstat(['explain', model, '/features.3/Conv', '--platform', file]);
    // 24 → 144 channels on 56², computed as 32 → 144: whole vectors of 16 floats.
    expect(stdout).toMatch(/^predicted {2}\d\S* .?s ± \d/mu);
    expect(stdout).toMatch(/^ {2}class {3}convolution pointwise$/mu);
    expect(stdout).toMatch(/^ {2}work {4}14\.5M multiply-adds as computed, /mu);
    expect(stdout).toMatch(/^ {2}here +24 +144 +3,136 +56 /mu);
    expect(stdout.split('nearest samples')[1]?.trim().split('\n')).toHaveLength(5);
    const refused = netstat(['explain', model, '/features.3/Conv', '--platform', 'rtx-4090']);
    expect(refused.status).toBe(2);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('is refused by paper and explain where it only bounds times', () => {
    const sentence = '--platform rtx-4090: this platform has no measured kernels to predict times from';
    const { status, stderr } = netstat(['paper', '--platform', 'rtx-4090']);
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    // The command that it names is one that there is.
    expect(netstat(['calibrate', '--sweep', '-o', 'platform.json', '--help']).stdout).toContain('--sweep');
    expect(netstat(['explain', model, '/features.3/Conv', '--platform', 'rtx-4090']).stderr).toContain(sentence);
  });

  it('is refused in one line where there is nothing to read', () => {
    const { status, stderr } = netstat(['calibrate', '--from', model, '-o', path.join(folder, 'none.json')]);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(netstat(['calibrate', '--sweep', 'huge']).status).toBe(2);
  });
});
