import { isKnown, print, subtract, symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { carriedStatesOf } from './carried-state.js';
import { remember } from './remember.js';

/** The open dimensions of a model that is run step by step over a growing cache, by their part in it. */
export interface StepDimensions {
  /** Tokens that one run is given; undefined where a run is given one. */
  readonly added: string | undefined;
  /** Places of the caches that runs before have filled, each with the places that are filled after a run. */
  readonly past: ReadonlyMap<string, Dim>;
  /** Past and added tokens together. */
  readonly total: readonly string[];
  readonly batch: readonly string[];
  /** Sizes that the file leaves open but its attention layers settle. */
  readonly settled: ReadonlyMap<string, number>;
}

/**
 * The view of which open dimension is what, told by the graph: the past is the axis along which a carried state grows,
 * the tokens added are what it grows by or the queries of its attention, and the rest of what stands in the inputs
 * beside them. Undefined where there is no growing state, or no such dimension is open.
 */
export const stepDimensionsOf: (analysis: Analysis) => StepDimensions | undefined = remember((analysis) => {
  const states = carriedStatesOf(analysis);
  const attention = analysis.layers.flatMap(({ detail }) => (detail?.kind === 'attention' ? detail : []));
  const stateInputs = new Set<Edge>(states.map(({ input }) => input));
  const others = analysis.inputs.filter((input) => !stateInputs.has(input));
  const outside = symbolsIn(others.flatMap(shapeOf));

  const past = new Map<string, Dim>();
  const grown = new Set<string>();
  const settled = new Map<string, number>();
  const headSize = attention.find(({ headSize: size }) => isKnown(size))?.headSize;
  for (const { input, output } of states) {
    const before = shapeOf(input);
    const after = shapeOf(output);
    const places: { readonly name: string; readonly after: Dim }[] = [];
    before.forEach((dim, axis) => {
      const name = symbolNamed(dim);
      if (name === undefined) return;
      const now = after[axis];
      if (now !== undefined && print(now) !== name) {
        places.push({ name, after: now });
        const by = symbolNamed(subtract(now, dim));
        if (by !== undefined) grown.add(by);
      } else if (!outside.has(name)) {
        const isHead = axis === before.length - 1 && headSize !== undefined && isKnown(headSize);
        if (isHead) settled.set(name, Number(headSize));
        else places.push({ name, after: dim });
      }
    });
    // A cache with a fixed number of places keeps its size; what is neither batch nor the size of a head counts its
    // places. A cache in pages has two such axes, and how many pages a run fills is not told by the graph.
    const [place, another] = places;
    if (another !== undefined) return undefined;
    if (place !== undefined) past.set(place.name, place.after);
  }
  for (const { queryLength } of attention) {
    const name = symbolNamed(queryLength);
    if (grown.size === 0 && name !== undefined && outside.has(name)) grown.add(name);
  }
  const [added, another] = grown;
  if (past.size === 0 || another !== undefined) return undefined;
  const inStates = symbolsIn(states.flatMap(({ input }) => shapeOf(input)));
  const batch = [...outside].filter((name) => name !== added && !past.has(name) && inStates.has(name));
  const total = [...outside].filter((name) => name !== added && !past.has(name) && !batch.includes(name));
  return { added, past, total, batch, settled };
});

function shapeOf({ type }: Edge): readonly Dim[] {
  return isRanked(type) ? type.shape : [];
}

function symbolsIn(dims: readonly Dim[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const dim of dims) symbolsOf(dim, names);
  return names;
}

/** The name of a dim that is one symbol. */
function symbolNamed(dim: Dim): string | undefined {
  if (typeof dim !== 'object') return undefined;
  const [name, another] = symbolsOf(dim);
  return name !== undefined && another === undefined && print(dim) === name ? name : undefined;
}
