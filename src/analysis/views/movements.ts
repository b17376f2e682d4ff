import { sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { countNames } from '../accounts/counts.js';
import { perInference } from '../accounts/per-inference.js';
import { isRunning } from '../accounts/totals.js';
import type { Analysis, Edge } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { carriedStatesOf } from './carried-state.js';
import { fusionOf } from './fusion.js';
import { remember } from './remember.js';
import { addToExpert, expertOf } from './routing.js';
import type { ExpertAmounts, Routing } from './routing.js';

/** Bytes that move after fusion in one inference. */
export interface Movements {
  /** Bytes read, those of `experts` and `stored` left out. */
  readonly all: Dim;
  /** Bytes read of weights, those of `experts` and `stored` left out. */
  readonly weights: Dim;
  /** Bytes of weights that only the tokens sent to an expert are multiplied by, by the expert's number. */
  readonly experts: ReadonlyMap<Routing, ReadonlyMap<number, Dim>>;
  /** The readings of stored weights; of a table, by how many rows are asked for. */
  readonly stored: readonly StoredRead[];
  readonly states: Dim;
  readonly statesWritten: Dim;
  /** Marks by part: the part is an upper bound where one of its marks is above 0. */
  readonly atMost: Readonly<Record<'arithmetic' | 'all' | 'weights' | 'states', readonly Dim[]>>;
}

/** A reading of a stored weight, or of rows of it. */
export interface StoredRead {
  /** Bytes asked for; those of a row count as often as the row is asked for. */
  readonly asked: Dim;
  /** Bytes of all of it. */
  readonly whole: Dim;
  /** A mark: where it is above 0, `asked` is an upper bound. */
  readonly mark: Dim;
}

/** Bytes read after fusion, and those written of states. */
export const movementsOf: (analysis: Analysis) => Movements = remember((analysis) => {
  const fusion = fusionOf(analysis);
  const carried = heldBy(analysis);
  const all: Dim[] = [];
  const weights: Dim[] = [];
  const experts: ExpertAmounts = new Map();
  const stored: StoredRead[] = [];
  const states: Dim[] = [];
  const written: Dim[] = [];
  const atMost: Record<keyof Movements['atMost'], Dim[]> = { arithmetic: [], all: [], weights: [], states: [] };
  for (const layer of analysis.layers) {
    if (!isRunning(layer) || layer.times === 0) continue;
    const place = expertOf(analysis, layer);
    const { arithmetic: most = 0, reads: mostRead = 0 } = layer.atMost ?? {};
    if (most !== 0) atMost.arithmetic.push(most);
    for (const { direction, edge, bytes } of fusion.trafficOf(layer.index)) {
      if (bytes === undefined) continue;
      const moved = perInference(layer, countNames[direction === 'read' ? 'readBytes' : 'writeBytes'], bytes);
      const isState = carried.has(rootOf(edge));
      if (direction === 'write') {
        if (isState) written.push(moved);
        continue;
      }
      if (place !== undefined && edge.provenance === 'constant') {
        addToExpert(experts, place, moved);
        continue;
      }
      if (edge.stored !== undefined && edge.bytes !== undefined && layer.repeats.length === 0) {
        stored.push({ asked: moved, whole: edge.bytes, mark: mostRead });
        continue;
      }
      const part = isState ? 'states' : edge.provenance === 'constant' ? 'weights' : undefined;
      all.push(moved);
      if (part === 'states') states.push(moved);
      else if (part === 'weights') weights.push(moved);
      if (mostRead === 0) continue;
      atMost.all.push(mostRead);
      if (part !== undefined) atMost[part].push(mostRead);
    }
  }
  return {
    all: sum(all),
    weights: sum(weights),
    experts,
    stored,
    states: sum(states),
    statesWritten: sum(written),
    atMost,
  };
});

/** The values that hold the states: inputs, outputs, and those that stand for them in the bodies of control flow. */
function heldBy(analysis: Analysis): ReadonlySet<Edge> {
  const held = new Set<Edge>();
  const open = carriedStatesOf(analysis).flatMap(({ input, output }) => [input, output]);
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const root = rootOf(edge);
    if (held.has(root)) continue;
    held.add(root);
    open.push(...edge.sources, ...root.sources);
  }
  for (const { owner, inputs } of analysis.regions) {
    const given = owner === undefined ? [] : (analysis.layers[owner]?.inputs ?? []);
    for (const [position, edge] of given.entries()) {
      const inside = inputs[position];
      if (edge !== undefined && inside !== undefined && held.has(rootOf(edge))) held.add(rootOf(inside));
    }
  }
  return held;
}
