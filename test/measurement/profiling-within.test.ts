import { describe, expect, it } from 'vitest';
import { graph, model, node, value } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { measure } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { fake, machine, pace, runnable } from '../testers/fake-runtime.js';

describe('kernels that come to more than a run without profiling', () => {
  const shares = { conv: 0.5, relu: 0.25, transpose: 0.25 };

  it('give the rest back, call by call, where timing may cost so much', async () => {
    // 20 µs in a run of 10: over three calls, 3.3 µs each.
    const { subject } = fake((_, isProfiled) => (isProfiled ? 0.02 : 0.01), shares);
    const { kernelsMs, profilingMs } = await measure({ ...subject, profilingMs: 0.001 }, pace, machine);
    expect(kernelsMs).toBeCloseTo(0.01, 6);
    expect(profilingMs).toBeCloseTo(0.01 / 3, 6);
  });

  it('keep their times where it cannot, and where a platform is fitted to them', async () => {
    const { subject } = fake((_, isProfiled) => (isProfiled ? 2 : 1), shares);
    expect((await measure({ ...subject, profilingMs: 0.001 }, pace, machine)).kernelsMs).toBeCloseTo(2 - 0.003, 6);
    const { subject: short } = fake((_, isProfiled) => (isProfiled ? 0.02 : 0.01), shares);
    const fitted = await measure({ ...short, profilingMs: 0.001 }, { ...pace, forFit: true }, machine);
    expect(fitted.kernelsMs).toBeCloseTo(0.02 - 0.003, 6);
  });

  it('lose it first at the layer that owns a body: it lasts as long as timing the body takes', async () => {
    const branch = graph({ nodes: [node('Relu', ['x'], ['inner_y'], {}, { name: 'inner' })], outputs: ['inner_y'] });
    const choice = readModel(
      memorySource(
        model({
          opset: 17,
          inputs: [value('c', 'bool', []), value('x', 'float32', [8])],
          outputs: ['y'],
          nodes: [node('If', ['c'], ['y'], { then_branch: branch, else_branch: branch }, { name: 'if' })],
        }),
      ),
    );
    const { subject } = fake((_, isProfiled) => (isProfiled ? 0.02 : 0.01), { if: 0.8, inner: 0.2 });
    const measured = await measure(
      { ...subject, analysis: analyse(choice), runnable: { ...runnable, model: choice }, profilingMs: 0.0001 },
      pace,
      machine,
    );
    expect(measured.bodyProfilingMs).toBeCloseTo(0.02 - 0.0002 - 0.01, 6);
    expect(measured.profilingMs).toBe(0.0001);
    expect(measured.kernels.map(({ name, ms }) => [name, Number(ms.toFixed(4))])).toEqual([
      ['if', 0.0061],
      ['inner', 0.0039],
    ]);
  });
});
