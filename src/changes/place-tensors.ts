import type { Layer } from '../analysis/index.js';
import type { Graph, Node } from '../ir/index.js';
import { groupBy } from '../text/index.js';
import type { NewTensor } from './edits.js';

/** A tensor that a layer needs at an input in place of the one of this name. */
export interface TensorChange {
  readonly layer: Layer;
  readonly position: number;
  readonly name: string;
  readonly tensor: NewTensor;
}

/** Where new tensors stand in the file. */
export interface Placing {
  readonly added: ReadonlyMap<string, NewTensor>;
  /** Initializers that nobody reads any more. */
  readonly dropped: ReadonlySet<string>;
  /** Inputs of nodes that read another name after the change. */
  readonly renamed: readonly { readonly origin: string; readonly position: number; readonly name: string }[];
}

/**
 * Gives new tensors their names. One whose readers all change alike keeps its name; else those who change read a tensor
 * of their own, as exporters store equal weights of several layers once.
 */
export function placeTensors(graph: Graph, changes: readonly TensorChange[], removed: ReadonlySet<string>): Placing {
  const names = new Set([
    ...graph.initializers.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const reads = readsOf(graph, removed);
  const initializers = new Set(graph.initializers.map(({ name }) => name));
  // What a caller may replace keeps its size.
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const added = new Map<string, NewTensor>();
  const dropped = new Set<string>();
  const renamed: { origin: string; position: number; name: string }[] = [];
  for (const [name, all] of groupBy(changes, (each) => each.name)) {
    const alike = [...groupBy(all, ({ tensor }) => JSON.stringify(tensor)).values()];
    const isUnread = initializers.has(name) && !inputs.has(name) && reads.get(name) === all.length;
    const isOfAll = isUnread && alike.length === 1;
    if (isUnread) dropped.add(name);
    for (const group of alike) {
      const [first] = group;
      if (first === undefined) continue;
      const own = isOfAll ? name : freshName(name, names);
      added.set(own, first.tensor);
      if (isOfAll) continue;
      for (const { layer, position } of group) renamed.push({ origin: layer.node.origin, position, name: own });
    }
  }
  return { added, dropped, renamed };
}

function freshName(name: string, taken: Set<string>): string {
  let number = 1;
  while (taken.has(`${name}_${number}`)) number += 1;
  taken.add(`${name}_${number}`);
  return `${name}_${number}`;
}

/** How often each value is read, in bodies too, or given out. */
function readsOf({ nodes, outputs }: Graph, removed: ReadonlySet<string>): ReadonlyMap<string, number> {
  const reads = new Map<string, number>();
  const count = (name: string): unknown => reads.set(name, (reads.get(name) ?? 0) + 1);
  const visit = (node: Node): void => {
    if (removed.has(node.origin)) return;
    for (const name of node.inputs) count(name);
    for (const attribute of node.attributes.values()) {
      const bodies =
        attribute.kind === 'graph' ? [attribute.value] : attribute.kind === 'graphs' ? attribute.value : [];
      for (const body of bodies) {
        for (const inner of body.nodes) visit(inner);
        for (const { name } of body.outputs) count(name);
      }
    }
  };
  for (const node of nodes) visit(node);
  for (const { name } of outputs) count(name);
  return reads;
}
