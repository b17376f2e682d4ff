import { add, bind, equals, isKnown, subtract, sum, symbol, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { perInference } from '../accounts/per-inference.js';
import { isRunning } from '../accounts/totals.js';
import type { Analysis, Edge } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { carriedStatesOf } from './carried-state.js';
import { fusedLifetimesOf } from './fused-memory.js';
import { fusionOf } from './fusion.js';
import { remember } from './remember.js';
import { stepDimensionsOf } from './steps.js';
import type { StepDimensions } from './steps.js';

/** The state that a model keeps from run to run, and the costs of its runs. */
export interface Generation {
  /** How many inputs come back as outputs. */
  readonly states: number;
  /** Bytes of all states after a run. */
  readonly stateBytes: Dim | undefined;
  /** Bytes that one more of a dimension adds to all states that it makes grow without end, for a batch of 1. */
  readonly perUnit: readonly { readonly symbol: string; readonly bytes: number }[];
  /**
   * Bytes that one more token adds to all states that grow without end, for a batch of 1; undefined where dimensions do
   * not tell.
   */
  readonly perTokenBytes: number | undefined;
  /**
   * A run that is given all tokens, and one that is given the last of them; empty where dimensions do not tell them
   * apart.
   */
  readonly runs: readonly GenerationRun[];
}

/** A run of the model at a length of context. Undefined figures are unknown. */
export interface GenerationRun {
  readonly kind: 'prefill' | 'decode';
  /** Tokens in all when it ends. */
  readonly context: number;
  /** The dimensions that it binds. */
  readonly dims: ReadonlyMap<string, number>;
  readonly multiplyAdds: number | undefined;
  /** Bytes read after fusion, and of those the parts of weights and states. */
  readonly readBytes: number | undefined;
  readonly weightReadBytes: number | undefined;
  readonly stateReadBytes: number | undefined;
  /** Bytes written of states: what is new where an operator writes into the buffer that it reads, else all of it. */
  readonly stateWriteBytes: number | undefined;
  /** Bytes of all states after the run. */
  readonly stateBytes: number | undefined;
  readonly peakBytes: number | undefined;
}

/** The lengths of context that runs are shown for when the user names none. */
export const usualContexts: readonly number[] = [1024, 8192];

/**
 * The state that a model keeps from run to run, and the costs of prefill and decoding at some lengths of context, for a
 * batch of 1; undefined of a model that keeps nothing.
 */
export function generationOf(analysis: Analysis, contexts: readonly number[] = usualContexts): Generation | undefined {
  const states = carriedStatesOf(analysis);
  if (states.length === 0) return undefined;
  const dimensions = stepDimensionsOf(analysis);
  const settled = dimensions?.settled ?? new Map<string, number>();
  const sizes = states.map(({ output }) => (output.bytes === undefined ? undefined : bind(output.bytes, settled)));
  const runs =
    dimensions === undefined
      ? []
      : contexts.flatMap((context) => [
          ...(dimensions.added === undefined ? [] : [runAt(analysis, 'prefill', context, dimensions)]),
          runAt(analysis, 'decode', context, dimensions),
        ]);
  return { states: states.length, stateBytes: sumKnown(sizes), ...growthOf(sizes, dimensions), runs };
}

/** The amount by which states grow. */
function growthOf(
  sizes: readonly (Dim | undefined)[],
  dimensions: StepDimensions | undefined,
): Pick<Generation, 'perUnit' | 'perTokenBytes'> {
  const pasts = [...(dimensions?.past.keys() ?? [])];
  // Where some states grow without end and others hold a window, all tokens are counted by the past of the former.
  const bases = pasts.length > 0 && (dimensions?.total.length ?? 0) > 0 ? pasts : pasts.slice(0, 1);
  const units = (bases.length === 0 ? [undefined] : bases)
    .map((past) => unitsOf(sizes, meaningOf(dimensions, past)))
    .reduce((most, each) => (each.size > most.size ? each : most));
  const tokens = pasts.flatMap((name) => units.get(name) ?? []);
  return {
    perUnit: [...units].map(([name, bytes]) => ({ symbol: name, bytes })),
    perTokenBytes: tokens.length === 0 ? undefined : tokens.reduce((total, bytes) => total + bytes, 0),
  };
}

/** A batch of 1, and all tokens as those of the past and those that are added. */
function meaningOf(dimensions: StepDimensions | undefined, past: string | undefined): ReadonlyMap<string, Dim> {
  const { batch = [], total = [], added } = dimensions ?? {};
  const one: Dim = 1;
  const meaning = new Map<string, Dim>(batch.map((name) => [name, one]));
  if (past === undefined) return meaning;
  const all = add(symbol(past), added === undefined ? 1 : symbol(added));
  for (const name of total) meaning.set(name, all);
  return meaning;
}

/** The bytes that one more of each dimension adds to the sizes that grow evenly with it. */
function unitsOf(sizes: readonly (Dim | undefined)[], meaning: ReadonlyMap<string, Dim>): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const size of sizes) {
    const ofOne = size === undefined ? undefined : unlessTooLarge(() => bind(size, meaning));
    if (ofOne === undefined) continue;
    for (const name of symbolsOf(ofOne)) {
      const more = unlessTooLarge(() => subtract(bind(ofOne, new Map([[name, add(symbol(name), 1)]])), ofOne));
      if (more !== undefined && isKnown(more)) units.set(name, (units.get(name) ?? 0) + Number(more));
    }
  }
  return units;
}

function runAt(
  analysis: Analysis,
  kind: GenerationRun['kind'],
  context: number,
  { added, past, total, batch, settled }: StepDimensions,
): GenerationRun {
  const given = kind === 'prefill' ? context : 1;
  const before = context - given;
  const first = new Map([
    ...[...past.keys()].map((name) => [name, 0] as const),
    ...total.map((name) => [name, before] as const),
  ]);
  if (added !== undefined) first.set(added, before);
  /**
   * The places that are filled before the run: as many as a run over all tokens before it would leave. A buffer of
   * fixed size has room for all.
   */
  const filled = (name: string, after: Dim): number => {
    if (equals(after, symbol(name))) return context;
    const left = bind(after, first);
    return isKnown(left) && added !== undefined ? Number(left) : before;
  };
  const dims = new Map<string, number>([
    ...batch.map((name) => [name, 1] as const),
    ...(added === undefined ? [] : [[added, given] as const]),
    ...[...past].map(([name, after]) => [name, filled(name, after)] as const),
    ...total.map((name) => [name, context] as const),
    ...settled,
  ]);
  const at = evaluatorAt(dims);
  const reads = movementsOf(analysis);
  return {
    kind,
    context,
    dims,
    multiplyAdds: at(analysis.totals.multiplyAdds),
    readBytes: at(reads.all),
    weightReadBytes: at(reads.weights),
    stateReadBytes: at(reads.states),
    stateWriteBytes: at(reads.statesWritten),
    stateBytes: at(sumKnown(carriedStatesOf(analysis).map(({ output }) => output.bytes))),
    peakBytes: peakAt(analysis, at),
  };
}

/** Bytes that move after fusion in one inference. */
interface Movements {
  readonly all: Dim;
  readonly weights: Dim;
  readonly states: Dim;
  readonly statesWritten: Dim;
}

/** Bytes read after fusion, and those written of states. */
const movementsOf: (analysis: Analysis) => Movements = remember((analysis) => {
  const fusion = fusionOf(analysis);
  const carried = new Set<Edge>(
    carriedStatesOf(analysis).flatMap(({ input, output }) => [rootOf(input), rootOf(output)]),
  );
  const all: Dim[] = [];
  const weights: Dim[] = [];
  const states: Dim[] = [];
  const written: Dim[] = [];
  for (const layer of analysis.layers) {
    if (!isRunning(layer) || layer.times === 0) continue;
    for (const { direction, edge, bytes } of fusion.trafficOf(layer.index)) {
      if (bytes === undefined) continue;
      const moved = perInference(layer, direction === 'read' ? 'memoryReadBytes' : 'memoryWriteBytes', bytes);
      const isState = carried.has(rootOf(edge));
      if (direction === 'write') {
        if (isState) written.push(moved);
        continue;
      }
      all.push(moved);
      if (edge.provenance === 'constant') weights.push(moved);
      else if (isState) states.push(moved);
    }
  }
  return { all: sum(all), weights: sum(weights), states: sum(states), statesWritten: sum(written) };
});

/** The most bytes of activations alive at once, at known sizes; undefined where a size is not known then. */
function peakAt(analysis: Analysis, at: (dim: Dim | undefined) => number | undefined): number | undefined {
  const { from, to, layerAt } = fusedLifetimesOf(analysis);
  const changes = new Float64Array(layerAt.length + 1);
  for (const { id, bytes } of analysis.edges) {
    const first = from[id] ?? NEVER;
    if (first === NEVER) continue;
    const size = at(bytes);
    if (size === undefined) return undefined;
    const end = (to[id] ?? first) + 1;
    changes[first] = (changes[first] ?? 0) + size;
    changes[end] = (changes[end] ?? 0) - size;
  }
  let alive = 0;
  let most = 0;
  for (const change of changes) {
    alive += change;
    most = Math.max(most, alive);
  }
  return most;
}

/** A value that never takes memory begins in no step. */
const NEVER = -1;

/** Evaluates formulas where their symbols are bound; a formula that many values share is evaluated once. */
export function evaluatorAt(dims: ReadonlyMap<string, number>): (dim: Dim | undefined) => number | undefined {
  const known = new Map<Dim, number | undefined>();
  return (dim) => {
    if (dim === undefined) return undefined;
    if (typeof dim !== 'object') return Number(dim);
    if (!known.has(dim)) {
      const bound = unlessTooLarge(() => bind(dim, dims));
      known.set(dim, bound !== undefined && isKnown(bound) ? Number(bound) : undefined);
    }
    return known.get(dim);
  };
}

function sumKnown(parts: readonly (Dim | undefined)[]): Dim | undefined {
  return parts.every((part) => part !== undefined) ? sum(parts) : undefined;
}
