import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/measurement/index.js';
import { runSweep } from '../../src/runtimes/sweep.js';
import { sweepChains } from '../../src/platform/sweep/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * A runtime whose every run takes a millisecond, in one kernel that names no layer, which seems to take `kernelMs` of
 * the network, by the number of times that it was opened.
 */
function fake(kernelMs: (name: string, times: number) => number = () => 0.5): {
  readonly runtime: Runtime;
  readonly opened: string[];
} {
  const opened: string[] = [];
  const runtime: Runtime = {
    kind: 'runtime',
    name: 'fake',
    devices: ['cpu'],
    summary: '',
    open({ model }) {
      const { name } = model.graph;
      const durationMs = kernelMs(name, opened.filter((one) => one === name).length);
      opened.push(name);
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
            kernels: [
              { name: 'k', durationsMs: Array.from({ length: runs }, () => durationMs), anchors: [], applies: [] },
            ],
          }),
      });
    },
  };
  return { runtime, opened };
}

describe('a sweep whose time is over', () => {
  const options = { level: 'all', threads: 1 };
  const all = sweepChains('quick').length;
  const [one, two, three] = sweepChains('quick').map((make) => make().name);

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
    // The first three are measured again now and then, in any run.
    expect([...second.opened].filter((name) => first.opened.has(name)).toSorted()).toEqual(
      [one, two, three].toSorted(),
    );
  }, 60_000);
});

describe('a chain that was disturbed', () => {
  it('is measured once more, and its quieter report counts', async () => {
    // Each measurement opens a network twice, with profiling and without.
    const { runtime, opened } = fake((name, times) => {
      if (name === 'convolutions-3') return times < 2 ? 2 : 0.9;
      return name === 'convolutions-5' ? 3 + times / 10 : 0.9;
    });
    const sweep = () =>
      runSweep(
        {
          runtime,
          options: { level: 'all', threads: 1 },
          timeLimitMs: 60_000,
          size: 'quick',
          file: path.join(folder, 'disturbed.jsonl'),
        },
        () => undefined,
        () => undefined,
      );
    const { reports, all } = await sweep();
    expect(all.length).toBe(reports.length + 2 + 3 * 3);
    const timesOf = (name: string): number => opened.filter((one) => one === name).length;
    const once = timesOf('convolutions-4');
    expect(timesOf('convolutions-3')).toBe(2 * once);
    expect(timesOf('convolutions-5')).toBe(2 * once);
    const returned = sweepChains('quick')
      .slice(0, 3)
      .map((make) => make().name);
    expect(returned.map((name) => timesOf(name))).toEqual([4 * once, 4 * once, 4 * once]);
    const others = opened.filter((name) => !returned.includes(name));
    expect(new Set(others.map((name) => timesOf(name)))).toEqual(new Set([once, 2 * once]));
    const kernelsOf = (name: string): number | undefined =>
      reports.find(({ model }) => model.path === name)?.measurement?.kernels[0]?.medianMs;
    expect(reports).toHaveLength(sweepChains('quick').length);
    expect(kernelsOf('convolutions-3')).toBe(0.9);
    expect(kernelsOf('convolutions-5')).toBeLessThan(3.2);
    const before = opened.length;
    expect((await sweep()).reports).toHaveLength(reports.length);
    expect(opened, 'a chain that is slow twice is not tried a third time').toHaveLength(before);
  }, 60_000);
});
