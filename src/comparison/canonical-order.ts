import { equals } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures } from '../figures/index.js';
import { isRunning, layerOf } from '../report/index.js';
import type { NamedValue, Report, ReportLayer } from '../report/index.js';
import { append } from '../text/index.js';

/**
 * The layers that do something, in an order that their graph alone decides: from the outputs back, the inputs of each
 * before it. Two exports of one network have one order whatever their nodes are called and in whatever order the file
 * lists them.
 */
export function canonicalOrder(report: Pick<Report, 'layers' | 'outputs'>): readonly ReportLayer[] {
  const { layers, outputs } = report;
  const graph = graphOf(report);
  const order: ReportLayer[] = [];
  const visited = new Set<ReportLayer>();
  const stack: { readonly layer: ReportLayer; readonly before: readonly ReportLayer[]; next: number }[] = [];
  const visit = (layer: ReportLayer | undefined): void => {
    if (layer === undefined || visited.has(layer)) return;
    visited.add(layer);
    stack.push({ layer, before: graph.before(layer), next: 0 });
  };
  const roots = [...outputs.map(({ name }) => graph.producerOf(name, [])), ...layers.filter(graph.isUnread)];
  for (const root of roots) {
    visit(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const layer = top.before[top.next++];
      if (layer !== undefined) visit(layer);
      else {
        stack.pop();
        if (isRunning(top.layer) && !passesThrough(top.layer)) order.push(top.layer);
      }
    }
  }
  return order;
}

/**
 * Which layer reads the results of which. A report has names in place of links; those of a body may hide those around
 * it.
 */
function graphOf({ layers }: Pick<Report, 'layers'>): {
  producerOf(name: string, path: readonly string[]): ReportLayer | undefined;
  /** The layers that must run before: those that give its inputs, then those of its bodies. */
  before(layer: ReportLayer): readonly ReportLayer[];
  isUnread(layer: ReportLayer): boolean;
} {
  const producers = new Map<string, ReportLayer>();
  for (const layer of layers) {
    for (const output of layer.outputs) {
      if (output !== null) producers.set(keyOf(layer.path, output.name), layer);
    }
  }
  const producerOf = (name: string, path: readonly string[]): ReportLayer | undefined => {
    for (let depth = path.length; depth >= 0; depth--) {
      const layer = producers.get(keyOf(path.slice(0, depth), name));
      if (layer !== undefined) return layer;
    }
    return undefined;
  };
  const inputsOf = ({ inputs, path }: ReportLayer): readonly ReportLayer[] =>
    inputs.flatMap((input) => (input === null ? [] : (producerOf(input.name, path) ?? [])));
  const bodies = bodiesOf(layers);
  const read = new Set(layers.flatMap(inputsOf));
  return {
    producerOf,
    before: (layer) => [...inputsOf(layer), ...(bodies.get(layer) ?? [])],
    isUnread: (layer) => !read.has(layer),
  };
}

function keyOf(path: readonly string[], name: string): string {
  return [...path, name].join('\0');
}

/** The layers of the bodies of each control-flow layer: those that follow it and lie deeper. */
function bodiesOf(layers: readonly ReportLayer[]): ReadonlyMap<ReportLayer, readonly ReportLayer[]> {
  const bodies = new Map<ReportLayer, ReportLayer[]>();
  const owners: ReportLayer[] = [];
  for (const layer of layers) {
    while (owners.length > 0 && (owners.at(-1)?.path.length ?? 0) >= layer.path.length) owners.pop();
    const owner = owners.at(-1);
    if (owner !== undefined) append(bodies, owner, layer);
    if (layer.category === 'control-flow') owners.push(layer);
  }
  return bodies;
}

/**
 * Whether a layer gives its input unchanged: an Identity, a Dropout at inference, a Cast to the same type, a Reshape to
 * the same shape.
 */
function passesThrough(layer: ReportLayer): boolean {
  const {
    inputs: [input],
    outputs: [output],
    category,
  } = layer;
  const moves = figures.some((figure) => figure.ofLayer?.counted === 'run' && layerOf(layer, figure) !== 0);
  return !moves && category !== 'control-flow' && isSameTensor(input, output);
}

function isSameTensor(left: NamedValue<Dim> | null | undefined, right: NamedValue<Dim> | null | undefined): boolean {
  if (!left || !right || !('shape' in left) || !('shape' in right)) return false;
  if (left.dtype !== right.dtype || left.shape?.length !== right.shape?.length) return false;
  return left.shape?.every((dim, axis) => equals(dim, right.shape?.[axis] ?? dim)) ?? false;
}
