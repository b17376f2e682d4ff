import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import { compareSpeed, isMeasured, speedOf } from '../../src/comparison/index.js';
import type { MeasuredReport } from '../../src/comparison/index.js';
import type { Kernel, Measurement } from '../../src/measurement/index.js';
import { reportOf } from '../../src/report/index.js';
import { describeSpeed, speedSentence } from '../../src/formats/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const analysis = analyseModel({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 8, 1, 1])],
  nodes: [
    node('Conv', ['x', 'w'], ['a'], {}, { name: 'first' }),
    node('Conv', ['a', 'w'], ['b'], {}, { name: 'second' }),
    node('Softmax', ['b'], ['y'], {}, { name: 'softmax' }),
  ],
});

function kernel(name: string, layer: number, ms: number, p90Ms = ms): Kernel {
  return { name, layers: [layer], ms, medianMs: ms, p90Ms, calls: 1, purpose: undefined, underMs: undefined };
}

function measured(roundsMs: readonly number[], kernels: readonly Kernel[] = []): MeasuredReport {
  const ms = roundsMs.reduce((sum, round) => sum + round, 0) / roundsMs.length;
  const measurement: Measurement = {
    runtime: 'fake',
    version: '1',
    device: 'cpu',
    level: 'all',
    threads: 1,
    runs: 100,
    warmup: 5,
    endToEnd: { ms, medianMs: ms, p10Ms: ms * 0.98, p90Ms: ms * 1.1, interquartileMs: 0.05 },
    profiled: { medianMs: ms, runs: 100 },
    profilingMs: 0,
    roundsMs,
    noise: { busy: false, waitingShare: 0, otherCores: 0, drift: 0, tooHigh: 0.01 },
    kernelsMs: ms,
    joinedShare: 1,
    explainedShare: 1,
    overheadMs: 0,
    peakMemoryBytes: undefined,
    kernels,
    removed: [],
    notes: [],
    machine: {},
  };
  const report = reportOf('m.onnx', analysis, {}, { measurement });
  if (!isMeasured(report)) throw new Error('the report has no measurement');
  return report;
}

/** Rounds of a machine that is sometimes twice as slow: what disturbs one model disturbs the other. */
const disturbance = [1, 1.02, 2, 0.99, 1.5, 1.01, 1, 1.9, 0.98, 1.01];
const rounds = (ms: number, wobble = 0): readonly number[] =>
  disturbance.map((factor, index) => ms * factor * (1 + wobble * ((index % 3) - 1)));

describe('speedOf', () => {
  it('takes the ratio of each round of turns, so that what disturbs both does not count', () => {
    const speed = speedOf(measured(rounds(1.1, 0.01)).measurement, measured(rounds(1)).measurement, true);
    expect(speed).toMatchObject({ differs: true, inTurns: true });
    expect(speed?.ratio).toBeCloseTo(1.1, 1);
    expect(speed?.error).toBeLessThan(0.03);
    // One after the other the same rounds tell nothing.
    expect(speedOf(measured(rounds(1.1, 0.01)).measurement, measured(rounds(1)).measurement, false)?.differs).toBe(
      false,
    );
  });

  it('finds no difference where there is none, nor one that is as large as memory makes between processes', () => {
    expect(speedOf(measured(rounds(1, 0.03)).measurement, measured(rounds(1)).measurement, true)?.differs).toBe(false);
    expect(speedOf(measured(rounds(1.01)).measurement, measured(rounds(1)).measurement, true)?.differs).toBe(false);
  });

  it('says nothing of a latency that is not there', () => {
    const { measurement } = measured([1, 1]);
    expect(speedOf({ ...measurement, endToEnd: null, kernelsMs: 0 }, measurement, false)).toBeUndefined();
  });
});

describe('compareSpeed', () => {
  const base = measured(rounds(1.2), [kernel('a', 0, 0.6), kernel('b', 1, 0.4, 0.9), kernel('c', 2, 0.2)]);
  const head = measured(rounds(1), [kernel('a', 0, 0.4), kernel('b', 1, 0.41), kernel('c', 2, 0.2)]);

  it('names the categories and layers whose difference is more than noise', () => {
    const { categories, layers } = compareSpeed(base, head, true);
    expect(layers).toEqual([{ name: 'first', baseMs: 0.6, headMs: 0.4 }]);
    expect(categories).toEqual([{ name: 'convolution', baseMs: 1, headMs: expect.closeTo(0.81) as number }]);
  });

  it('says it in a sentence, the faster one first', () => {
    expect(speedSentence('a.onnx', 'b.onnx', compareSpeed(base, head, true))).toMatch(
      /^b\.onnx is 1\.20 ± 0\.0\d × faster than a\.onnx$/u,
    );
    expect(speedSentence('a.onnx', 'b.onnx', compareSpeed(head, base, true))).toMatch(
      /^a\.onnx is 1\.20 ± 0\.0\d × faster than b\.onnx$/u,
    );
    expect(speedSentence('a', 'b\u001B[2J', compareSpeed(base, base, true))).toMatch(
      /^no difference between b\\u\{1b\}\[2J and a \(1\.00 ± 0\.01\)$/u,
    );
    expect(describeSpeed('a', 'b', compareSpeed(base, head, true), 80).join('\n')).toMatch(
      /first\s+600 µs  → 400 µs  −200 µs  −33\.3%/u,
    );
  });
});
