import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAntichain } from '../../../src/analysis/views/antichain.js';

/** A graph of few nodes whose arcs lead upwards, and some of its nodes. */
const graphs = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    arcs: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
    chosen: fc.subarray(Array.from({ length: count }, (_, node) => node)),
    count: fc.constant(count),
  }),
);

function successorsOf(count: number, arcs: readonly boolean[]): number[][] {
  return Array.from({ length: count }, (_, from) =>
    Array.from({ length: count }, (__, to) => to).filter((to) => to > from && arcs[from * count + to] === true),
  );
}

/** Which nodes each node leads to. */
function reachable(successors: readonly (readonly number[])[]): Set<number>[] {
  const reach = successors.map(() => new Set<number>());
  for (let node = successors.length - 1; node >= 0; node--) {
    for (const next of successors[node] ?? []) for (const far of [next, ...(reach[next] ?? [])]) reach[node]?.add(far);
  }
  return reach;
}

describe('findAntichain', () => {
  it('is independent, and no independent set is larger', () => {
    fc.assert(
      fc.property(graphs, ({ count, arcs, chosen }) => {
        const successors = successorsOf(count, arcs);
        const reach = reachable(successors);
        const isIndependent = (set: readonly number[]): boolean =>
          set.every((a) => set.every((b) => reach[a]?.has(b) !== true));
        const largest = Array.from({ length: 2 ** chosen.length }, (_, mask) =>
          chosen.filter((__, place) => ((mask >> place) & 1) === 1),
        )
          .filter(isIndependent)
          .reduce((most, set) => Math.max(most, set.length), 0);
        const found = findAntichain(successors, new Set(chosen));
        expect(isIndependent(found)).toBe(true);
        expect(found.every((node) => chosen.includes(node))).toBe(true);
        expect(found).toHaveLength(largest);
      }),
      { numRuns: 500 },
    );
  });

  it('takes parallel nodes, not those in series', () => {
    // 0 → (1, 2, 3 → 4) → 5
    expect(findAntichain([[1, 2, 3], [5], [5], [4], [5], []], new Set([1, 2, 3, 4]))).toHaveLength(3);
  });

  it('is quick on a long chain', () => {
    const count = 20_000;
    const successors = Array.from({ length: count }, (_, node) => (node + 1 < count ? [node + 1] : []));
    const start = performance.now();
    expect(findAntichain(successors, new Set(successors.keys()))).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
