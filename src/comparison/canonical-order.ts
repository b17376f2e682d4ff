import { isRunning } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { equals } from '../dim/index.js';
import type { Value } from '../ir/index.js';

/**
 * The layers that do something, in an order that their graph alone decides: from the outputs back, the inputs of each before it. Two exports of one
 * network have the same order whatever their nodes are called and in whatever order the file lists them. Bodies follow the layer that owns them.
 */
export function canonicalOrder({ layers, regions, outputs }: Analysis): readonly Layer[] {
  const order: Layer[] = [];
  const visited = new Set<number>();
  const bodies = new Map<number, Edge[]>();
  for (const { owner, outputs: results } of regions) {
    if (owner !== undefined) {
      bodies.set(owner, [...(bodies.get(owner) ?? []), ...results.flatMap((edge) => edge ?? [])]);
    }
  }
  const roots = [
    ...outputs,
    ...layers.flatMap(({ outputs: own }) =>
      own.flatMap((edge) => (edge !== undefined && edge.consumers.length === 0 ? [edge] : [])),
    ),
  ];
  const stack: { readonly layer: Layer; readonly edges: readonly Edge[]; next: number }[] = [];
  const visit = (edge: Edge): void => {
    const layer = edge.producer === undefined ? undefined : layers[edge.producer];
    if (layer === undefined || visited.has(layer.index)) return;
    visited.add(layer.index);
    stack.push({
      layer,
      edges: [...layer.inputs.flatMap((input) => input ?? []), ...(bodies.get(layer.index) ?? [])],
      next: 0,
    });
  };
  for (const root of roots) {
    visit(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge !== undefined) visit(edge);
      else {
        stack.pop();
        if (isRunning(top.layer) && !passesThrough(top.layer)) order.push(top.layer);
      }
    }
  }
  return order;
}

/** Whether a layer hands its input on as it is: an Identity, a Dropout at inference, a Cast to the same type, a Reshape to the same shape. */
export function passesThrough({ inputs: [input], outputs: [output] }: Layer): boolean {
  return input !== undefined && output?.viewOf === input && isSameTensor(input.type, output.type);
}

function isSameTensor(left: Value, right: Value): boolean {
  if (
    left.kind !== 'tensor' ||
    right.kind !== 'tensor' ||
    left.dtype !== right.dtype ||
    left.shape?.length !== right.shape?.length
  ) {
    return false;
  }
  return left.shape?.every((dim, axis) => equals(dim, right.shape?.[axis] ?? dim)) ?? false;
}
