import { add, ExpressionTooLarge, isAtLeast, isKnown, maximum, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Liveness } from './analysis.js';
import type { Draft, EdgeDraft, LayerDraft, RegionDraft } from './draft.js';

/** Peaks at symbolic sizes that do not bound each other are kept apart up to so many; real models have a handful. */
const MAX_CANDIDATES = 64;

/**
 * Activations alive over time. Inputs live from the start, outputs to the end, anything else from the layer that makes it to the last that
 * reads it or a view of it; constants do not count. During a body, what is alive outside is, and the body's own values besides.
 */
export function findLiveness(draft: Draft): Liveness {
  const bytes: (Dim | undefined)[] = new Array<Dim | undefined>(draft.layers.length);
  const lastUses = lastUseByRegion(draft);
  const bodies = new Map<number, RegionDraft[]>();
  for (const region of draft.regions) {
    if (region.owner === undefined) continue;
    const list = bodies.get(region.owner);
    if (list === undefined) bodies.set(region.owner, [region]);
    else list.push(region);
  }
  const sizeOf = (edge: EdgeDraft): Dim => edge.bytes ?? 0;

  const runRegion = (region: RegionDraft, outside: Dim): Dim | undefined => {
    const ends = lastUses[region.index] ?? new Map<EdgeDraft, number>();
    const endings = new Map<number, EdgeDraft[]>();
    for (const [edge, layer] of ends) {
      const list = endings.get(layer);
      if (list === undefined) endings.set(layer, [edge]);
      else list.push(edge);
    }
    const kept = new Set(region.outputs.flatMap((edge) => (edge === undefined ? [] : rootOf(edge))));
    const alive = new Set<EdgeDraft>();
    let live = outside;
    const begin = (edge: EdgeDraft | undefined): void => {
      if (edge === undefined || edge.provenance === 'constant' || edge.viewOf !== undefined || alive.has(edge)) return;
      alive.add(edge);
      live = add(live, sizeOf(edge));
    };
    const end = (edge: EdgeDraft): void => {
      if (!alive.delete(edge)) return;
      live = subtract(live, sizeOf(edge));
    };
    region.inputs.forEach(begin);
    const peak = createPeak();
    peak.add(live);
    for (const index of region.layers) {
      const layer = draft.layers[index];
      if (layer === undefined) continue;
      const inner = (bodies.get(index) ?? []).filter(({ times }) => !(isKnown(times) && times === 0));
      // What a body stacks up grows beside it; what it leaves is its own last value.
      layer.outputs.forEach((edge) => (edge !== undefined && edge.sources.length > 0 ? undefined : begin(edge)));
      const insides = inner.map((body) => runRegion(body, live));
      layer.outputs.forEach(begin);
      const most = insides.length === 0 ? live : greatest([...insides, live]);
      peak.add(most);
      bytes[index] = most;
      for (const edge of endings.get(index) ?? []) if (!kept.has(edge)) end(edge);
      for (const edge of layer.outputs) if (edge !== undefined && edge.viewOf === undefined && !ends.has(edge) && !kept.has(edge)) end(edge);
    }
    return peak.value();
  };
  const [main] = draft.regions;
  const peakBytes = main === undefined ? 0 : runRegion(main, 0);
  const peakLayer = peakBytes !== undefined && isKnown(peakBytes) ? bytes.findIndex((value) => value === peakBytes) : -1;
  return { peakBytes, peakLayer: peakLayer < 0 ? undefined : peakLayer, bytes };
}

function rootOf(edge: EdgeDraft): EdgeDraft {
  let root = edge;
  while (root.viewOf !== undefined) root = root.viewOf;
  return root;
}

/** For each region: its values that own memory, with the layer of that region after which nobody needs them. */
function lastUseByRegion(draft: Draft): readonly Map<EdgeDraft, number>[] {
  const last = draft.regions.map(() => new Map<EdgeDraft, number>());
  const homes = new Map<EdgeDraft, number>();
  for (const region of draft.regions) for (const input of region.inputs) homes.set(input, region.index);
  const note = (edge: EdgeDraft, user: LayerDraft): void => {
    const root = rootOf(edge);
    if (root.provenance === 'constant') return;
    const home = root.producer === undefined ? homes.get(root) : draft.layers[root.producer]?.region;
    if (home === undefined) return;
    const at = ancestorIn(draft, user, home);
    const uses = last[home];
    if (at === undefined || uses === undefined) return;
    uses.set(root, Math.max(uses.get(root) ?? -1, at));
  };
  for (const layer of draft.layers) for (const input of layer.inputs) if (input !== undefined) note(input, layer);
  // A body's output may be a value from outside it.
  for (const { owner, outputs } of draft.regions) {
    const user = owner === undefined ? undefined : draft.layers[owner];
    if (user !== undefined) for (const output of outputs) if (output !== undefined) note(output, user);
  }
  return last;
}

/** The layer of region `home` that `layer` is, or in whose body it runs. */
function ancestorIn(draft: Draft, layer: LayerDraft, home: number): number | undefined {
  let at: LayerDraft | undefined = layer;
  while (at !== undefined && at.region !== home) {
    const owner: number | undefined = draft.regions[at.region]?.owner;
    at = owner === undefined ? undefined : draft.layers[owner];
  }
  return at?.index;
}

interface Peak {
  add(live: Dim | undefined): void;
  /** Undefined when a sum was, or when the formula would grow too large. */
  value(): Dim | undefined;
}

/** Keeps the greatest of many sums; of symbolic ones those that no other bounds. */
function createPeak(): Peak {
  let candidates: Dim[] = [];
  let last: Dim | undefined;
  let isOpen = false;
  return {
    add(live) {
      if (live === undefined) isOpen = true;
      if (live === undefined || isOpen || live === last) return;
      last = live;
      if (candidates.some((candidate) => isAtLeast(candidate, live))) return;
      candidates = candidates.filter((candidate) => !isAtLeast(live, candidate));
      candidates.push(live);
      isOpen = candidates.length > MAX_CANDIDATES;
    },
    value: () => (isOpen ? undefined : greatest(candidates)),
  };
}

function greatest(sums: readonly (Dim | undefined)[]): Dim | undefined {
  if (!sums.every((live) => live !== undefined)) return undefined;
  try {
    return maximum(0, ...sums);
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}
