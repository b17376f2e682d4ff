import type { FunctionDefinition, Graph, Node } from '../../ir/index.js';

/**
 * Nodes that a walk may visit beyond those that the file lists, by inlining functions that are called again and walking
 * bodies again: a file of 2 KB can ask for 2⁶⁴. The largest real models have some 100,000 nodes and list nearly all of
 * them.
 */
const MAX_REPEATED_NODES = 50_000;

/**
 * Bodies of control flow that are analysed: real models have some hundred, and each takes the memory of several layers.
 */
const MOST_BODIES = 10_000;

/** A walk would visit more nodes again than `MAX_REPEATED_NODES`, or enter more bodies than `MOST_BODIES`. */
export class WalkTooLong extends Error {
  override readonly name = 'WalkTooLong';

  constructor(message = `walking its functions and bodies again takes more than ${MAX_REPEATED_NODES} nodes`) {
    super(message);
  }
}

/**
 * Refuses one body more than so many.
 * @throws WalkTooLong
 */
export function limitBodies(count: number): void {
  if (count > MOST_BODIES) throw new WalkTooLong(`the model has more than ${MOST_BODIES} bodies of control flow`);
}

/** Names and attributes of a node are walked, too; this many of them count as a node. */
const PARTS_OF_NODE = 8;

/** Every label on the way to a node is printed with it; this many labels count as one node. */
const DEPTH_OF_NODE = 8;

/**
 * Counts the nodes of calls and bodies that are walked. Those of the main graph are walked once, whatever their number.
 */
export class WalkBudget {
  readonly #main: Graph;
  readonly #functions: readonly FunctionDefinition[];
  readonly #sizes = new WeakMap<readonly Node[], number>();
  #left: number | undefined;

  constructor(main: Graph, functions: readonly FunctionDefinition[]) {
    this.#main = main;
    this.#functions = functions;
  }

  /**
   * Takes from the budget the cost of walking these nodes, with this number of other names, at this depth. False where
   * too little is left.
   */
  take(nodes: readonly Node[], names: number, depth: number): boolean {
    // Most models have neither functions nor bodies, and nothing to count.
    this.#left ??= MAX_REPEATED_NODES + this.#listed();
    const cost = (this.#sizeOf(nodes) + 1 + names / PARTS_OF_NODE) * (1 + depth / DEPTH_OF_NODE);
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }

  /** The number of things that the file lists within nodes and functions; each may be walked once without a charge. */
  #listed(): number {
    return [this.#main, ...this.#functions].reduce((sum, { nodes }) => sum + this.#sizeOf(nodes), 0);
  }

  #sizeOf(nodes: readonly Node[]): number {
    let size = this.#sizes.get(nodes);
    if (size === undefined) {
      size = 0;
      for (const { inputs, outputs, attributes } of nodes) {
        size += 1 + (inputs.length + outputs.length + attributes.size) / PARTS_OF_NODE;
        for (const attribute of attributes.values()) {
          if (attribute.kind === 'graph') size += this.#sizeOf(attribute.value.nodes);
          else if (attribute.kind === 'graphs') {
            for (const { nodes: inner } of attribute.value) size += this.#sizeOf(inner);
          }
        }
      }
      this.#sizes.set(nodes, size);
    }
    return size;
  }
}
