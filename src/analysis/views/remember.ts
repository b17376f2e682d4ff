import type { Analysis } from '../analysis.js';

/** A derived fact, worked out when it is first asked for and kept as long as its analysis. */
export function remember<T>(derive: (analysis: Analysis) => T): (analysis: Analysis) => T {
  const known = new WeakMap<Analysis, { readonly fact: T }>();
  return (analysis) => {
    let entry = known.get(analysis);
    if (entry === undefined) {
      entry = { fact: derive(analysis) };
      known.set(analysis, entry);
    }
    return entry.fact;
  };
}
