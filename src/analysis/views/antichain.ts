/**
 * A largest set of the chosen nodes of which no path leads from one to another, in a graph whose arcs lead from lower
 * to higher numbers.
 *
 * By Dilworth's theorem it is as large as the fewest paths that cover all chosen nodes (R. P. Dilworth, A Decomposition
 * Theorem for Partially Ordered Sets, 1950), paths being free to meet. Some paths are found greedily; as a flow of at
 * least 1 through each chosen node they are then made as few as can be, and the cut that proves it holds the set.
 */
export function findAntichain(
  successors: readonly (readonly number[])[],
  chosen: ReadonlySet<number>,
): readonly number[] {
  if (chosen.size < 2) return [...chosen];
  const graph = withPredecessors(successors);
  const flow = coverGreedily(graph, chosen);
  for (;;) {
    const { shortened, reached } = shortenOnce(graph, chosen, flow);
    if (!shortened) {
      return [...chosen].filter((node) => reached.into.has(node) && !reached.outOf.has(node)).toSorted((a, b) => a - b);
    }
  }
}

interface Graph {
  readonly count: number;
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
}

/**
 * How many paths of a cover run through each node, along each arc (by its place among the predecessors), and where they
 * begin and end.
 */
interface Flow {
  readonly through: number[];
  readonly along: readonly number[][];
  readonly begins: number[];
  readonly ends: number[];
}

function withPredecessors(successors: readonly (readonly number[])[]): Graph {
  const predecessors = successors.map((): number[] => []);
  successors.forEach((after, node) => after.forEach((next) => predecessors[next]?.push(node)));
  return { count: successors.length, successors, predecessors };
}

/** Paths, each through as many nodes that no other covers as possible. */
function coverGreedily({ count, predecessors }: Graph, chosen: ReadonlySet<number>): Flow {
  const flow: Flow = {
    through: zeros(count),
    along: predecessors.map((list) => zeros(list.length)),
    begins: zeros(count),
    ends: zeros(count),
  };
  const left = new Set(chosen);
  while (left.size > 0) {
    const gain = zeros(count);
    const from = new Array<number>(count).fill(-1);
    let last = 0;
    for (let node = 0; node < count; node++) {
      let best = 0;
      predecessors[node]?.forEach((before, place) => {
        if (at(gain, before) > best) [best, from[node]] = [at(gain, before), place];
      });
      gain[node] = best + (left.has(node) ? 1 : 0);
      if (at(gain, node) > at(gain, last)) last = node;
    }
    raise(flow.ends, last, 1);
    for (let node = last; ;) {
      raise(flow.through, node, 1);
      left.delete(node);
      const place = at(from, node, -1);
      const before = predecessors[node]?.[place];
      if (before === undefined) {
        raise(flow.begins, node, 1);
        break;
      }
      raise(flow.along[node], place, 1);
      node = before;
    }
  }
  return flow;
}

/**
 * The nodes that a search from the start could reach: the side of a node that arcs lead into, and the side that they
 * lead out of.
 */
interface Reached {
  readonly into: ReadonlySet<number>;
  readonly outOf: ReadonlySet<number>;
}

/** One step back of a search: the change to the flow that led here. */
interface Step {
  readonly node: number;
  readonly side: 'into' | 'outOf';
  readonly before: Step | undefined;
  undo(): void;
}

/** Takes one path away and leads the others so that every chosen node stays on a path, where that is possible. */
function shortenOnce(
  { count, successors, predecessors }: Graph,
  chosen: ReadonlySet<number>,
  flow: Flow,
): { readonly shortened: boolean; readonly reached: Reached } {
  const into = new Set<number>();
  const outOf = new Set<number>();
  const queue: Step[] = [];
  const visit = (node: number, side: Step['side'], before: Step | undefined, undo: () => void): void => {
    const seen = side === 'into' ? into : outOf;
    if (seen.has(node)) return;
    seen.add(node);
    queue.push({ node, side, before, undo });
  };
  for (let node = 0; node < count; node++) {
    if (at(flow.begins, node) > 0) visit(node, 'into', undefined, () => raise(flow.begins, node, -1));
  }

  for (let position = 0; position < queue.length; position++) {
    const step = queue[position];
    if (step === undefined) break;
    const { node, side } = step;
    if (side === 'into') {
      // Either less flows through the node, where its least allows that, or more flows into it from a node before,
      // which then sends less elsewhere.
      if (at(flow.through, node) > (chosen.has(node) ? 1 : 0)) {
        visit(node, 'outOf', step, () => raise(flow.through, node, -1));
      }
      predecessors[node]?.forEach((before, place) =>
        visit(before, 'outOf', step, () => raise(flow.along[node], place, 1)),
      );
      continue;
    }
    if (at(flow.ends, node) > 0) {
      raise(flow.ends, node, -1);
      for (let each: Step | undefined = step; each !== undefined; each = each.before) each.undo();
      return { shortened: true, reached: { into, outOf } };
    }
    visit(node, 'into', step, () => raise(flow.through, node, 1));
    for (const next of successors[node] ?? []) {
      const place = predecessors[next]?.indexOf(node) ?? -1;
      if (at(flow.along[next] ?? [], place) > 0) visit(next, 'into', step, () => raise(flow.along[next], place, -1));
    }
  }
  return { shortened: false, reached: { into, outOf } };
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function at(list: readonly number[], position: number, otherwise = 0): number {
  return list[position] ?? otherwise;
}

function raise(list: number[] | undefined, position: number, by: number): void {
  if (list !== undefined) list[position] = (list[position] ?? 0) + by;
}
