import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { catalogue } from '../../fixtures/networks/index.js';
import { kernelsOf } from '../../src/analysis/index.js';
import { planArena } from '../../src/arena/index.js';
import type { ArenaPlan } from '../../src/arena/index.js';
import { analyseModel } from '../testers/analyse-model.js';

function planOf(spec: ModelSpec, dims?: ReadonlyMap<string, number>): ArenaPlan {
  const result = planArena(analyseModel(spec, dims === undefined ? {} : { dims }));
  if (result.kind !== 'plan') throw new Error(`no plan: ${result.open.symbols.join(', ')}`);
  return result.plan;
}

describe('the plan of a network', () => {
  it.each(catalogue.map(({ name, build, dims }) => ({ name, build, dims })))(
    '$name is within 2 % of the peak, and holds what each kernel needs without overlap',
    ({ build, dims }) => {
      const spec = build();
      const { bytes, peakBytes, activations } = planOf(spec, dims);
      expect(bytes).toBeGreaterThanOrEqual(peakBytes);
      expect(bytes).toBeLessThanOrEqual(1.02 * peakBytes);
      const overlapping = activations.filter((one, index) =>
        activations
          .slice(0, index)
          .some(
            (other) =>
              one.from <= other.to &&
              other.from <= one.to &&
              one.offset < other.offset + other.bytes &&
              other.offset < one.offset + one.bytes,
          ),
      );
      expect(overlapping).toEqual([]);
      const needs = kernelsOf(analyseModel(spec, dims === undefined ? {} : { dims })).map(({ reads, writes }) =>
        [...new Set([...reads, ...writes])].reduce(
          (sum, edge) => sum + (edge.viewOf === undefined ? Number(edge.bytes) : 0),
          0,
        ),
      );
      expect(peakBytes).toBeGreaterThanOrEqual(Math.max(...needs));
    },
  );

  it('names the symbols that keep it open', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', ['N', 8])],
      outputs: ['y'],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      initializers: [weight('w', 'float32', [8, 8])],
    };
    expect(planArena(analyseModel(spec))).toEqual({ kind: 'open', open: { symbols: ['N'], unknown: [] } });
  });
});

it('has no plan for activations that no memory holds', () => {
  const doublings = 90;
  const result = planArena(
    analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1])],
      outputs: [`t${doublings - 1}`],
      nodes: Array.from({ length: doublings }, (_, index) => {
        const from = index === 0 ? 'x' : `t${index - 1}`;
        return node('Concat', [from, from], [`t${index}`], { axis: 0 });
      }),
    }),
  );
  // 2^51 elements of 4 bytes are 2^53 bytes.
  expect(result).toMatchObject({ kind: 'open', open: { symbols: [] } });
  expect(result.kind === 'open' && result.open.unknown.map(({ name }) => name)).toEqual(
    Array.from({ length: doublings - 50 }, (_, index) => `t${index + 50}`),
  );
});
