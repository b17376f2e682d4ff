import { equals, isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { isView } from './readers.js';
import { remember } from './remember.js';
import { append } from '../../text/index.js';

/**
 * An input that comes back as an output, to be given to the next run: keys and values of the past, a recurrent state.
 */
export interface CarriedState {
  readonly input: Edge;
  readonly output: Edge;
}

/**
 * The view of which inputs come back as outputs, found by the graph and never by names: the output has the input's
 * type, in all but one axis of its shape, and is made of it by layers that keep what they are given: views and moves,
 * one of which joins it with something new (Concat, ScatterND); operators that say that they read a state (attention,
 * recurrent ones); bodies of control flow in between.
 */
export const carriedStatesOf: (analysis: Analysis) => readonly CarriedState[] = remember((analysis) => {
  const places = new Map<Edge, number>();
  const ofKind = new Map<string, Edge[]>();
  for (const output of analysis.outputs) {
    if (output.provenance !== 'data' || places.has(output)) continue;
    places.set(output, places.size);
    append(ofKind, kindOf(output), output);
  }
  const claimed = new Set<Edge>();
  let follower: ReturnType<typeof createFollower> | undefined;
  const follow = (input: Edge): ReadonlySet<Edge> => (follower ??= createFollower(analysis))(input);
  return analysis.inputs.flatMap((input): readonly CarriedState[] => {
    const outputs = ofKind.get(kindOf(input)) ?? [];
    const isPossible =
      outputs.length > MOST_COMPARED || outputs.some((output) => axesThatDiffer(input, output) !== undefined);
    if (!isPossible) return [];
    const [best] = [...follow(input)]
      .flatMap((output) => {
        const place = claimed.has(output) ? undefined : places.get(output);
        const differing = place === undefined ? undefined : axesThatDiffer(input, output);
        return place === undefined || differing === undefined ? [] : [{ output, place, differing }];
      })
      .toSorted((a, b) => a.differing - b.differing || a.place - b.place);
    if (best === undefined) return [];
    claimed.add(best.output);
    return [{ input, output: best.output }];
  });
});

/** An input is compared with so many outputs before it is followed; where there are more, to follow it is quicker. */
const MOST_COMPARED = 256;

/** All inputs are followed over so many values together; in real models each state passes a few dozen. */
export const MOST_FOLLOWED = 1_000_000;

/** What an input and the output that it comes back as have in common. */
function kindOf({ type }: Edge): string {
  return isRanked(type) ? `${type.dtype} ${type.shape.length}` : '';
}

/**
 * How many axes of two tensors differ in size; undefined when they are of two types. A size that is not known agrees
 * with any.
 */
function axesThatDiffer({ type: a }: Edge, { type: b }: Edge): number | undefined {
  if (!isRanked(a) || !isRanked(b) || a.dtype !== b.dtype || a.shape.length !== b.shape.length) return undefined;
  const differing = a.shape.filter((dim, axis) => !equals(dim, b.shape[axis] ?? 0));
  const certain = a.shape.filter((dim, axis) => isKnown(dim) && isKnown(b.shape[axis] ?? 0) && dim !== b.shape[axis]);
  return certain.length > 1 ? undefined : differing.length;
}

/** Finds the values that keep what an input holds and something new besides. */
function createFollower({ layers, regions }: Analysis): (input: Edge) => ReadonlySet<Edge> {
  // Outputs of bodies with the values of the layer around them that they become.
  const becomes = new Map<Edge, Edge[]>();
  for (const { outputs } of layers) {
    for (const output of outputs) {
      for (const source of output?.sources ?? []) if (output !== undefined) append(becomes, source, output);
    }
  }
  const bodies = new Map<number, (readonly Edge[])[]>();
  for (const { owner, inputs } of regions) if (owner !== undefined) append(bodies, owner, inputs);

  // A layer may have thousands of inputs, and each of them leads to it.
  const readings = new Map<Layer, Reading>();
  const readingOf = (layer: Layer): Reading => {
    let reading = readings.get(layer);
    if (reading === undefined) readings.set(layer, (reading = readInputs(layer)));
    return reading;
  };

  let left = MOST_FOLLOWED;
  return (input) => {
    const joined = new Set<Edge>();
    const seen = new Set<Edge>();
    const open: { readonly edge: Edge; readonly isJoined: boolean }[] = [{ edge: input, isJoined: false }];
    const visit = (edge: Edge | undefined, isJoined: boolean): void => {
      if (edge === undefined || joined.has(edge) || (!isJoined && seen.has(edge))) return;
      (isJoined ? joined : seen).add(edge);
      open.push({ edge, isJoined });
    };
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { edge, isJoined } = next;
      left -= 1 + edge.consumers.length;
      if (left < 0) return joined;
      for (const outer of becomes.get(edge) ?? []) visit(outer, isJoined);
      for (const index of edge.consumers) {
        const layer = layers[index];
        if (layer === undefined) continue;
        const reading = readingOf(layer);
        const positions = reading.positions.get(edge) ?? [];
        for (const inputs of bodies.get(index) ?? []) {
          for (const position of positions) visit(inputs[position], true);
        }
        for (const kept of keptBy(layer, edge, positions[0] ?? -1, reading)) {
          visit(kept.edge, isJoined || kept.isJoined);
        }
      }
    }
    return joined;
  };
}

/** The inputs of a layer: where each stands, and whether data of several come together. */
interface Reading {
  readonly positions: ReadonlyMap<Edge, readonly number[]>;
  readonly isJoined: boolean;
}

function readInputs({ inputs, operator }: Layer): Reading {
  const positions = new Map<Edge, number[]>();
  const data = new Set<Edge>();
  inputs.forEach((input, at) => {
    if (input === undefined) return;
    append(positions, input, at);
    const role = operator?.roleOf(at);
    if (input.provenance === 'data' && role !== 'index' && role !== 'config' && role !== 'scale') data.add(input);
  });
  return { positions, isJoined: data.size > 1 };
}

/** The outputs of a layer that hold what one of its inputs, at that position, does, and whether something new is in them. */
function keptBy(
  layer: Layer,
  edge: Edge,
  position: number,
  { isJoined }: Reading,
): readonly { readonly edge: Edge; readonly isJoined: boolean }[] {
  const { inputs, outputs, operator, category } = layer;
  const role = operator?.roleOf(position);
  if (role === 'state') {
    const states = inputs.filter((input, at) => input !== undefined && operator?.roleOf(at) === 'state');
    const alike = outputs.filter((output): output is Edge => output !== undefined && isAlike(edge, output));
    const own = alike.length === states.length ? alike[states.indexOf(edge)] : undefined;
    return (own === undefined ? alike : [own]).map((each) => ({ edge: each, isJoined: true }));
  }
  if (role !== 'activation' && role !== 'value') return [];
  if (!isView(layer) && category !== 'data-movement' && category !== 'quantization') return [];
  return outputs.flatMap((output) => (output === undefined ? [] : { edge: output, isJoined }));
}

function isAlike({ type: a }: Edge, { type: b }: Edge): boolean {
  return isRanked(a) && isRanked(b) && a.dtype === b.dtype && a.shape.length === b.shape.length;
}

/** The size of an axis of a tensor; undefined where it has none. */
export function axisOf({ type }: Edge, axis: number): Dim | undefined {
  return isRanked(type) ? type.shape[axis] : undefined;
}
