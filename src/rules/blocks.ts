import { branchesOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { append } from '../text/index.js';

/**
 * Things found in layers, those of one block of the network together: of the innermost branch, or else of the layer
 * that `openerOf` names, or each by itself. In the order of their first layers.
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
