import { bind, isKnown, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';

/** Evaluates formulas where their symbols are bound; a formula that many values share is evaluated once. */
export function evaluatorAt(dims: ReadonlyMap<string, number>): (dim: Dim | undefined) => number | undefined {
  const known = new Map<Dim, number | undefined>();
  return (dim) => {
    if (dim === undefined) return undefined;
    if (typeof dim !== 'object') return Number(dim);
    if (!known.has(dim)) {
      const bound = unlessTooLarge(() => bind(dim, dims));
      known.set(dim, bound !== undefined && isKnown(bound) ? Number(bound) : undefined);
    }
    return known.get(dim);
  };
}
