import { beforeEach, describe, expect, it, vi } from 'vitest';
import { graph, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { analyserOf } from '../../src/analysis/index.js';
import { analyse } from '../../src/analysis/walk/analyse.js';
import type * as Walk from '../../src/analysis/walk/analyse.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { reportOf, toJson } from '../../src/report/index.js';

vi.mock('../../src/analysis/walk/analyse.js', async (load) => {
  const module = await load<typeof Walk>();
  return { ...module, analyse: vi.fn<typeof analyse>(module.analyse) };
});

beforeEach(() => {
  vi.mocked(analyse).mockClear();
});

/** The reports of a model at sizes of its dimensions, and how many walks they took. */
function reportsAt(spec: ModelSpec, sizes: readonly Readonly<Record<string, number>>[]) {
  const built = readModel(memorySource(model(spec)));
  const uses = sizes.map((dims) => ({ dims: new Map(Object.entries(dims)) }));
  const analyser = analyserOf(built, uses);
  const analyses = uses.map((use) => analyser.of(use));
  const walks = vi.mocked(analyse).mock.calls.length;
  const reports = analyses.map((analysis) => JSON.stringify(toJson(reportOf('m', analysis))));
  const apart = uses.map((use) => JSON.stringify(toJson(reportOf('m', analyse(built, use)))));
  return { reports, apart, walks };
}

/** A product whose rows are named, and a sum with a row of constants. */
const product: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', ['N', 'S', 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 4]), weight('b', 'float32', [3, 4])],
  nodes: [node('MatMul', ['x', 'w'], ['p']), node('Add', ['p', 'b'], ['y'])],
};

describe('several uses of a model', () => {
  it('that differ in the batch take one walk, and equal separate ones to the digit', () => {
    const { reports, apart, walks } = reportsAt(shuffleNetV2({ batch: 'N' }), [{ N: 1 }, { N: 8 }, { N: 32 }]);
    expect(reports).toEqual(apart);
    expect(walks).toBe(1);
  });

  it('whose sizes do not fit are analysed anew, and refused', () => {
    const fitting = [
      { N: 2, S: 3 },
      { N: 4, S: 3 },
    ];
    const { reports, apart, walks } = reportsAt(product, fitting);
    expect(reports).toEqual(apart);
    expect(walks).toBe(1);
    // A sum of 5 rows with 3.
    expect(() => reportsAt(product, [...fitting, { N: 4, S: 5 }])).toThrow('the sizes given contradict Add_1');
  });

  it('in which sizes decide what runs are analysed anew', () => {
    const branch = (name: string, op: string) => graph({ outputs: [name], nodes: [node(op, ['x'], [name])] });
    const { reports, apart, walks } = reportsAt(
      {
        opset: 17,
        inputs: [value('x', 'float32', ['N', 8]), value('c', 'bool', [])],
        outputs: ['y'],
        nodes: [node('If', ['c'], ['y'], { then_branch: branch('a', 'Relu'), else_branch: branch('b', 'Sigmoid') })],
      },
      [{ N: 1 }, { N: 2 }],
    );
    expect(reports).toEqual(apart);
    expect(walks).toBe(3);
  });
});
