import type { Model, Node } from '../../ir/index.js';
import type { KernelProfile } from '../../measurement/index.js';
import type { TracedKernel } from '../profiles/trace-events.js';
import { anchorsOfName, anchorsOfOutputs, epilogueOf } from './anchors.js';
import { indexModel } from './graph-index.js';
import type { GraphIndex } from './graph-index.js';
import { matchValues, purposeOf } from './match-values.js';

/** A kernel of the trace with its node in the optimised model. */
interface Placed {
  readonly kernel: TracedKernel;
  readonly node: Node | undefined;
}

/**
 * The facts of the kernels of a trace, by the model that onnxruntime has optimised: which tensors of the model each
 * reads and gives, and what onnxruntime put in by itself. Kernels between which only tensors pass that the model does
 * not have, such as those of a function that onnxruntime has written out, are one.
 */
export function modelKernelsOf(
  traced: readonly TracedKernel[],
  optimisedModel: Model,
  originalModel: Model,
  marked: boolean,
): readonly KernelProfile[] {
  const optimised = indexModel(optimisedModel);
  const model = indexModel(originalModel);
  const values = matchValues(optimised, model);
  return mergeIslands(placeKernels(traced, optimised), optimised, values, model).map((parts): KernelProfile => {
    const [main] = parts;
    const nodes = parts.flatMap(({ node }) => node ?? []);
    const own = main?.node === undefined ? undefined : purposeOf(main.node, model);
    return {
      name: parts.map(({ kernel }) => kernel.name).join(' + '),
      durationsMs: sumRuns(parts.map(({ kernel }) => kernel.durationsMs)),
      calls: parts.reduce((sum, { kernel }) => sum + kernel.calls, 0),
      ...(own === undefined
        ? {
            anchors: parts.flatMap(({ kernel, node }) => [
              ...anchorsOfName(kernel.name, marked),
              ...(node === undefined ? [] : anchorsOfOutputs(node)),
            ]),
            epilogue: nodes.flatMap(epilogueOf),
            between: betweenOf(nodes, optimised, values),
          }
        : { anchors: [], purpose: own }),
    };
  });
}

/** Finds the node of each kernel: by its name, and for nodes without one by the operator, in the order of execution. */
function placeKernels(traced: readonly TracedKernel[], { nodes }: GraphIndex): readonly Placed[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  byName.delete('');
  const unnamed = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.name === '') unnamed.set(node.opType, [...(unnamed.get(node.opType) ?? []), node]);
  }
  return traced.map((kernel) => ({
    kernel,
    node: byName.get(kernel.name) ?? unnamed.get(kernel.op)?.shift() ?? undefined,
  }));
}

/**
 * Puts a kernel whose results the model does not have together with the one that alone reads them, the last one first.
 */
function mergeIslands(
  placed: readonly Placed[],
  { readersOf }: GraphIndex,
  values: ReadonlyMap<string, string>,
  model: GraphIndex,
): readonly (readonly Placed[])[] {
  const byNode = new Map(placed.flatMap((each) => (each.node === undefined ? [] : [[each.node, each] as const])));
  const islandOf = (each: Placed, depth = 0): Placed => {
    const { node } = each;
    if (node === undefined || depth > placed.length || purposeOf(node, model) !== undefined) return each;
    const outputs = node.outputs.filter((output) => output !== '');
    if (outputs.length === 0 || outputs.some((output) => values.has(output))) return each;
    const readers = new Set(outputs.flatMap((output) => readersOf.get(output) ?? []));
    const [reader] = readers;
    const next = reader === undefined || readers.size > 1 ? undefined : byNode.get(reader);
    if (next === undefined || (reader !== undefined && purposeOf(reader, model) !== undefined)) return each;
    return islandOf(next, depth + 1);
  };
  const islands = new Map<Placed, Placed[]>();
  for (const each of placed) {
    const last = islandOf(each);
    islands.set(last, [...(islands.get(last) ?? []), each]);
  }
  return [...islands].map(([last, parts]) => [last, ...parts.filter((part) => part !== last)]);
}

/**
 * The tensors of the model that nodes read from others and give to others; undefined where one of them is not known.
 */
function betweenOf(
  nodes: readonly Node[],
  optimised: GraphIndex,
  values: ReadonlyMap<string, string>,
): KernelProfile['between'] {
  const given = new Set(nodes.flatMap(({ outputs }) => outputs));
  const reads: string[] = [];
  const gives: string[] = [];
  for (const input of nodes.flatMap(({ inputs }) => inputs)) {
    if (given.has(input) || !optimised.values.has(input)) continue;
    const value = values.get(input);
    if (value === undefined) return undefined;
    reads.push(value);
  }
  for (const output of given) {
    const value = values.get(output);
    if (value !== undefined) gives.push(value);
    else if ((optimised.readersOf.get(output) ?? []).some((reader) => !nodes.includes(reader))) return undefined;
  }
  return gives.length === 0 ? undefined : { reads, gives };
}

function sumRuns(parts: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = parts;
  return others.reduce((sum, part) => sum.map((ms, run) => ms + (part[run] ?? 0)), first);
}
