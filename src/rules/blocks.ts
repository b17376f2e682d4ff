import { branchesOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { append } from '../text/index.js';

/**
 * Things found in layers, grouped by block of the network: by innermost branch, else by the layer that `openerOf`
 * names, else each by itself. Groups stand in the order of their first layers.
 */
export function inBlocks<T>(
  analysis: Analysis,
  found: readonly T[],
  layerOf: (one: T) => number,
  openerOf: (layer: number) => number | undefined = () => undefined,
): readonly (readonly T[])[] {
  const { innermost } = branchesOf(analysis);
  const blocks = new Map<string, T[]>();
  for (const one of found) {
    const layer = layerOf(one);
    const branch = innermost[layer];
    const key = branch === undefined ? `layer ${openerOf(layer) ?? layer}` : `branch ${branch.join}`;
    append(blocks, key, one);
  }
  return [...blocks.values()];
}
