import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { activationGraphOf } from '../../../src/analysis/views/activation-graph.js';
import { findAntichain } from '../../../src/analysis/views/antichain.js';
import { branchesOf } from '../../../src/analysis/views/branches.js';
import { fragmentsOf } from '../../../src/analysis/views/fragments.js';
import { isWideEnough } from '../../../src/analysis/views/width-bound.js';
import type { Analysis } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';

/** A layer of a made network: a product of one value, or a sum of several, by how many values back they stand. */
interface Step {
  readonly isProduct: boolean;
  readonly back: readonly number[];
}

const steps = fc.array(
  fc.record({
    isProduct: fc.boolean(),
    back: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 16 },
);

/** A network of these layers, all of one size; whatever nobody reads is summed up and multiplied at the end. */
function networkOf(made: readonly Step[], inputs: readonly string[]): ModelSpec {
  const values = [...inputs];
  const unread = new Set<string>();
  const nodes = made.map(({ isProduct, back }, index) => {
    const read = back.map((far) => values[Math.max(0, values.length - far)] ?? 'x').slice(0, isProduct ? 1 : 3);
    const output = `v${index}`;
    for (const name of read) unread.delete(name);
    values.push(output);
    unread.add(output);
    return isProduct ? node('MatMul', [...read, 'w'], [output]) : node('Sum', read, [output]);
  });
  return {
    opset: 17,
    inputs: inputs.map((name) => value(name, 'float32', [4, 8])),
    outputs: ['y'],
    nodes: [...nodes, node('Sum', [...unread], ['all']), node('MatMul', ['all', 'w'], ['y'])],
    initializers: [weight('w', 'float32', [8, 8])],
  };
}

/** The most products of a branch that no path orders. */
function widestOf(analysis: Analysis): number {
  const { successors } = activationGraphOf(analysis);
  return branchesOf(analysis).list.reduce((most, { layers }) => {
    const places = new Map(layers.map((index, place) => [index, place]));
    const local = layers.map((index) => (successors[index] ?? []).flatMap((next) => places.get(next) ?? []));
    const products = layers.flatMap((index, place) => (analysis.layers[index]?.category === 'matmul' ? [place] : []));
    return Math.max(most, findAntichain(local, new Set(products)).length);
  }, 0);
}

describe('isWideEnough', () => {
  it('holds wherever a branch has so many fragments side by side', () => {
    let judged = 0;
    fc.assert(
      fc.property(steps, fc.boolean(), (made, hasTwo) => {
        const analysis = analyseModel(networkOf(made, hasTwo ? ['x', 'z'] : ['x']));
        const widest = widestOf(analysis);
        for (const count of [2, 3, 4]) {
          const isWide = isWideEnough(analysis, count);
          if (widest >= count) expect(isWide).toBe(true);
          if (!isWide) judged++;
        }
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(judged).toBeGreaterThan(50);
  });

  it('tells that blocks with a shortcut, one after another, hold few', () => {
    const block: readonly Step[] = [
      { isProduct: true, back: [1] },
      { isProduct: true, back: [1] },
      { isProduct: false, back: [1, 3] },
    ];
    const analysis = analyseModel(networkOf(Array.from({ length: 20 }, () => block).flat(), ['x']));
    expect(isWideEnough(analysis, 2)).toBe(true);
    expect(isWideEnough(analysis, 3)).toBe(false);
    expect(fragmentsOf(analysis, 3, 3)).toEqual([]);
  });
});
