import { NodeError } from '../language/node-error.js';

/** The most that one sample costs in an ensemble of trees. */
export interface Forest {
  /** Branches on the longest path of each tree, summed. */
  readonly comparisons: number;
  /** Weights of the leaf with most of them in each tree, summed. */
  readonly additions: number;
}

/** Trees up to ai.onnx.ml 3: branches and leaves in one list, children by their numbers within the tree. */
interface ListedNodes {
  readonly nodes_treeids: readonly number[] | undefined;
  readonly nodes_nodeids: readonly number[] | undefined;
  readonly nodes_modes: readonly string[] | undefined;
  readonly nodes_truenodeids: readonly number[] | undefined;
  readonly nodes_falsenodeids: readonly number[] | undefined;
}

/**
 * Measures trees up to ai.onnx.ml 3. `weights` says of each weight whose tree and leaf it is.
 * @throws NodeError when the lists of the nodes differ in length
 */
export function forestOfNodes(
  {
    nodes_treeids = [],
    nodes_nodeids = [],
    nodes_modes = [],
    nodes_truenodeids = [],
    nodes_falsenodeids = [],
  }: ListedNodes,
  weights: { readonly trees: readonly number[] | undefined; readonly nodes: readonly number[] | undefined },
): Forest {
  for (const list of [nodes_nodeids, nodes_modes, nodes_truenodeids, nodes_falsenodeids]) {
    if (list.length !== nodes_treeids.length) {
      throw new NodeError(`the nodes_ lists differ in length: ${list.length} and ${nodes_treeids.length}`);
    }
  }
  const trees = new Map<number, Map<number, number>>();
  nodes_treeids.forEach((tree, position) => {
    const numbers = trees.get(tree) ?? new Map<number, number>();
    trees.set(tree, numbers);
    const number = nodes_nodeids[position];
    if (number !== undefined) numbers.set(number, position);
  });
  const childrenOf = (position: number): readonly (number | undefined)[] => {
    const tree = nodes_treeids[position];
    if (tree === undefined || nodes_modes[position] === 'LEAF') return [];
    return [nodes_truenodeids[position], nodes_falsenodeids[position]].map((number) =>
      number === undefined ? undefined : trees.get(tree)?.get(number),
    );
  };
  const roots = new Set(nodes_treeids.keys());
  for (const position of nodes_treeids.keys()) {
    for (const child of childrenOf(position)) if (child !== undefined && child !== position) roots.delete(child);
  }
  return {
    comparisons: longestPaths(roots, childrenOf),
    additions: mostWeights(weights.trees ?? [], weights.nodes ?? []),
  };
}

/** Trees of ai.onnx.ml 5: branches by position, leaves in a list of their own with a weight each. */
interface RootedNodes {
  readonly tree_roots: readonly number[] | undefined;
  readonly nodes_truenodeids: readonly number[] | undefined;
  readonly nodes_falsenodeids: readonly number[] | undefined;
  readonly nodes_trueleafs: readonly number[] | undefined;
  readonly nodes_falseleafs: readonly number[] | undefined;
}

/** Measures trees of ai.onnx.ml 5. */
export function forestOfRoots({
  tree_roots = [],
  nodes_truenodeids = [],
  nodes_falsenodeids = [],
  nodes_trueleafs = [],
  nodes_falseleafs = [],
}: RootedNodes): Forest {
  const childrenOf = (position: number): readonly (number | undefined)[] => [
    nodes_trueleafs[position] === 0 ? nodes_truenodeids[position] : undefined,
    nodes_falseleafs[position] === 0 ? nodes_falsenodeids[position] : undefined,
  ];
  return { comparisons: longestPaths(tree_roots, childrenOf), additions: tree_roots.length };
}

/**
 * The branches on the longest way down from each root, summed. A leaf has no children in the list; a branch lists both,
 * undefined where a child is none of the listed nodes. A node reached twice is in no tree and ends the walk there.
 */
function longestPaths(
  roots: Iterable<number>,
  childrenOf: (position: number) => readonly (number | undefined)[],
): number {
  let total = 0;
  const seen = new Set<number>();
  for (const root of roots) {
    let longest = 0;
    const pending = [{ position: root, branches: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { position, branches } = next;
      if (seen.has(position)) continue;
      seen.add(position);
      const children = childrenOf(position);
      const passed = children.length > 0 ? branches + 1 : branches;
      longest = Math.max(longest, passed);
      for (const child of children) if (child !== undefined) pending.push({ position: child, branches: passed });
    }
    total += longest;
  }
  return total;
}

function mostWeights(trees: readonly number[], nodes: readonly number[]): number {
  const most = new Map<number, number>();
  const counts = new Map<number, Map<number, number>>();
  trees.forEach((tree, position) => {
    const leaf = nodes[position];
    if (leaf === undefined) return;
    const leaves = counts.get(tree) ?? new Map<number, number>();
    counts.set(tree, leaves);
    const count = (leaves.get(leaf) ?? 0) + 1;
    leaves.set(leaf, count);
    most.set(tree, Math.max(most.get(tree) ?? 0, count));
  });
  return [...most.values()].reduce((sum, count) => sum + count, 0);
}
