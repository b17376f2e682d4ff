import { add, isAtLeast, isKnown, maximum, subtract, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Liveness } from '../analysis.js';
import { append } from '../append.js';
import type { Draft, EdgeDraft, LayerDraft, RegionDraft } from '../walk/draft.js';
import { rootOf } from '../walk/root.js';

/** Peaks at symbolic sizes that do not bound each other are kept apart up to so many; real models have a handful. */
const MAX_CANDIDATES = 64;

/**
 * Activations alive over time. Inputs live from the start, outputs to the end, anything else from the layer that makes it to the last that
 * reads it or a view of it; constants do not count. During a body, what is alive outside is, and the body's own values besides.
 */
export function findLiveness(draft: Draft): Liveness {
  const bytes: (Dim | undefined)[] = new Array<Dim | undefined>(draft.layers.length);
  const { home, lastUse } = findUses(draft);
  // By layer: the values that nobody needs after it.
  const endings: (EdgeDraft[] | undefined)[] = [];
  for (const edge of draft.edges) {
    const layer = lastUse[edge.id] ?? NOWHERE;
    const list = endings[layer];
    if (list !== undefined) list.push(edge);
    else if (layer !== NOWHERE) endings[layer] = [edge];
  }
  const bodies = new Map<number, RegionDraft[]>();
  const kept = new Uint8Array(draft.edges.length);
  for (const region of draft.regions) {
    for (const output of region.outputs) {
      const root = output === undefined ? undefined : rootOf(output);
      if (root !== undefined && home[root.id] === region.index) kept[root.id] = 1;
    }
    if (region.owner !== undefined) append(bodies, region.owner, region);
  }
  const alive = new Uint8Array(draft.edges.length);
  const sizeOf = (edge: EdgeDraft): Dim => edge.bytes ?? 0;

  const runRegion = (region: RegionDraft, outside: Dim): Dim | undefined => {
    let live = outside;
    const begin = (edge: EdgeDraft | undefined): void => {
      if (edge === undefined || edge.provenance === 'constant' || edge.viewOf !== undefined || alive[edge.id] === 1) {
        return;
      }
      alive[edge.id] = 1;
      live = add(live, sizeOf(edge));
    };
    const end = (edge: EdgeDraft): void => {
      if (alive[edge.id] === 0 || kept[edge.id] === 1) return;
      alive[edge.id] = 0;
      live = subtract(live, sizeOf(edge));
    };
    const endUnread = (edge: EdgeDraft | undefined): void => {
      if (edge !== undefined && edge.viewOf === undefined && lastUse[edge.id] === NOWHERE) end(edge);
    };
    region.inputs.forEach(begin);
    const peak = createPeak();
    peak.add(live);
    for (const index of region.layers) {
      const layer = draft.layers[index];
      if (layer === undefined) continue;
      const inner = bodies.get(index);
      let most: Dim | undefined;
      if (inner === undefined) {
        layer.outputs.forEach(begin);
        most = live;
      } else {
        // What a body stacks up grows beside it; what it leaves is its own last value.
        for (const edge of layer.outputs) if (edge === undefined || edge.sources.length === 0) begin(edge);
        const insides = inner
          .filter(({ times }) => !(isKnown(times) && times === 0))
          .map((body) => runRegion(body, live));
        layer.outputs.forEach(begin);
        most = insides.length === 0 ? live : greatest([...insides, live]);
      }
      peak.add(most);
      bytes[index] = most;
      endings[index]?.forEach(end);
      layer.outputs.forEach(endUnread);
    }
    return peak.value();
  };
  const [main] = draft.regions;
  const peakBytes = main === undefined ? 0 : runRegion(main, 0);
  const peakLayer =
    peakBytes !== undefined && isKnown(peakBytes) ? bytes.findIndex((value) => value === peakBytes) : -1;
  return { peakBytes, peakLayer: peakLayer < 0 ? undefined : peakLayer, bytes };
}

/** No region, or no layer. */
const NOWHERE = -1;

/** For each value that owns memory, by its id: the region that it lives in, and the layer of that region after which nobody needs it. */
function findUses({ layers, regions, edges }: Draft): { readonly home: Int32Array; readonly lastUse: Int32Array } {
  const home = new Int32Array(edges.length).fill(NOWHERE);
  const lastUse = new Int32Array(edges.length).fill(NOWHERE);
  for (const region of regions) for (const input of region.inputs) home[input.id] = region.index;
  layers.forEach(({ region, outputs }) => {
    outputs.forEach((output) => {
      if (output !== undefined) home[output.id] = region;
    });
  });
  const note = (edge: EdgeDraft, user: LayerDraft): void => {
    const { id, provenance } = rootOf(edge);
    const region = home[id] ?? NOWHERE;
    if (provenance === 'constant' || region === NOWHERE) return;
    const at = ancestorIn({ layers, regions }, user, region);
    if (at !== undefined && at > (lastUse[id] ?? NOWHERE)) lastUse[id] = at;
  };
  layers.forEach((layer) => {
    layer.inputs.forEach((input) => {
      if (input !== undefined) note(input, layer);
    });
  });
  // A body's output may be a value from outside it.
  for (const { owner, outputs } of regions) {
    const user = owner === undefined ? undefined : layers[owner];
    if (user !== undefined) for (const output of outputs) if (output !== undefined) note(output, user);
  }
  return { home, lastUse };
}

/** The layer of region `home` that `layer` is, or in whose body it runs. */
function ancestorIn(draft: Pick<Draft, 'layers' | 'regions'>, layer: LayerDraft, home: number): number | undefined {
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
  return unlessTooLarge(() => maximum(0, ...sums));
}
