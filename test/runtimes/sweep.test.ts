import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/measurement/index.js';
import { runSweep } from '../../src/runtimes/sweep.js';
import { sweepChains } from '../../src/platform/sweep/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A runtime whose every run takes a millisecond, in one kernel that names no layer. */
function fake(): { readonly runtime: Runtime; readonly opened: string[] } {
  const opened: string[] = [];
  const runtime: Runtime = {
    kind: 'runtime',
    name: 'fake',
    devices: ['cpu'],
    summary: '',
    open({ model }) {
      opened.push(model.graph.name);
      let runs = 0;
      return Promise.resolve({
        version: '1',
        device: 'cpu',
        level: 'all',
        threads: 1,
        notes: [],
        run(count) {
          runs += count;
          return Promise.resolve(Array.from({ length: count }, () => ({ ms: 1 })));
        },
        close: () =>
          Promise.resolve({
            runs,
            kernels: [{ name: 'k', durationsMs: Array.from({ length: runs }, () => 0.5), anchors: [], applies: [] }],
          }),
      });
    },
  };
  return { runtime, opened };
}

describe('a sweep whose time is over', () => {
  const options = { level: 'all', threads: 1 };
  const all = sweepChains('quick').length;

  it('gives what was measured, and goes on from there', async () => {
    const file = path.join(folder, 'sweep.jsonl');
    const sweep = async (limitMs: number | undefined) => {
      const { runtime, opened } = fake();
      const result = await runSweep(
        { runtime, options, timeLimitMs: 60_000, size: 'quick', file, limitMs },
        () => undefined,
        () => undefined,
      );
      return { ...result, opened: new Set(opened) };
    };
    const first = await sweep(0);
    expect(existsSync(file)).toBe(true);
    expect(first.reports.length).toBeGreaterThan(0);
    expect(first.left).toBe(all - first.reports.length);
    const second = await sweep(undefined);
    expect(second.left).toBe(0);
    expect(second.reports).toHaveLength(all);
    expect([...second.opened].filter((name) => first.opened.has(name))).toEqual([]);
  }, 60_000);
});
