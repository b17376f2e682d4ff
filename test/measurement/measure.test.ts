import { describe, expect, it } from 'vitest';
import { LEAST_RUNS, measure, measureInTurns, profilingCost } from '../../src/measurement/index.js';
import type { ProcessorUse, Runtime, Subject } from '../../src/measurement/index.js';
import { NetstatError } from '../../src/ir/index.js';
import { analysis, fake, machine, pace, runnable } from '../testers/fake-runtime.js';

function cost(index: number): number {
  return Number(analysis.layers[index]?.arithmetic ?? 0);
}

describe('measure', () => {
  it('leaves the warm-up out, end to end and kernel by kernel', async () => {
    const { subject } = fake((run) => (run < 2 ? 1000 : 100), { conv: 0.5, relu: 0.25, transpose: 0.25 });
    const { endToEnd, profiled, kernels, kernelsMs, runs, warmup } = await measure(subject, pace, machine);
    expect(endToEnd).toEqual({ ms: 100, medianMs: 100, p10Ms: 100, p90Ms: 100, interquartileMs: 0 });
    expect(profiled).toEqual({ medianMs: 100, runs: 10 });
    expect(kernels.map(({ ms }) => ms)).toEqual([50, 25, 25]);
    expect({ kernelsMs, runs, warmup }).toEqual({ kernelsMs: 100, runs: LEAST_RUNS, warmup: 2 });
  });

  it('keeps what loading and the first run took apart', async () => {
    const { subject } = fake((run) => (run === 0 ? 1000 : 100), { conv: 1 });
    const { start, endToEnd } = await measure(subject, pace, machine);
    expect(start?.firstRunMs).toBe(1000);
    expect(start?.loadMs).toBeGreaterThanOrEqual(0);
    expect(endToEnd?.ms).toBe(100);
    expect((await measure(subject, { ...pace, warmup: 0 }, machine)).start).toBeUndefined();
  });

  it('takes the latency from runs without profiling and the split from runs with it, which take turns', async () => {
    const { subject, events } = fake((_, isProfiled) => (isProfiled ? 120 : 100), { conv: 1 });
    const measurement = await measure(subject, pace, { description: { processor: 'p' } });
    expect(measurement).toMatchObject({
      endToEnd: { ms: 100 },
      profiled: { medianMs: 120 },
      kernelsMs: 120,
      peakMemoryBytes: 4096,
      notes: ['a note'],
      machine: { processor: 'p' },
      version: '1.2.3',
    });
    expect(events).toEqual(['open plain', 'open profiled', 'close', 'close']);
  });

  it('has one session open at a time where two would need too much memory', async () => {
    const { subject, events } = fake(() => 100, { conv: 1 });
    await measure(subject, { ...pace, together: false }, machine);
    expect(events).toEqual(['open plain', 'close', 'open profiled', 'close']);
  });

  it('measures several subjects in turns, forward and backward', async () => {
    const order: string[] = [];
    const named = (name: string): Subject => ({
      ...fake((_, isProfiled) => {
        if (!isProfiled) order.push(name);
        return 150;
      }, {}).subject,
    });
    const measurements = await measureInTurns([named('a'), named('b')], { ...pace, warmup: 0 }, machine);
    expect(order.slice(0, 8).join('')).toBe('abbaabba');
    expect(measurements.map(({ roundsMs }) => roundsMs.length)).toEqual([LEAST_RUNS, LEAST_RUNS]);
  });

  it('leaves out what one thread waited for a core, and says that it did', async () => {
    const { subject } = fake(
      (run) => 10 * (1 + (run % 5)),
      { conv: 1 },
      () => 10,
    );
    const { endToEnd, noise } = await measure(subject, pace, machine);
    expect(endToEnd).toMatchObject({ ms: 10, medianMs: 30 });
    expect(noise?.busy).toBe(true);
    expect(noise?.waitingShare).toBeCloseTo(2 / 3, 1);
  });

  it('cannot tell what several threads waited, and says by how much the figure may be too high', async () => {
    const { subject } = fake(
      () => 40,
      { conv: 1 },
      () => 20,
    );
    const { endToEnd, noise } = await measure(
      { ...subject, runtime: { ...subject.runtime, open: openWith(subject.runtime, 2) } },
      pace,
      machine,
    );
    expect(endToEnd?.ms).toBe(40);
    // 20 ms of the 80 that two cores have in 40 ms.
    expect(noise).toMatchObject({ busy: true, waitingShare: 0.75 });
    expect(noise?.tooHigh).toBeCloseTo(3);
  });

  it('says what other processes used of the machine, and when it got slower', async () => {
    const { subject } = fake((run) => (run < 30 ? 100 : 150), { conv: 1 });
    let usedMs = 0;
    const processorUse = (): ProcessorUse => ({ usedMs: (usedMs += 1e6), cores: 2 });
    const { noise } = await measure(subject, { ...pace, runs: 56 }, { description: {}, processorUse });
    expect(noise?.otherCores).toBeGreaterThan(1);
    expect(noise?.drift).toBeCloseTo(0.5, 1);
    expect(noise?.busy).toBe(true);
    expect((await measure(fake(() => 100, {}).subject, pace, machine)).noise).toEqual({
      busy: false,
      waitingShare: undefined,
      otherCores: undefined,
      drift: 0,
      tooHigh: 0,
    });
  });

  it('takes the cost of profiling off each call, and says which kernels are too short to tell', async () => {
    const { subject } = fake(() => 1, { conv: 0.9, relu: 0.0025 });
    const { kernels, profilingMs } = await measure({ ...subject, profilingMs: 0.002 }, pace, machine);
    expect(profilingMs).toBe(0.002);
    expect(kernels.map(({ ms }) => ms)).toEqual([expect.closeTo(0.898), expect.closeTo(0.0005)]);
    expect(kernels.map(({ underMs }) => underMs)).toEqual([undefined, 0.002]);
    expect(kernels.map(({ medianMs }) => medianMs)).toEqual([0.9, 0.0025]);
  });

  it('counts what no layer needs as overhead', async () => {
    const { subject } = fake(() => 100, { conv: 0.6, transpose: 0.3, reorder: 0.1 });
    const { joinedShare, overheadMs, kernels, removed } = await measure(subject, pace, machine);
    expect(joinedShare).toBeCloseTo(0.9);
    expect(overheadMs).toBeCloseTo(10);
    expect(kernels.map(({ layers }) => layers)).toEqual([
      [0],
      [2, 1].toSorted((a, b) => cost(b) - cost(a) || a - b),
      [],
    ]);
    expect(removed).toEqual([]);
  });

  it('runs a fast model more often, and goes on while its rounds differ', async () => {
    const { subject } = fake(() => 10, { conv: 1 });
    // A second of runs of 10 ms.
    expect((await measure(subject, pace, machine)).runs).toBe(100);
    expect((await measure(subject, { ...pace, runs: 7 }, machine)).runs).toBe(7);
    const unsteady = fake((run) => (run % 40 < 20 ? 10 : 14), { conv: 1 });
    expect((await measure(unsteady.subject, pace, machine)).runs).toBeGreaterThan(200);
  });

  it('keeps to its time as a whole, with 5 runs at least', async () => {
    const { subject } = fake(() => 7000, { conv: 1 });
    // One run of each session to warm up; 5 and 2 that count.
    expect(await measure(subject, { ...pace, warmup: 5 }, machine)).toMatchObject({
      runs: 5,
      warmup: 1,
      profiled: { runs: 2 },
    });
    const { runs, notes } = await measure(subject, { ...pace, runs: 50 }, machine);
    expect(runs).toBe(5);
    expect(notes).toContain('the time limit left 5 of 50 runs');
  });

  it('opens one session where kernels cost nothing to time', async () => {
    const { subject, events } = fake(() => 100, { conv: 1 });
    const oneSession = { ...subject, runtime: { ...subject.runtime, oneSession: true as const } };
    expect(await measure(oneSession, pace, machine)).toMatchObject({
      endToEnd: { medianMs: 100 },
      profiled: undefined,
      kernelsMs: 100,
    });
    expect(events).toEqual(['open profiled', 'close']);
  });

  it('closes every session when a run fails', async () => {
    const { subject, events } = fake((run) => {
      if (run === 2) throw new NetstatError('runtime-failed', 'crashed');
      return 1;
    }, {});
    await expect(measure(subject, pace, machine)).rejects.toThrow('crashed');
    expect(events).toEqual(['open plain', 'open profiled', 'close', 'close']);
    events.length = 0;
    await expect(measure(subject, { ...pace, warmup: 3 }, machine)).rejects.toThrow('crashed');
    expect(events).toEqual(['open plain', 'close']);
  });

  it('tells of its progress, which never goes back', async () => {
    const told: number[] = [];
    await measure(fake(() => 30, { conv: 1 }).subject, pace, machine, (_, share) => told.push(share));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });
});

/** Opens sessions that say that they have so many threads. */
function openWith(runtime: Runtime, threads: number): Runtime['open'] {
  return async (...given) => ({ ...(await runtime.open(...given)), threads });
}

describe('profilingCost', () => {
  it('is what kernels that do nothing are said to take, less what they do take', async () => {
    // 4 kernels of 3 µs each by the profile; 2 µs for all of them without.
    const { runtime } = fake((_, isProfiled) => (isProfiled ? 0.012 : 0.002), { a: 0.25, b: 0.25, c: 0.25, d: 0.25 });
    expect(
      await profilingCost(runtime, { runnable, kernels: 4 }, { level: 'all', threads: 1, timeLimitMs: 1000 }),
    ).toBeCloseTo(0.003 - 0.0005);
  });
});
