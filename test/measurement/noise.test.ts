import { expect, it } from 'vitest';
import { noiseOf } from '../../src/measurement/index.js';
import { noiseWarning } from '../../src/formats/noise-text.js';

it('a latency is never said to be too low', () => {
  // The faster half of three runs has a middle below the tenth of the spread between the fastest two.
  const runs = [1, 1.1, 30].map((ms) => ({ ms, cpuMs: ms }));
  for (const order of [runs, runs.toReversed(), [...runs, ...runs]]) {
    const noise = noiseOf([order], 1, { othersMs: 100, duringMs: 100 });
    expect(noise.busy).toBe(true);
    expect(noise.tooHigh).toBeGreaterThanOrEqual(0);
  }
});

it('nothing is said of an error where there is none', () => {
  const latency = { ms: 1, medianMs: 1, p10Ms: 1, p90Ms: 1, meanMs: 1, minMs: 1, maxMs: 1 };
  const [warning] = noiseWarning({
    noise: { busy: true, waitingShare: 0, otherCores: 2, drift: 0, tooHigh: 0 },
    endToEnd: latency,
    kernelsMs: 1,
    threads: 1,
  } as unknown as Parameters<typeof noiseWarning>[0]);
  expect(warning).toBe('the machine was busy: other processes used 2.00 cores');
});
