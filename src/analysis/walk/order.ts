import type { Graph, Node } from '../../ir/index.js';

/**
 * The nodes of a graph in an order in which values are made before they are read; nodes that need no move keep their
 * places. Nodes on a cycle come in file order and are listed in `cyclic`.
 */
export function sortNodes(nodes: readonly Node[]): {
  readonly nodes: readonly Node[];
  readonly cyclic: ReadonlySet<Node>;
} {
  const producers = new Map<string, number>();
  nodes.forEach((node, position) => {
    for (const name of node.outputs) if (name !== '' && !producers.has(name)) producers.set(name, position);
  });
  const sorted: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const cyclic = new Set<Node>();
  for (const root of nodes) {
    // A stack of its own: real graphs are chains of tens of thousands of nodes.
    const stack = [{ node: root, names: namesRead(root), next: 0 }];
    if (state.has(root)) continue;
    state.set(root, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const name = top.names[top.next++];
      if (name === undefined) {
        state.set(top.node, 'done');
        sorted.push(top.node);
        stack.pop();
        continue;
      }
      const producer = nodes[producers.get(name) ?? -1];
      if (producer === undefined || state.get(producer) === 'done') continue;
      if (state.get(producer) === 'open') {
        cyclic.add(top.node);
        continue;
      }
      state.set(producer, 'open');
      stack.push({ node: producer, names: namesRead(producer), next: 0 });
    }
  }
  return { nodes: sorted, cyclic };
}

/** The values that a node reads: its inputs, and what its bodies take from around them. */
function namesRead(node: Node): readonly string[] {
  const captured = namesCaptured(node);
  return captured.length === 0 ? node.inputs : [...node.inputs, ...captured];
}

/** The values that a node's bodies take from around them. */
export function namesCaptured({ attributes }: Node): readonly string[] {
  if (attributes.size === 0) return none;
  let captured: Set<string> | undefined;
  for (const attribute of attributes.values()) {
    const graphs =
      attribute.kind === 'graph' ? [attribute.value] : attribute.kind === 'graphs' ? attribute.value : none;
    for (const graph of graphs) for (const name of freeNames(graph)) (captured ??= new Set()).add(name);
  }
  return captured === undefined ? none : [...captured];
}

const none: readonly never[] = [];

const known = new WeakMap<Graph, ReadonlySet<string>>();

/** The names that a body reads but does not make. */
function freeNames(graph: Graph): ReadonlySet<string> {
  const cached = known.get(graph);
  if (cached !== undefined) return cached;
  const own = new Set<string>();
  for (const input of graph.inputs) own.add(input.name);
  for (const tensor of graph.initializers) own.add(tensor.name);
  for (const node of graph.nodes) for (const name of node.outputs) own.add(name);
  const free = new Set<string>();
  for (const node of graph.nodes) for (const name of namesRead(node)) if (name !== '' && !own.has(name)) free.add(name);
  for (const output of graph.outputs) if (output.name !== '' && !own.has(output.name)) free.add(output.name);
  known.set(graph, free);
  return free;
}
