import { multiply, print, sumOver, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Attribute, Graph, Value } from '../../ir/index.js';
import { NodeError } from '../../ops/index.js';
import type { Provenance, Repeat } from '../analysis.js';
import type { EdgeDraft, LayerDraft, RegionDraft } from './draft.js';
import type { Frame, Walk } from './state.js';
import { limitBodies } from './walk-budget.js';

/** The outputs of a control-flow node, from the walks of its bodies. */
export interface BodiesResult {
  readonly values: readonly Value[];
  readonly provenance: Provenance;
  /** For each output the bodies' outputs that become it. */
  readonly sources: readonly (readonly EdgeDraft[])[];
}

/**
 * Starts the region of a control-flow layer's body.
 * @throws WalkTooLong where there are too many
 */
export function openRegion(walk: Walk, layer: LayerDraft, attribute: string): RegionDraft {
  limitBodies(walk.draft.regions.length);
  const region: RegionDraft = {
    index: walk.draft.regions.length,
    owner: layer.index,
    attribute,
    times: 1,
    passes: undefined,
    layers: [],
    replaced: new Set(),
    inputs: [],
    outputs: [],
  };
  walk.draft.regions.push(region);
  return region;
}

/** Where a body's names are looked up: in itself, then in the graphs around it. `place` ends the path of its layers. */
export function bodyFrame(frame: Frame, layer: LayerDraft, place: string, graph: Graph, region: RegionDraft): Frame {
  return {
    ...frame,
    parent: frame,
    names: new Map(),
    path: [...frame.path, `${layer.label}.${place}`],
    region,
    valueInfo: graph.valueInfo,
    renamed: undefined,
  };
}

/** The layers and regions of a walked body: those from these positions on. */
export interface WalkedBody {
  readonly region: RegionDraft;
  readonly first: number;
  readonly end: number;
}

/** Multiplies how often the layers of a body of `owner` run, those of bodies within included. */
export function repeatBody(walk: Walk, owner: LayerDraft, { region, first, end }: WalkedBody, repeat: Repeat): void {
  const { layers, regions } = walk.draft;
  const unknown = new Map<string, Dim>();
  /** One symbol for each number of runs that is too large for a formula. */
  const named = (times: Dim): Dim => {
    const key = print(times);
    const what = unknown.size === 0 ? 'runs' : `runs_${unknown.size + 1}`;
    const symbol = unknown.get(key) ?? walk.symbols.fresh(owner.label, what);
    unknown.set(key, symbol);
    return symbol;
  };
  const scaled = (times: Dim): Dim => repeated(times, repeat) ?? named(times);
  const longer = new Map<readonly Repeat[], readonly Repeat[]>();
  for (let index = first; index < end; index++) {
    const layer = layers[index];
    if (layer === undefined) continue;
    layer.times = scaled(layer.times);
    let repeats = longer.get(layer.repeats);
    if (repeats === undefined) {
      repeats = [...layer.repeats, repeat];
      longer.set(layer.repeats, repeats);
    }
    layer.repeats = repeats;
  }
  for (let index = region.index; index < regions.length; index++) {
    const inner = regions[index];
    // Regions opened since belong to this body; of branches, those after it are their own.
    if (
      inner !== undefined &&
      (inner === region || (inner.owner !== undefined && inner.owner >= first && inner.owner < end))
    ) {
      inner.times = scaled(inner.times);
    }
  }
}

function repeated(times: Dim, { pass, count }: Repeat): Dim | undefined {
  return pass === undefined || !symbolsOf(times).has(pass)
    ? unlessTooLarge(() => multiply(times, count))
    : sumOver(times, pass, count);
}

/**
 * The graph in an attribute.
 * @throws NodeError when the node has no such body
 */
export function graphOf(attributes: ReadonlyMap<string, Attribute>, name: string): Graph {
  const attribute = attributes.get(name);
  if (attribute?.kind !== 'graph') throw new NodeError(`attribute ${name} is missing`);
  return attribute.value;
}
