import { describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import {
  breakDown,
  calibrate,
  kernelCost,
  LEAST_RUNS,
  measure,
  measureInTurns,
  profilingCost,
  splitOf,
} from '../../src/measurement/index.js';
import { undisturbedShare } from '../../src/measurement/noise.js';
import type {
  KernelProfile,
  Pace,
  Probe,
  ProcessorUse,
  Profile,
  Run,
  RunnableModel,
  Runtime,
  SessionOptions,
  Subject,
} from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { NetstatError } from '../../src/ir/index.js';

const bytes = model({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [16, 8, 3, 3])],
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }, { name: 'conv' }),
    node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
    node('Transpose', ['r'], ['y'], { perm: [0, 2, 3, 1] }, { name: 'transpose' }),
  ],
});
const read = readModel(memorySource(bytes));
const analysis = analyse(read);
const runnable: RunnableModel = { source: { kind: 'bytes', bytes }, model: read, inputs: [] };
const pace: Pace = { warmup: 2, timeLimitMs: 60_000, together: true };
const machine = { description: {} };

/** A runtime whose runs take as long as `msOf` says, counted from 0 in each session; each kernel takes a share. */
function fake(
  msOf: (run: number, profiled: boolean) => number,
  shares: Readonly<Record<string, number>>,
  cpuOf: (ms: number) => number | undefined = () => undefined,
): { readonly runtime: Runtime; readonly events: string[]; readonly subject: Subject } {
  const events: string[] = [];
  const open = (_: RunnableModel, { profiled }: SessionOptions): ReturnType<Runtime['open']> => {
    events.push(profiled ? 'open profiled' : 'open plain');
    const runsMs: number[] = [];
    return Promise.resolve({
      version: '1.2.3',
      device: 'cpu',
      level: 'all',
      threads: 1,
      notes: ['a note'],
      run(count: number) {
        const more = Array.from({ length: count }, (_each, index) => msOf(runsMs.length + index, profiled));
        runsMs.push(...more);
        return Promise.resolve(more.map((ms): Run => ({ ms, cpuMs: cpuOf(ms) })));
      },
      close(): Promise<Profile | undefined> {
        events.push('close');
        const kernels = Object.entries(shares).map(([name, share]): KernelProfile => ({
          name,
          durationsMs: runsMs.map((ms) => ms * share),
          anchors: name === 'reorder' ? [] : [{ kind: 'name', name }],
        }));
        return Promise.resolve(profiled ? { runs: runsMs.length, kernels, peakMemoryBytes: 4096 } : undefined);
      },
    });
  };
  const runtime: Runtime = { kind: 'runtime', name: 'fake', devices: ['cpu'], summary: '', open };
  return { runtime, events, subject: { runtime, runnable, analysis, options: { level: 'all', threads: 1 } } };
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

function cost(index: number): number {
  return Number(analysis.layers[index]?.arithmetic ?? 0);
}

describe('breakDown', () => {
  it('sums kernels by the category of their most costly layer, the largest first', async () => {
    const { subject } = fake(() => 100, { conv: 0.6, transpose: 0.3, reorder: 0.1 });
    const measurement = await measure(subject, pace, machine);
    const parts = breakDown(analysis.layers, measurement);
    expect(parts.map(({ category }) => category)).toEqual(['convolution', 'activation', 'overhead']);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(measurement.kernelsMs);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('kernelCost', () => {
  it('adds up FLOPs, and of memory what goes in and out', () => {
    // 16·8·8 outputs of 8·9 multiply-adds each, and one comparison each.
    expect(kernelCost(analysis, [0, 1]).arithmetic).toBe(2 * 16 * 64 * 8 * 9 + 16 * 64);
    // The input, the weights, and what the Relu gives, 4 bytes each; what is between stays inside.
    expect(kernelCost(analysis, [0, 1]).bytes).toBe(4 * (8 * 64 + 16 * 8 * 9 + 16 * 64));
    expect(kernelCost(analysis, [1]).bytes).toBe(4 * 2 * 16 * 64);
  });
});

describe('calibrate', () => {
  it('takes the best run of the heaviest kernel and of those that move, without the cost of timing', async () => {
    const { runtime } = fake((run) => (run === 20 ? 1 : 2), { conv: 0.5, reorder: 0.1 });
    const probe = { runnable, analysis };
    const calibration = await calibrate(
      runtime,
      [
        { ...probe, name: 'computes', limit: 'compute' },
        { ...probe, name: 'moves', limit: 'memory' },
      ],
      { level: 'all', threads: 1, timeLimitMs: 1000, profilingMs: 0.1 },
    );
    const flops = Number(analysis.totals.arithmetic);
    expect(calibration.flopsPerSecond).toBeCloseTo(flops / 0.4e-3);
    // The convolution reads 8 maps of 8 × 8 and its weights, and writes 16 maps.
    const moved = 4 * (8 * 8 * 8 + 16 * 8 * 3 * 3 + 16 * 8 * 8);
    expect(calibration.bytesPerSecond).toBeCloseTo(moved / 0.4e-3);
    // It reads more than it writes.
    expect(calibration.bandwidths).toEqual([
      {
        workingSetBytes: 4 * Math.max(8 * 8 * 8 + 16 * 8 * 3 * 3, 16 * 8 * 8),
        bytesPerSecond: calibration.bytesPerSecond,
      },
    ]);
    expect(calibration.probes.map(({ name, limit }) => [name.split(' ')[0], limit])).toEqual([
      ['computes', 'compute'],
      ['Conv', 'memory'],
    ]);
  });
});

it('the probe of a slow operator does not bound a fast one that was probed at other sizes', async () => {
  const probeOf = (op: string, name: string, length: number): Probe => {
    const map = readModel(
      memorySource(
        model({
          opset: 17,
          inputs: [value('x', 'float32', [length])],
          outputs: ['y'],
          nodes: [node(op, ['x'], ['y'], {}, { name })],
        }),
      ),
    );
    return { name, limit: 'memory', runnable: { ...runnable, model: map }, analysis: analyse(map) };
  };
  const { runtime } = fake(() => 1, { small: 0.05, middle: 0.5, large: 0.4, sum: 1 });
  const { bandwidths } = await calibrate(
    runtime,
    [
      { name: 'sum', limit: 'compute', runnable, analysis },
      probeOf('Relu', 'small', 1000),
      probeOf('Abs', 'middle', 2000),
      probeOf('Relu', 'large', 4000),
    ],
    { level: 'all', threads: 1, timeLimitMs: 1000 },
  );
  // 8 bytes an element are read and written, of which half are the working set.
  const small = 8000 / 0.05e-3;
  const large = 32_000 / 0.4e-3;
  expect(bandwidths?.map(({ workingSetBytes }) => workingSetBytes)).toEqual([4000, 8000, 16_000]);
  [small, small, large].forEach((rate, index) => expect(bandwidths?.[index]?.bytesPerSecond).toBeCloseTo(rate));
});

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
