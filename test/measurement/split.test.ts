import { describe, expect, it } from 'vitest';
import { splitOf } from '../../src/measurement/index.js';
import { undisturbedShare } from '../../src/measurement/noise.js';
import type { KernelProfile } from '../../src/measurement/index.js';
import { analysis } from '../testers/fake-runtime.js';

describe('kernels of runs that waited for a core', () => {
  // Ten runs; in two of them the kernel was not interrupted.
  const durationsMs = [3, 1, 3, 3, 3, 1, 3, 3, 3, 3];
  const conv: KernelProfile = { name: 'conv', anchors: [{ kind: 'name', name: 'conv' }], durationsMs };
  const typicalMs = (cpuMs: number, threads: number): number | undefined => {
    const runs = durationsMs.map(() => ({ ms: 10, cpuMs }));
    return splitOf(analysis, { runs: 10, kernels: [conv] }, 0, 0, undisturbedShare(runs, threads)).kernels[0]?.ms;
  };

  it('count by their fastest runs, the fewer the longer they waited', () => {
    expect(typicalMs(10, 1)).toBeCloseTo((1 + 1 + 3 + 3 + 3) / 5);
    expect(typicalMs(9.6, 1), 'a clock is not exact').toBeCloseTo((1 + 1 + 3 + 3 + 3) / 5);
    expect(typicalMs(5, 1)).toBeCloseTo((1 + 1 + 3) / 3);
    expect(typicalMs(2, 1)).toBe(1);
    expect(typicalMs(0.1, 1)).toBe(1);
  });

  it('count as ever on several threads, which may have been idle', () => {
    expect(typicalMs(5, 2)).toBeCloseTo((1 + 1 + 3 + 3 + 3) / 5);
  });
});

describe('a profile whose clock is coarse', () => {
  // Times between two readings that are rounded down to 100 µs, at phases that the golden ratio spreads evenly.
  const clockMs = 0.1;
  const read = (ms: number): number => Math.floor(ms / clockMs) * clockMs;
  const kernel = (name: string, msOf: (run: number) => number): KernelProfile => ({
    name,
    anchors: [{ kind: 'name', name }],
    durationsMs: Array.from({ length: 400 }, (_, run) => {
      const begin = ((run * 0.618034) % 1) * clockMs;
      return read(begin + msOf(run)) - read(begin);
    }),
  });
  const split = (msOf: (run: number) => number, ...kernels: readonly KernelProfile[]) => {
    const runsMs = Array.from({ length: 400 }, (_, run) => msOf(run));
    return splitOf(analysis, { runs: 400, coarse: { clockMs, runsMs }, kernels }, 0).kernels;
  };

  it('gives kernels that are shorter than its step by their mean', () => {
    // Of single runs the faster half says 0.
    const [conv] = split(
      () => 10,
      kernel('conv', () => 0.007),
    );
    expect(conv?.ms).toBeCloseTo(0.007, 3);
    expect(conv?.medianMs).toBe(0);
    // Both readings are off by 0 to a step: a standard error of 100 µs / √(6 · 400).
    expect(
      split(
        () => 1,
        kernel('conv', () => 0.001),
      )[0]?.underMs,
    ).toBeCloseTo(0.00204, 5);
  });

  it('leaves disturbed runs out by how long they took', () => {
    const isDisturbed = (run: number): boolean => run % 3 === 0;
    const [conv, relu] = split(
      (run) => (isDisturbed(run) ? 21 : 10.5),
      kernel('conv', (run) => (isDisturbed(run) ? 0.07 : 0.007)),
      kernel('relu', (run) => (isDisturbed(run) ? 20 : 10)),
    );
    expect(conv?.ms).toBeCloseTo(0.007, 2);
    expect(conv?.ms).toBeLessThan(0.012);
    expect(relu?.ms).toBeCloseTo(10, 1);
  });
});
