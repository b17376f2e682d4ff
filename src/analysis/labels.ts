import type { Node } from '../ir/index.js';

/**
 * Gives every node a label that is unique in the model: its name, else operator and place; a call's label stands before
 * those of its function's nodes.
 */
export interface Labels {
  of(node: Node, path: readonly string[]): string;
}

/**
 * Starts the labels of one analysis. A node in a call or a body keeps its label however often that is walked; others
 * are walked once.
 */
export function createLabels(): Labels {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  // How far a name was counted to make it unique, so that many nodes of one name need not count from the start.
  const counts = new Map<string, number>();
  return {
    of(node, path) {
      // A node that holds graphs is made anew each time that its attributes are bound. The last part of a path stands
      // in no other.
      const call = path.at(-1);
      const key = call === undefined ? undefined : `${call}\n${node.origin}`;
      const known = key === undefined ? undefined : given.get(key);
      if (known !== undefined) return known;
      const own = shortened(node.name === '' ? `${node.opType}_${placeOf(node)}` : node.name);
      let label = own;
      if (call !== undefined && taken.has(label)) label = shortened(`${call}/${own}`);
      if (taken.has(label)) {
        let count = counts.get(own) ?? 1;
        do label = `${own}_${++count}`;
        while (taken.has(label));
        counts.set(own, count);
      }
      taken.add(label);
      if (key !== undefined) given.set(key, label);
      return label;
    },
  };
}

/**
 * Characters of a label before it is made unique. Names that exporters make of module paths stay below; a file may use
 * 16 KiB for one.
 */
const LONGEST_LABEL = 512;

/** A long text without its middle. */
function shortened(text: string): string {
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL / 2)}…${text.slice(-LONGEST_LABEL / 2)}`;
}

/** The node's place in its graph, which ends its origin: `graph.node[12]`. */
function placeOf({ origin }: Node): string {
  return /\[(\d+)\]$/u.exec(origin)?.[1] ?? '';
}
