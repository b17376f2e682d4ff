import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-what-if-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = 'fixtures/mobilenet-v2.onnx';
const sweep = path.resolve('test/platform/recorded-sweep.jsonl.gz');

/** The variant and the totals of each row. */
function rows(stdout: string): readonly { readonly variant: unknown; readonly totals: { readonly params: number } }[] {
  return (JSON.parse(stdout) as { models: never[] }).models;
}

describe('netstat what-if', () => {
  it('sets a row for each value beside the model as it is', () => {
    const { status, stdout } = netstat(['what-if', model, '--channels', '/features.18/*=1280,640', '--format', 'json']);
    expect(status).toBe(0);
    const [asIs, same, half] = rows(stdout);
    expect(asIs?.variant).toEqual({ 'channels /features.18/*': 'as is' });
    expect(same?.totals).toEqual(asIs?.totals);
    // 320 → 1280 → 1000, both with biases: half the width takes 320 · 640 + 640 + 640 · 1000 away.
    expect((asIs?.totals.params ?? 0) - (half?.totals.params ?? 0)).toBe(320 * 640 + 640 + 640 * 1000);
  });

  it('predicts the difference on a platform', () => {
    const platform = path.join(folder, 'platform.json');
    netstat(['calibrate', '--from', sweep, '-o', platform]);
    const { stdout } = netstat(['what-if', model, '--channels', '/features.4/Conv=96', '--platform', platform]);
    expect(stdout).toMatch(/^96 .* \d\S* ms$/mu);
    expect(stdout).toMatch(
      /features\.4\/Conv=96: \d\S* ms → \d\S* ms, −\d+\.\d% ± \d+\.\d, predicted for onnxruntime/u,
    );
  });

  it('says which layer is in the way, and fails', () => {
    const { status, stderr } = netstat(['what-if', model, '--groups', '/features.18/*=7']);
    expect(status).toBe(1);
    expect(stderr).toContain('has 7 groups, into which 320 → 1280 channels do not go');
  });

  it('keeps the changed models, which are as said', () => {
    const kept = path.join(folder, 'kept');
    netstat(['what-if', model, '--kernel', '/features.2/*=5', '--keep', kept]);
    expect(readdirSync(kept).toSorted()).toEqual([
      'mobilenet-v2-5.onnx',
      'mobilenet-v2-as-is.onnx',
      'netstat-zeros.bin',
    ]);
    expect(statSync(path.join(kept, 'netstat-zeros.bin')).size).toBeGreaterThanOrEqual(4 * 1280 * 1000);
    const [before] = rows(netstat([model, '--format', 'json']).stdout);
    const [after] = rows(netstat([path.join(kept, 'mobilenet-v2-5.onnx'), '--format', 'json']).stdout);
    // 1×1 convolutions 16 → 96 and 96 → 24, and a depthwise 3×3 of 96.
    const more = 24 * (16 * 96 + 96 * 24) + 96 * (25 - 9);
    expect((after?.totals.params ?? 0) - (before?.totals.params ?? 0)).toBe(more);
    expect(readFileSync(path.join(kept, 'mobilenet-v2-as-is.onnx')).length).toBeGreaterThan(1000);
  });

  it('tells what is wrong with its options in one line', () => {
    for (const options of [[], ['--channels', 'x'], ['--channels', '/nowhere/*=8'], ['--groups', 'a=0']]) {
      const { status, stderr } = netstat(['what-if', model, ...options]);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

describe('lists of sizes', () => {
  it('are predicted each', () => {
    const platform = path.join(folder, 'platform.json');
    netstat(['calibrate', '--from', sweep, '-o', platform]);
    const { stdout } = netstat([
      'fixtures/shufflenet-v2.dynamic.onnx',
      '--dim',
      'N=1,4',
      '--platform',
      platform,
      '--format',
      'json',
    ]);
    const [one, four] = (JSON.parse(stdout) as { models: { prediction: { totalMs: number } }[] }).models;
    expect(four!.prediction.totalMs).toBeGreaterThan(2 * one!.prediction.totalMs);
    expect(four!.prediction.totalMs).toBeLessThan(6 * one!.prediction.totalMs);
  });
});
