import { graph, node, value } from '../../../fixtures/build/model.js';
import type { FunctionSpec, GraphSpec, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';

/** A kind of model that asks for much more work than it is long, of any size. */
export interface CostlyModel {
  readonly name: string;
  /** A size at which the file has some hundred kilobytes, or less where that is enough. */
  readonly size: number;
  /** Whether it took more time or memory than it may, once: a test holds it. The others are benchmarked only. */
  readonly hasFallen?: boolean;
  readonly build: (size: number) => ModelSpec;
  /** How it is printed; JSON unless told. */
  readonly format?: 'table';
}

/** The input of most of them. */
export const x = value('x', 'float32', [1, 4]);

/** The integers below `size`. */
export function count(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}

/** A model from `x` to `y`, but for what is said otherwise. */
export function whole(nodes: readonly NodeSpec[], rest: Partial<ModelSpec> = {}): ModelSpec {
  return { opset: 17, inputs: [x], outputs: ['y'], ...rest, nodes };
}

/** `size` nodes, each of which reads what the one before makes, from `start` to `y`. */
export function chain(
  size: number,
  make: (from: string, to: string, index: number) => NodeSpec,
  start = 'x',
): NodeSpec[] {
  return count(size).map((index) =>
    make(index === 0 ? start : `t${index - 1}`, index === size - 1 ? 'y' : `t${index}`, index),
  );
}

/** Attributes of so many names. */
export function manyAttributes(size: number): Readonly<Record<string, number>> {
  return Object.fromEntries(count(size).map((index) => [`a${index}`, index]));
}

/** A call of a function of the model. */
export function call(name: string, from: string, to: string): NodeSpec {
  return node(name, [from], [to], {}, { domain: 'own' });
}

/** A function from `a` to `c`. */
export function functionOf(name: string, nodes: readonly NodeSpec[]): FunctionSpec {
  return { name, domain: 'own', inputs: ['a'], outputs: ['c'], nodes };
}

/** Functions each of which is made of what `inside` gives for the next. */
export function nestedFunctions(depth: number, inside: (next: string) => readonly NodeSpec[]): ModelSpec {
  const last = functionOf(`F${depth}`, [node('Relu', ['a'], ['c'])]);
  const others = count(depth).map((index) => functionOf(`F${index}`, inside(`F${index + 1}`)));
  return whole([call('F0', 'x', 'y')], { domains: { own: 1 }, functions: [...others, last] });
}

/** A body within a body within a body, each of which `wrap` makes a node of, with `beside` next to it. */
export function nestedBodies(
  depth: number,
  wrap: (body: GraphSpec) => NodeSpec,
  beside: readonly NodeSpec[] = [],
): ModelSpec {
  let body = bodyOf([node('Concat', ['state', 'state'], ['next'], { axis: 0 })]);
  for (let level = 1; level < depth; level++) body = bodyOf([wrap(body), ...beside]);
  return whole([{ ...wrap(body), inputs: ['trips', 'go', 'x'], outputs: ['y'] }], {
    inputs: [x, value('trips', 'int64', []), value('go', 'bool', [])],
  });
}

/** A body of a loop that carries `state`. */
export function bodyOf(nodes: readonly NodeSpec[]): GraphSpec {
  return {
    inputs: [value('number', 'int64', []), value('condition', 'bool', []), value('state', 'float32')],
    outputs: ['condition', 'next'],
    nodes,
  };
}

/** A Loop in a body, with the state of that body. */
export function loopOf(body: GraphSpec): NodeSpec {
  return node('Loop', ['number', 'condition', 'state'], ['next'], { body: graph(body) });
}

/** A Scan in a body, with the state of that body. */
export function scanOf(body: GraphSpec): NodeSpec {
  return node('Scan', ['number', 'condition', 'state'], ['condition', 'next'], {
    body: graph(body),
    num_scan_inputs: 1,
  });
}
