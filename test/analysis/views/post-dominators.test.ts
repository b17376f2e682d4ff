import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPostDominators } from '../../../src/analysis/views/post-dominators.js';

const graphs = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    arcs: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
    exits: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
  }),
);

/**
 * The nodes other than itself that are on every path from a node to the end, by trying each: without it, the end is
 * out of reach.
 */
function onEveryPath(node: number, count: number, successors: readonly (readonly number[])[]): number[] {
  const reachesEnd = (without: number): boolean => {
    const open = [node];
    const seen = new Set<number>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === without || seen.has(at)) continue;
      if (at === count) return true;
      seen.add(at);
      open.push(...(successors[at] ?? []));
    }
    return false;
  };
  return Array.from({ length: count + 1 }, (_, other) => other).filter(
    (other) => other !== node && (other === count || !reachesEnd(other)),
  );
}

describe('findPostDominators', () => {
  it('finds the nearest node that is on every path to the end', () => {
    fc.assert(
      fc.property(graphs, ({ count, arcs, exits }) => {
        const successors = Array.from({ length: count }, (_, from) =>
          Array.from({ length: count }, (__, to) => to).filter((to) => to > from && arcs[from * count + to] === true),
        );
        const isExit = (node: number): boolean => exits[node] === true || successors[node]?.length === 0;
        const withEnd = successors.map((after, node) => (isExit(node) ? [...after, count] : after));
        const dominators = findPostDominators(count, successors, isExit);
        for (let node = 0; node < count; node++) {
          expect(dominators.of(node)).toBe(Math.min(...onEveryPath(node, count, withEnd)));
        }
        const all = Array.from({ length: count }, (_, node) => node);
        const shared = all.map((node) => new Set([node, ...onEveryPath(node, count, withEnd)]));
        expect(dominators.common(all)).toBe(
          Math.min(
            ...Array.from({ length: count + 1 }, (_, node) => node).filter((node) =>
              shared.every((set) => set.has(node)),
            ),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });
});
