import { equals, isKnown, print, product, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat, isRanked } from '../../ir/index.js';
import type { Shape } from '../../ir/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { bytesOf, dtypeInMemory } from '../sizes.js';
import { overridableOf } from './overridable.js';
import { remember } from './remember.js';
import { createStateFollower } from './state-follower.js';
import type { Reached } from './state-follower.js';
import { append } from '../../text/index.js';

/**
 * An input that comes back as an output, to be given to the next run: keys and values of the past, a recurrent state.
 * An input may have a default in the file.
 */
export interface CarriedState {
  readonly input: Edge;
  readonly output: Edge;
  /**
   * The shape of the state after a run: that of the output. Along an axis whose size the file does not tell, the
   * input's size is taken, since the next run takes the state in that shape.
   */
  readonly shape: Shape;
  /** Its bytes after a run; undefined when unknown. */
  readonly bytes: Dim | undefined;
}

/**
 * The inputs that come back as outputs, found by the graph and never by names. An output belongs to an input when it
 * has the input's type, and its shape in all but one axis, and layers that keep what they are given make it of the
 * input: views and moves, one of which joins it with something new (Concat, ScatterND); operators that say that they
 * read a state (attention, recurrent ones); bodies of control flow in between. Gates make a state, too: element-wise
 * layers that weight the input and add something new, in a model that has other inputs and gives out more than its
 * states.
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
  let follower: ReturnType<typeof createStateFollower> | undefined;
  const follow = (input: Edge): Reached => (follower ??= createStateFollower(analysis))(input);
  let ofOutputs: ReadonlyMap<string, boolean> | undefined;
  const pairWith = (input: Edge, among: ReadonlySet<Edge>, most: number): CarriedState | undefined => {
    const [best] = [...among]
      .flatMap((output) => {
        const place = claimed.has(output) ? undefined : places.get(output);
        const differing = place === undefined ? undefined : axesThatDiffer(input, output);
        return place === undefined || differing === undefined || differing > most ? [] : [{ output, place, differing }];
      })
      .toSorted((a, b) => a.differing - b.differing || a.place - b.place);
    if (best === undefined) return undefined;
    claimed.add(best.output);
    return stateOf(input, best.output, (ofOutputs ??= symbolsOfOutputs(analysis)));
  };
  const found = new Map<Edge, CarriedState>();
  const reached = new Map<Edge, Reached>();
  const defaults = defaultInputsOf(analysis);
  for (const input of [...analysis.inputs, ...defaults]) {
    const outputs = ofKind.get(kindOf(input)) ?? [];
    const isPossible =
      outputs.length > MOST_COMPARED || outputs.some((output) => axesThatDiffer(input, output) !== undefined);
    if (!isPossible) continue;
    const all = follow(input);
    reached.set(input, all);
    const state = pairWith(input, all.joined, Infinity);
    if (state !== undefined) found.set(input, state);
  }
  const gated = new Map<Edge, CarriedState>();
  for (const [input, { updated }] of reached) {
    const state = found.has(input) || input.stored !== undefined ? undefined : pairWith(input, updated, 0);
    if (state !== undefined) gated.set(input, state);
  }
  const states = found.size + gated.size;
  const isStep = analysis.outputs.length > states && analysis.inputs.length > states;
  const shown = new Map(isStep ? [...found, ...gated] : found);
  for (const [input, output] of pairedByPlace(analysis, shown)) {
    shown.set(input, stateOf(input, output, (ofOutputs ??= symbolsOfOutputs(analysis))));
  }
  return [...analysis.inputs, ...defaults].flatMap((input) => shown.get(input) ?? []);
});

/**
 * Inputs and outputs of one type that stand at equal places among the states that are found already, such as a hidden
 * value that the next step only multiplies (sLSTM), or the token before (RWKV). Of each type there are as many inputs
 * as outputs; each pair has equally many states before it; there are several pairs, or the only one stands between
 * states.
 */
function pairedByPlace(
  { inputs, outputs }: Analysis,
  states: ReadonlyMap<Edge, CarriedState>,
): readonly (readonly [Edge, Edge])[] {
  if (states.size === 0) return [];
  const symbols = new Set([...states.values()].flatMap(({ shape }) => shape.flatMap((dim) => [...symbolsOf(dim)])));
  const [before, after] = [
    leftOver(inputs, new Set(states.keys()), symbols),
    leftOver(outputs, new Set([...states.values()].map(({ output }) => output)), symbols),
  ];
  return [...before].flatMap(([type, given]) => {
    const back = after.get(type) ?? [];
    const pairs = given.flatMap((input, at) => {
      const output = back[at];
      return output?.place === input.place ? [[input, output] as const] : [];
    });
    const isBetween = pairs.some(([{ place }]) => place > 0 && place < states.size);
    const isSure = pairs.length === given.length && given.length === back.length && (given.length > 1 || isBetween);
    return isSure ? pairs.map(([input, output]) => [input.edge, output.edge] as const) : [];
  });
}

/**
 * By type, the values of numbers that are no states, with how many states stand before each; of no other symbols than
 * those of states.
 */
function leftOver(
  edges: readonly Edge[],
  states: ReadonlySet<Edge>,
  symbols: ReadonlySet<string>,
): ReadonlyMap<string, { readonly edge: Edge; readonly place: number }[]> {
  const left = new Map<string, { readonly edge: Edge; readonly place: number }[]>();
  let place = 0;
  for (const edge of edges) {
    const { type, provenance } = edge;
    if (states.has(edge)) place++;
    else if (isRanked(type) && provenance === 'data' && type.dtype !== undefined && isFloat(type.dtype)) {
      const isOfStates = type.shape.every((dim) => [...symbolsOf(dim)].every((name) => symbols.has(name)));
      if (isOfStates) append(left, `${type.dtype} ${type.shape.map((dim) => print(dim)).join(' ')}`, { edge, place });
    }
  }
  return left;
}

/** The inputs that have a default in the file: initializers that a caller may replace. */
function defaultInputsOf(analysis: Analysis): readonly Edge[] {
  const overridable = overridableOf(analysis);
  return overridable.tensors.size === 0 ? [] : analysis.edges.filter((edge) => overridable.has(edge));
}

/** Symbols that stand in no input, with whether the file gives them their name. */
function symbolsOfOutputs({ inputs, symbols }: Analysis): ReadonlyMap<string, boolean> {
  const given = new Set<string>();
  for (const { type } of inputs) if (isRanked(type)) for (const dim of type.shape) symbolsOf(dim, given);
  return new Map(
    symbols.flatMap(({ symbol, owner }) => (given.has(symbol) ? [] : [[symbol, owner === undefined] as const])),
  );
}

function stateOf(input: Edge, output: Edge, ofOutputs: ReadonlyMap<string, boolean>): CarriedState {
  const before = isRanked(input.type) ? input.type.shape : [];
  const after = isRanked(output.type) ? output.type.shape : [];
  const shape = after.map((dim, axis) => {
    const given = before[axis] ?? dim;
    const isNamed = isKnown(dim) ? undefined : ofOutputs.get(print(dim));
    // A size that the input fixes cannot be another one in the next run.
    return isNamed === undefined || (isNamed && !isKnown(given)) ? dim : given;
  });
  const isAsGiven = shape.every((dim, axis) => dim === after[axis]);
  const bytes = isAsGiven
    ? output.bytes
    : bytesOf(
        unlessTooLarge(() => product(shape)),
        dtypeInMemory(output),
      );
  return { input, output, shape, bytes };
}

/** The most outputs that an input is compared with before it is followed; with more, following it is quicker. */
const MOST_COMPARED = 256;

/** The key that an input and the output that it comes back as have in common. */
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
