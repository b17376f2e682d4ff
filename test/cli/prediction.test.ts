import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

const sweep = path.resolve('test/platform/recorded-sweep.jsonl.gz');
const model = path.resolve('fixtures/mobilenet-v2.onnx');

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

  it('is refused in one line where there is nothing to read', () => {
    const { status, stderr } = netstat(['calibrate', '--from', model, '-o', path.join(folder, 'none.json')]);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(netstat(['calibrate', '--sweep', 'huge']).status).toBe(2);
  });
});
