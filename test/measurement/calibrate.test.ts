import { describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { calibrate } from '../../src/measurement/index.js';
import type { Probe } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { analysis, fake, runnable } from '../testers/fake-runtime.js';

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
