import type { Graph, Model, Node } from '../ir/index.js';
import { marks } from './onnxruntime/anchors.js';

/**
 * Puts the names that nodes have in the model, or their places where they have none, for the names that they were given
 * for measuring.
 */
export function unmarker(model: Model): (text: string) => string {
  let names: ReadonlyMap<string, string> | undefined;
  return (text) =>
    text.replaceAll(marks, (_, origin: string) => {
      names ??= new Map(
        [...nodesOf(model.graph), ...model.functions.flatMap(({ nodes }) => [...within(nodes)])].map((node) => [
          node.origin,
          node.name,
        ]),
      );
      const name = names.get(origin) ?? '';
      return name === '' ? origin : name;
    });
}

function nodesOf({ nodes }: Graph): readonly Node[] {
  return [...within(nodes)];
}

/** The nodes and those of their bodies. */
function* within(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    for (const attribute of node.attributes.values()) {
      if (attribute.kind === 'graph') yield* nodesOf(attribute.value);
      if (attribute.kind === 'graphs') for (const graph of attribute.value) yield* nodesOf(graph);
    }
  }
}
