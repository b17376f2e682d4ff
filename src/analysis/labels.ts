import type { Node } from '../ir/index.js';

/** Gives every node a label that is unique in the model: its name, else operator and place; a call's label stands before those of its function's nodes. */
export interface Labels {
  of(node: Node, path: readonly string[]): string;
}

/** Starts the labels of one analysis. A node in a call or a body keeps its label however often that is walked; others are walked once. */
export function createLabels(): Labels {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return {
    of(node, path) {
      // A node that holds graphs is made anew each time that its attributes are bound.
      const key = path.length === 0 ? undefined : `${path.join('\n')}\n\n${node.origin}`;
      const known = key === undefined ? undefined : given.get(key);
      if (known !== undefined) return known;
      const own = node.name === '' ? `${node.opType}_${placeOf(node)}` : node.name;
      let label = own;
      const call = path.at(-1);
      if (call !== undefined && taken.has(label)) label = `${call}/${own}`;
      const before = taken.size;
      for (let count = 2; taken.add(label).size === before; count++) label = `${own}_${count}`;
      if (key !== undefined) given.set(key, label);
      return label;
    },
  };
}

/** The node's place in its graph, which ends its origin: `graph.node[12]`. */
function placeOf({ origin }: Node): string {
  return /\[(\d+)\]$/u.exec(origin)?.[1] ?? '';
}
