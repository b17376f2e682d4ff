import type { Graph, Model, Node } from '../../ir/index.js';

/**
 * The nodes of a model, bodies of control flow included, by what they are looked up by. A tensor name that two nodes
 * give is left out.
 */
export interface GraphIndex {
  /** In listed order, which is an order of execution. */
  readonly nodes: readonly Node[];
  readonly producerOf: ReadonlyMap<string, Node>;
  readonly readersOf: ReadonlyMap<string, readonly Node[]>;
  readonly byOrigin: ReadonlyMap<string, Node>;
  readonly nodeNames: ReadonlySet<string>;
  /** The values that are not constant: inputs of graphs and outputs of nodes. */
  readonly values: ReadonlySet<string>;
}

/** Indexes a model; the nodes of its functions are left out, as a tensor in them is one of every call. */
export function indexModel({ graph }: Model): GraphIndex {
  const nodes: Node[] = [];
  const producerOf = new Map<string, Node>();
  const clashing = new Set<string>();
  const readersOf = new Map<string, Node[]>();
  const values = new Set<string>();
  const visit = (each: Graph): void => {
    const stored = new Set(each.initializers.map(({ name }) => name));
    for (const { name } of each.inputs) if (!stored.has(name)) values.add(name);
    for (const node of each.nodes) {
      nodes.push(node);
      for (const output of node.outputs) {
        if (output === '') continue;
        if (values.has(output)) clashing.add(output);
        values.add(output);
        producerOf.set(output, node);
      }
      for (const input of new Set(node.inputs)) {
        const readers = readersOf.get(input);
        if (readers === undefined) readersOf.set(input, [node]);
        else readers.push(node);
      }
      for (const attribute of node.attributes.values()) {
        if (attribute.kind === 'graph') visit(attribute.value);
        if (attribute.kind === 'graphs') attribute.value.forEach(visit);
      }
    }
  };
  visit(graph);
  for (const name of clashing) {
    producerOf.delete(name);
    readersOf.delete(name);
    values.delete(name);
  }
  return {
    nodes,
    producerOf,
    readersOf,
    byOrigin: new Map(nodes.map((node) => [node.origin, node])),
    nodeNames: new Set(nodes.map(({ name }) => name)),
    values,
  };
}
