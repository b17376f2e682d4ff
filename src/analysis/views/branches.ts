import type { Analysis } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { activationGraphOf } from './activation-graph.js';
import { findPostDominators } from './post-dominators.js';
import { remember } from './remember.js';

/** Layers between forks of the data flow and the layer where all paths from them meet again. */
export interface Branch {
  /** The layer where they meet; it is not one of them. */
  readonly join: number;
  /** In execution order. */
  readonly layers: readonly number[];
}

/** Where a network branches. */
export interface Branches {
  /** Small ones first, so that an inner one comes before those around it. */
  readonly list: readonly Branch[];
  /** By layer: the innermost branch that it is in. */
  readonly innermost: readonly (Branch | undefined)[];
}

/**
 * Branches are gathered, small ones first, until this many steps per layer were taken. Nesting of real networks stays
 * below 10.
 */
const MAX_STEPS_PER_LAYER = 64;

/**
 * The view of a network's branches: from every layer, or the inputs, with two or more readers to its immediate
 * post-dominator. Forks that meet at the same layer make one. The network's head, after which no convolution or product
 * comes, makes no branch; nor do paths that never meet.
 */
export const branchesOf: (analysis: Analysis) => Branches = remember((analysis) => {
  const { layers, regions } = analysis;
  const list = regions
    .flatMap(({ index, times }) => (times === 0 ? [] : findBranches(analysis, index)))
    .toSorted((a, b) => a.layers.length - b.layers.length || a.join - b.join);
  const innermost: (Branch | undefined)[] = new Array<Branch | undefined>(layers.length).fill(undefined);
  for (const branch of list) for (const layer of branch.layers) innermost[layer] ??= branch;
  return { list, innermost };
});

function findBranches(analysis: Analysis, region: number): Branch[] {
  const { layers } = analysis;
  const graph = activationGraphOf(analysis);
  const nodes = graph.nodes[region] ?? [];
  const positions = new Map(nodes.map((index, position) => [index, position]));
  const successors = nodes.map((index) => (graph.successors[index] ?? []).flatMap((each) => positions.get(each) ?? []));
  const entries = nodes.flatMap((index, position) => (graph.isEntry(index) ? [position] : []));
  const dominators = findPostDominators(nodes.length, successors, (position) => graph.isExit(nodes[position] ?? -1));

  // Whether a convolution or product is the node or comes after it.
  const leadsToProduct: boolean[] = [];
  for (let position = nodes.length - 1; position >= 0; position--) {
    const layer = layers[nodes[position] ?? -1];
    leadsToProduct[position] =
      (layer !== undefined && multiplies(layer)) ||
      (successors[position] ?? []).some((each) => leadsToProduct[each] === true);
  }

  const starts = new Map<number, number[]>();
  const fork = (branches: readonly number[], join: number): void => {
    if (branches.length < 2 || leadsToProduct[join] !== true) return;
    const known = starts.get(join);
    if (known === undefined) starts.set(join, [...branches]);
    else known.push(...branches);
  };
  successors.forEach((after, position) => fork(after, dominators.of(position)));
  fork(entries, dominators.common(entries));

  const reach = ([join, from]: readonly [number, readonly number[]]): number =>
    join - from.reduce((least, each) => Math.min(least, each), join);
  let steps = MAX_STEPS_PER_LAYER * nodes.length;
  const found: Branch[] = [];
  for (const [join, from] of [...starts].toSorted((a, b) => reach(a) - reach(b))) {
    const seen = new Set<number>();
    const open = [...from];
    for (let position = open.pop(); position !== undefined && steps > 0; position = open.pop()) {
      if (position === join || seen.has(position)) continue;
      seen.add(position);
      const after = successors[position] ?? [];
      steps -= after.length + 1;
      open.push(...after);
    }
    if (steps <= 0) break;
    const indices = (list: Iterable<number>): number[] => [...list].flatMap((position) => nodes[position] ?? []);
    found.push({ join: nodes[join] ?? -1, layers: indices([...seen].toSorted((a, b) => a - b)) });
  }
  return found;
}
