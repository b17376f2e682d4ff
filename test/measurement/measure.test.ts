import { describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { analyse, memoryAccessBytes } from '../../src/analysis/index.js';
import { breakDown, calibrate, kernelCost, LEAST_RUNS, measure } from '../../src/measurement/index.js';
import type { KernelProfile, Profile, RunnableModel, Runtime, SessionOptions } from '../../src/measurement/index.js';
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
const options = { level: 'all', threads: 1, warmup: 2, timeLimitMs: 1000 };

/** A runtime whose runs take what `msOf` says of the run, counted from 0 in each session; every kernel a share of it. */
function fake(
  msOf: (run: number, profiled: boolean) => number,
  shares: Readonly<Record<string, number>>,
): { readonly runtime: Runtime; readonly events: string[] } {
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
        return Promise.resolve(more);
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
  return { runtime: { kind: 'runtime', name: 'fake', devices: ['cpu'], summary: '', open }, events };
}

describe('measure', () => {
  it('leaves the warm-up out, end to end and kernel by kernel', async () => {
    const { runtime } = fake((run) => (run < 2 ? 1000 : 100), { conv: 0.5, relu: 0.25, transpose: 0.25 });
    const { endToEnd, profiled, kernels, kernelsMs, runs, warmup } = await measure(
      runtime,
      runnable,
      analysis,
      options,
      {},
    );
    expect(endToEnd).toEqual({ medianMs: 100, p10Ms: 100, p90Ms: 100, interquartileMs: 0 });
    expect(profiled).toEqual({ medianMs: 100, runs: LEAST_RUNS });
    expect(kernels.map(({ medianMs }) => medianMs)).toEqual([50, 25, 25]);
    expect({ kernelsMs, runs, warmup }).toEqual({ kernelsMs: 100, runs: LEAST_RUNS, warmup: 2 });
  });

  it('takes the latency from runs without profiling and the split from runs with it, one session after the other', async () => {
    const { runtime, events } = fake((_, profiled) => (profiled ? 120 : 100), { conv: 1 });
    const measurement = await measure(runtime, runnable, analysis, options, { processor: 'p' });
    expect(measurement).toMatchObject({
      endToEnd: { medianMs: 100 },
      profiled: { medianMs: 120 },
      kernelsMs: 120,
      peakMemoryBytes: 4096,
      notes: ['a note'],
      machine: { processor: 'p' },
      version: '1.2.3',
    });
    expect(events).toEqual(['open plain', 'close', 'open profiled', 'close']);
  });

  it('counts what no layer needs as overhead', async () => {
    const { runtime } = fake(() => 100, { conv: 0.6, transpose: 0.3, reorder: 0.1 });
    const { joinedShare, overheadMs, kernels, removed } = await measure(runtime, runnable, analysis, options, {});
    expect(joinedShare).toBeCloseTo(0.9);
    expect(overheadMs).toBeCloseTo(10);
    expect(kernels.map(({ layers }) => layers)).toEqual([
      [0],
      [2, 1].toSorted((a, b) => cost(b) - cost(a) || a - b),
      [],
    ]);
    expect(removed).toEqual([]);
  });

  it('runs a fast model more often, as long as it may', async () => {
    const { runtime } = fake(() => 10, { conv: 1 });
    // A second of runs of 10 ms.
    expect((await measure(runtime, runnable, analysis, options, {})).runs).toBe(100);
    expect((await measure(runtime, runnable, analysis, { ...options, runs: 7 }, {})).runs).toBe(7);
  });

  it('opens one session where kernels cost nothing to time', async () => {
    const { runtime, events } = fake(() => 100, { conv: 1 });
    expect(await measure({ ...runtime, oneSession: true }, runnable, analysis, options, {})).toMatchObject({
      endToEnd: { medianMs: 100 },
      profiled: undefined,
      kernelsMs: 100,
    });
    expect(events).toEqual(['open profiled', 'close']);
  });

  it('closes a session whose run fails', async () => {
    const { runtime, events } = fake(() => {
      throw new NetstatError('runtime-failed', 'crashed');
    }, {});
    await expect(measure(runtime, runnable, analysis, options, {})).rejects.toThrow('crashed');
    expect(events).toEqual(['open plain', 'close']);
  });

  it('tells of its progress, which never goes back', async () => {
    const told: { readonly phase: string; readonly share: number }[] = [];
    await measure(fake(() => 30, { conv: 1 }).runtime, runnable, analysis, options, {}, (phase, share) =>
      told.push({ phase, share }),
    );
    for (const wanted of ['plain', 'profiled']) {
      const shares = told.filter(({ phase }) => phase === wanted).map(({ share }) => share);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    }
  });
});

function cost(index: number): number {
  return Number(analysis.layers[index]?.flops ?? 0);
}

describe('breakDown', () => {
  it('sums kernels by the category of their most costly layer, the largest first', async () => {
    const { runtime } = fake(() => 100, { conv: 0.6, transpose: 0.3, reorder: 0.1 });
    const measurement = await measure(runtime, runnable, analysis, options, {});
    const parts = breakDown(analysis, measurement);
    expect(parts.map(({ category }) => category)).toEqual(['convolution', 'activation', 'overhead']);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(measurement.kernelsMs);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('kernelCost', () => {
  it('adds up FLOPs, and of memory what goes in and out', () => {
    // 16·8·8 outputs of 8·9 multiply-adds each, and one comparison each.
    expect(kernelCost(analysis, [0, 1]).flops).toBe(2 * 16 * 64 * 8 * 9 + 16 * 64);
    // The input, the weights, and what the Relu gives, 4 bytes each; what is between stays inside.
    expect(kernelCost(analysis, [0, 1]).bytes).toBe(4 * (8 * 64 + 16 * 8 * 9 + 16 * 64));
    expect(kernelCost(analysis, [1]).bytes).toBe(4 * 2 * 16 * 64);
  });
});

describe('calibrate', () => {
  it('takes the best run of the heaviest kernel, and the best probe for the roof', async () => {
    const { runtime } = fake((run) => (run === 20 ? 1 : 2), { conv: 0.5, reorder: 0.1 });
    const probe = { runnable, analysis };
    const calibration = await calibrate(
      runtime,
      [
        { ...probe, name: 'computes', limit: 'compute' },
        { ...probe, name: 'moves', limit: 'memory' },
      ],
      { level: 'all', threads: 1, timeLimitMs: 1000 },
    );
    const flops = Number(analysis.totals.flops);
    expect(calibration.flopsPerSecond).toBeCloseTo(flops / 0.5e-3);
    expect(calibration.bytesPerSecond).toBeCloseTo(Number(memoryAccessBytes(analysis.totals)) / 0.5e-3);
    expect(calibration.probes.map(({ name }) => name)).toEqual(['computes', 'moves']);
  });
});
