/**
 * The node that every path to the end passes first, of each node of a graph whose arcs lead from lower to higher
 * numbers.
 */
export interface PostDominators {
  /** The immediate post-dominator; `count`, the end, where all paths meet there only. */
  of(node: number): number;
  /** The first node that all paths from these nodes pass. */
  common(nodes: readonly number[]): number;
}

/**
 * Post-dominators of the nodes 0 to count − 1 and of an end after them. A node without successors, and any for which
 * `isExit` holds, leads to the end. One pass from the end: a node's immediate post-dominator is the nearest common
 * ancestor of its successors in the tree of post-dominators (K. D. Cooper, T. J. Harvey, K. Kennedy, A Simple, Fast
 * Dominance Algorithm, 2001), found in logarithmic time by jump pointers (E. W. Myers, An applicative random-access
 * stack, 1983).
 */
export function findPostDominators(
  count: number,
  successors: readonly (readonly number[])[],
  isExit: (node: number) => boolean,
): PostDominators {
  const parent = new Int32Array(count + 1).fill(count);
  const jump = new Int32Array(count + 1).fill(count);
  const depth = new Int32Array(count + 1);
  const get = (list: Int32Array, node: number): number => list[node] ?? count;

  const climb = (node: number, wanted: number): number => {
    let at = node;
    while (get(depth, at) > wanted) at = get(depth, get(jump, at)) >= wanted ? get(jump, at) : get(parent, at);
    return at;
  };
  const nearest = (a: number, b: number): number => {
    const wanted = Math.min(get(depth, a), get(depth, b));
    let [one, other] = [climb(a, wanted), climb(b, wanted)];
    while (one !== other) {
      const list = get(jump, one) === get(jump, other) ? parent : jump;
      [one, other] = [get(list, one), get(list, other)];
    }
    return one;
  };
  const common = (nodes: readonly number[]): number =>
    nodes.reduce((one, other) => nearest(one, other), nodes[0] ?? count);

  for (let node = count - 1; node >= 0; node--) {
    const after = successors[node] ?? [];
    const above = isExit(node) ? count : common(after);
    parent[node] = above;
    depth[node] = get(depth, above) + 1;
    const high = get(jump, above);
    jump[node] =
      get(depth, above) - get(depth, high) === get(depth, high) - get(depth, get(jump, high)) ? get(jump, high) : above;
  }
  return { of: (node) => get(parent, node), common };
}
