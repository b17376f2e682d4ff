import { describe, expect, it } from 'vitest';
import { driftOf } from '../../src/platform/index.js';
import type { Platform, SavedReport } from '../../src/platform/index.js';
import { spreadOf } from '../../src/platform/spread.js';

/** A report of a network whose only kernel took so long. */
function report(path: string, ms: number, quietMs?: number): SavedReport {
  return {
    model: { path },
    inputs: [],
    outputs: [],
    layers: [],
    measurement: {
      runtime: 'onnxruntime',
      version: '1.30.0',
      device: 'cpu',
      level: 'all',
      threads: 1,
      runs: 12,
      endToEnd: quietMs === undefined ? null : { ms: quietMs, p10Ms: quietMs },
      kernels: [{ name: 'k', layers: [0], ms, medianMs: ms }],
      machine: {},
    },
  };
}

describe('driftOf', () => {
  it('is the standard deviation of the logarithm between moments', () => {
    // Each pair lies a factor of e^0.2 apart: as far as two values of a deviation of 0.2/√2 do most often.
    const pairs = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [
      report(name, 10),
      report(name, 10 * Math.exp(0.2)),
    ]);
    expect(driftOf(pairs)).toBeCloseTo(0.2 / Math.SQRT2, 4);
  });

  it('looks at all pairs of moments, so that a slow drift shows', () => {
    const times = [1, 1.05, 1.1, 1.15].map((factor) => report('a', 10 * factor));
    const logs = [1.05, 1.1, 1.15, 1.1 / 1.05, 1.15 / 1.05, 1.15 / 1.1].map(Math.log).toSorted((a, b) => a - b);
    // The place of 68.3 % among six values lies between the fourth and the fifth.
    const place = 5 * 0.683;
    const expected = logs[3]! + (place - 3) * (logs[4]! - logs[3]!);
    expect(driftOf(times)).toBeCloseTo(expected / Math.SQRT2, 4);
  });

  it('leaves out measurements that other work disturbed', () => {
    const times = [10, 10.5, 11, 11.5];
    const steady = times.map((ms) => report('a', ms, 10));
    // 13 ms of kernels in a run of 10 ms.
    expect(driftOf([...steady, report('a', 13, 10), report('a', 20, 10)])).toBe(driftOf(steady));
    expect(driftOf([...steady, report('a', 11.9, 10)])).not.toBe(driftOf(steady));
  });

  it('is unknown of networks that were measured once, and of too few pairs', () => {
    expect(driftOf(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => report(name, 10)))).toBeUndefined();
    expect(driftOf([report('a', 10), report('a', 11)])).toBeUndefined();
  });
});

describe('spreadOf', () => {
  // Evenly from −0.2 to 0.2: the middle half is 0.2 wide.
  const networks = (count: number): Platform['networks'] =>
    Array.from({ length: count }, (_, index) => ({
      name: `n${index}`,
      kernels: 1,
      kernelsMs: 1,
      quietMs: 1,
      slowness: -0.2 + (0.4 * index) / (count - 1),
      values: 2,
      inputBytes: 0,
      outputBytes: 0,
      layoutChanges: { count: 0, intoBytes: 0, outOfBytes: 0 },
      overheadMs: 0,
    }));

  it('is the most of noise, drift, and what networks of the sweep lie apart beyond that noise', () => {
    const apart = 0.2 / 1.349;
    expect(spreadOf({ noise: 0.05, networks: networks(41) })).toBeCloseTo(Math.sqrt(apart ** 2 - 0.05 ** 2));
    expect(spreadOf({ noise: 0.05, drift: 0.2, networks: networks(41) })).toBe(0.2);
    expect(spreadOf({ noise: 0.15, networks: networks(41) })).toBe(0.15);
    expect(spreadOf({ noise: 0.05, networks: networks(5) }), 'too few networks').toBe(0.05);
  });
});
