import { equals, greatestOver, isKnown, RunningSum, symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, Edge, Layer, Liveness, Region } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { createPeak, greatest } from './peak.js';
import { append } from '../../text/index.js';

/** The part of an analysis that lifetimes depend on. */
export type Graphs = Pick<Analysis, 'layers' | 'regions' | 'edges'>;

/** The values that are read and made when the execution comes to a layer. */
export interface Schedule {
  reads(layer: Layer): readonly (Edge | undefined)[];
  writes(layer: Layer): readonly (Edge | undefined)[];
  /** Whether the first value made may take the memory of a value of equal size that is read here for the last time. */
  isInPlace(layer: Layer): boolean;
  /** Whether a value counts as an activation. */
  isCounted(edge: Edge): boolean;
  /** The bytes that a value takes; without this function, the bytes of its type. */
  bytesOf?(edge: Edge): Dim | undefined;
}

/** Each layer by itself, in memory of its own. */
export const layerByLayer: Schedule = {
  reads: ({ inputs }) => inputs,
  writes: ({ outputs }) => outputs,
  isInPlace: () => false,
  isCounted: () => true,
};

/** Activations alive over time, and the steps of the execution in which each value takes memory. */
export interface Lifetimes extends Liveness {
  /** By a value's id: the first step in which it takes memory, or -1 for a value that never does. */
  readonly from: Int32Array;
  /** By a value's id: the last such step. */
  readonly to: Int32Array;
  /**
   * By step: the layer that runs; undefined for step 0, before any has. A layer with bodies has a step before and one
   * after them.
   */
  readonly layerAt: readonly (number | undefined)[];
}

/**
 * Activations alive over time. Inputs live from the start, outputs to the end, anything else from the layer that makes
 * it to the last that reads it or a view of it; constants do not count. While a body runs, the values that are alive
 * outside stay alive beside its own.
 */
export function findLifetimes(
  graphs: Graphs,
  schedule: Schedule = layerByLayer,
  { home, lastUse }: Uses = findUses(graphs, schedule),
): Lifetimes {
  const { layers, regions, edges } = graphs;
  const bytes: (Dim | undefined)[] = new Array<Dim | undefined>(layers.length);
  // By layer: the values that no later layer needs.
  const endings: (Edge[] | undefined)[] = [];
  for (const edge of edges) {
    const layer = lastUse[edge.id] ?? NOWHERE;
    const list = endings[layer];
    if (list !== undefined) list.push(edge);
    else if (layer !== NOWHERE) endings[layer] = [edge];
  }
  const bodies = new Map<number, Region[]>();
  const kept = new Uint8Array(edges.length);
  for (const region of regions) {
    for (const output of region.outputs) {
      const root = output === undefined ? undefined : rootOf(output);
      if (root !== undefined && home[root.id] === region.index) kept[root.id] = 1;
    }
    if (region.owner !== undefined) append(bodies, region.owner, region);
  }
  const alive = new Uint8Array(edges.length);
  const from = new Int32Array(edges.length).fill(NOWHERE);
  const to = new Int32Array(edges.length).fill(NOWHERE);
  const layerAt: (number | undefined)[] = [undefined];
  let step = 0;
  const advance = (layer: Layer): void => {
    step++;
    layerAt.push(layer.index);
  };
  const sizeOf = (edge: Edge): Dim => (schedule.bytesOf === undefined ? edge.bytes : schedule.bytesOf(edge)) ?? 0;

  // What is alive outside is undefined where it has too many terms to be written.
  const runRegion = (region: Region, outside: Dim | undefined): Dim | undefined => {
    const live = new RunningSum(outside ?? 0);
    const aliveNow = (): Dim | undefined => (outside === undefined ? undefined : live.value);
    const begun: Edge[] = [];
    const begin = (edge: Edge | undefined): void => {
      if (edge === undefined || edge.provenance === 'constant' || edge.viewOf !== undefined || alive[edge.id] === 1) {
        return;
      }
      if (!schedule.isCounted(edge)) return;
      alive[edge.id] = 1;
      from[edge.id] = step;
      begun.push(edge);
      live.add(sizeOf(edge));
    };
    const end = (edge: Edge): void => {
      if (alive[edge.id] === 0 || kept[edge.id] === 1) return;
      alive[edge.id] = 0;
      to[edge.id] = step;
      live.subtract(sizeOf(edge));
    };
    const endUnread = (edge: Edge | undefined): void => {
      if (edge !== undefined && edge.viewOf === undefined && lastUse[edge.id] === NOWHERE) end(edge);
    };
    /** Ends the value whose memory the first output of a layer takes over. */
    const handOver = (layer: Layer): void => {
      const given = givenTo(layer, schedule, { home, lastUse });
      if (given !== undefined) end(given);
    };
    region.inputs.forEach(begin);
    const peak = createPeak();
    peak.add(aliveNow());
    for (const index of region.layers) {
      const layer = layers[index];
      if (layer === undefined) continue;
      advance(layer);
      const inner = bodies.get(index);
      const made = schedule.writes(layer);
      let most: Dim | undefined;
      if (inner === undefined) {
        if (schedule.isInPlace(layer)) handOver(layer);
        for (const edge of made) begin(edge);
        most = aliveNow();
      } else {
        // An output that stacks the results of all passes grows outside the body; a carried output is the last value
        // that the body makes.
        for (const edge of made) if (edge === undefined || edge.sources.length === 0) begin(edge);
        const before = aliveNow();
        const insides = inner
          .filter(({ times }) => !(isKnown(times) && times === 0))
          .flatMap((body) => overPasses(runRegion(body, before), body));
        advance(layer);
        made.forEach(begin);
        most = insides.length === 0 ? aliveNow() : greatest([...insides, aliveNow()]);
      }
      peak.add(most);
      bytes[index] = most;
      const ending = endings[index];
      if (ending !== undefined) for (const edge of ending) end(edge);
      for (const edge of made) endUnread(edge);
    }
    for (const edge of begun) if (alive[edge.id] === 1) to[edge.id] = step;
    return peak.value();
  };
  const [main] = regions;
  const peakBytes = main === undefined ? 0 : runRegion(main, 0);
  const peakLayer =
    peakBytes !== undefined && isKnown(peakBytes) ? bytes.findIndex((value) => value === peakBytes) : -1;
  return { peakBytes, peakLayer: peakLayer < 0 ? undefined : peakLayer, bytes, from, to, layerAt };
}

/** The value whose memory the first output of a layer takes over that computes in place; undefined where none does. */
export function givenTo(
  layer: Layer,
  { reads, writes }: Pick<Schedule, 'reads' | 'writes'>,
  { home, lastUse }: Uses,
): Edge | undefined {
  const bytes = writes(layer)[0]?.bytes;
  if (bytes === undefined) return undefined;
  for (const edge of reads(layer)) {
    const root = edge === undefined ? undefined : rootOf(edge);
    const isGiven =
      root?.producer !== undefined &&
      lastUse[root.id] === layer.index &&
      home[root.id] === layer.region &&
      root.bytes !== undefined &&
      equals(root.bytes, bytes);
    if (isGiven) return root;
  }
  return undefined;
}

/** No region, or no layer. */
const NOWHERE = -1;

/** Where the values that own memory are needed, by their ids; -1 for a value that is needed nowhere. */
export interface Uses {
  /** The region that a value lives in. */
  readonly home: Int32Array;
  /** The last layer of that region that needs it. */
  readonly lastUse: Int32Array;
}

/** The uses of values under a schedule; they depend on its `reads` only. */
export function findUses(graphs: Graphs, { reads }: Pick<Schedule, 'reads'>): Uses {
  const { layers, regions, edges } = graphs;
  const home = new Int32Array(edges.length).fill(NOWHERE);
  const lastUse = new Int32Array(edges.length).fill(NOWHERE);
  for (const region of regions) for (const input of region.inputs) home[input.id] = region.index;
  for (const { region, outputs } of layers) {
    for (const output of outputs) if (output !== undefined) home[output.id] = region;
  }
  const note = (edge: Edge, user: Layer): void => {
    const { id, provenance } = rootOf(edge);
    const region = home[id] ?? NOWHERE;
    if (provenance === 'constant' || region === NOWHERE) return;
    const at = user.region === region ? user.index : ancestorIn(graphs, user, region);
    if (at !== undefined && at > (lastUse[id] ?? NOWHERE)) lastUse[id] = at;
  };
  for (const layer of layers) for (const input of reads(layer)) if (input !== undefined) note(input, layer);
  // A body's output may be a value from outside it.
  for (const { owner, outputs } of regions) {
    const user = owner === undefined ? undefined : layers[owner];
    if (user !== undefined) for (const output of outputs) if (output !== undefined) note(output, user);
  }
  return { home, lastUse };
}

/** The layer of region `home` that `layer` is, or in whose body it runs. */
function ancestorIn(
  { layers, regions }: Pick<Graphs, 'layers' | 'regions'>,
  layer: Layer,
  home: number,
): number | undefined {
  let at: Layer | undefined = layer;
  while (at !== undefined && at.region !== home) {
    const owner: number | undefined = regions[at.region]?.owner;
    at = owner === undefined ? undefined : layers[owner];
  }
  return at?.index;
}

/** The most bytes alive in a body, over its passes. */
function overPasses(bytes: Dim | undefined, { passes }: Region): readonly (Dim | undefined)[] {
  if (bytes === undefined || passes?.pass === undefined || isKnown(bytes)) return [bytes];
  const names = symbolsOf(bytes);
  if ([...passes.open].some((name) => names.has(name))) return [undefined];
  return greatestOver(bytes, passes.pass, passes.count) ?? [undefined];
}
