import { expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import type { Analysis } from '../../src/analysis/index.js';
import { bind, isKnown } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { isRanked } from '../../src/ir/index.js';
import type { Model } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { drawModel } from './compare.js';
import { randomFrom } from './random.js';

/** A model some of whose inputs' sizes are open, and what these are. A size of 0 copies in a Reshape, so it stays. */
function opened(model: Model, seed: number): { readonly model: Model; readonly sizes: ReadonlyMap<string, number> } {
  const random = randomFrom(seed);
  const sizes = new Map<string, number>();
  const inputs = model.graph.inputs.map((input) => {
    const { name, type } = input;
    if (type?.kind !== 'tensor') return input;
    const shape = type.shape?.map((dim, axis) => {
      if (typeof dim !== 'number' || dim === 0 || random.chance(0.4)) return dim;
      sizes.set(`${name}_${axis}`, dim);
      return `${name}_${axis}`;
    });
    return { name, type: { ...type, shape } };
  });
  return { model: { ...model, graph: { ...model.graph, inputs } }, sizes };
}

/** The shapes of all outputs, and the totals where each layer's cost is known, with sizes bound. */
function figuresOf(analysis: Analysis, sizes: ReadonlyMap<string, number>): ReadonlyMap<string, readonly Dim[]> {
  const { outputs, totals, coverage, bindings } = analysis;
  const all = new Map<string, Dim>([...bindings, ...sizes]);
  const bound = (dims: readonly Dim[]): readonly Dim[] => dims.map((dim) => bind(dim, all));
  const figures = new Map<string, readonly Dim[]>();
  for (const { name, type } of outputs) if (isRanked(type)) figures.set(name, bound(type.shape));
  if (coverage.costed < coverage.layers) return figures;
  return figures.set('totals', bound([totals.macs, totals.arithmetic, totals.readBytes, totals.writeBytes]));
}

it('200 drawn models with open sizes: formulas come to the figures of the sizes', () => {
  let compared = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const drawn = drawModel(seed);
    const model = readModel(memorySource(drawn.bytes));
    const open = opened(model, seed);
    const analysis = analyse(open.model);
    // A Squeeze without axes takes open sizes not to be 1.
    if (analysis.diagnostics.some(({ code }) => code === 'size-assumed')) continue;
    const right = figuresOf(analyse(model), new Map());
    for (const [name, figures] of figuresOf(analysis, open.sizes)) {
      if (!figures.every(isKnown)) continue;
      expect(figures, `seed ${seed}: ${name}\n${drawn.description}`).toEqual(right.get(name));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(350);
});
