import { bitsOf, isFloat, isInteger } from '../../ir/index.js';
import type { DType } from '../../ir/index.js';
import type { Role } from '../../ops/index.js';
import type { Draft, EdgeDraft, LayerDraft, RegionDraft } from '../walk/draft.js';
import { isFollowed } from './provenance.js';
import { append } from '../../text/index.js';

/** One place where a stored tensor is used, after it was moved, viewed or converted. */
export interface Use {
  readonly layer: LayerDraft;
  readonly position: number;
  /** The tensor as the layer reads it. */
  readonly edge: EdgeDraft;
  readonly role: Role | 'value';
}

/** All places where a stored tensor is used. */
export interface Uses {
  readonly places: readonly Use[];
  /** The first layer that runs and uses or moves it; undefined where a runtime is done with it at load. */
  readonly first: number | undefined;
}

/** The links of values across bodies, worked out once for a model. */
export interface Links {
  /** By output of a body: the outputs of control-flow layers that it becomes. */
  readonly becomes: ReadonlyMap<EdgeDraft, readonly EdgeDraft[]>;
  /** By layer: the bodies that it runs. */
  readonly bodies: ReadonlyMap<number, readonly RegionDraft[]>;
}

/** The links of a draft. */
export function linksOf({ edges, regions }: Draft): Links {
  const becomes = new Map<EdgeDraft, EdgeDraft[]>();
  const bodies = new Map<number, RegionDraft[]>();
  if (regions.length > 1) {
    for (const edge of edges) for (const source of edge.sources) append(becomes, source, edge);
    for (const region of regions) if (region.owner !== undefined) append(bodies, region.owner, region);
  }
  return { becomes, bodies };
}

/** An integer type of a byte or less, as quantised weights have. */
function isNarrowInteger(dtype: DType): boolean {
  return isInteger(dtype) && (bitsOf(dtype) ?? 0) <= 8;
}

/** The element type of a tensor; undefined for other values. */
export function tensorTypeOf({ type }: EdgeDraft): DType | undefined {
  return type.kind === 'tensor' ? type.dtype : undefined;
}

/**
 * Every use of a stored value. A layer that moves or converts it is no use; the uses of that layer's output count, also
 * where the layer looks up rows. A value that a loop hands to its body is followed into the body; a state that each
 * pass replaces is used as `state`.
 */
export function usesOf(draft: Draft, starts: readonly EdgeDraft[], { becomes, bodies }: Links): Uses {
  let places: Use[] | undefined;
  let first: number | undefined;
  const open = starts.slice();
  // Most are read where they stand, and lead nowhere.
  let visited: Set<EdgeDraft> | undefined;
  const visit = (edge: EdgeDraft): void => {
    visited ??= new Set(starts);
    if (visited.has(edge)) return;
    visited.add(edge);
    open.push(edge);
  };
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    for (const index of edge.consumers) {
      const layer = draft.layers[index];
      if (layer === undefined) continue;
      if (layer.category !== 'constant') first = Math.min(first ?? index, index);
      const goesOn = isFollowed(layer);
      for (const position of positionsOf(layer, edge)) {
        const role = layer.operator?.roleOf(position) ?? 'activation';
        // Where tensors are put together at load, each part is used as the whole.
        if (goesOn && (position === 0 || (layer.category === 'constant' && isData(role)))) {
          for (const output of layer.outputs) if (output !== undefined) visit(output);
          continue;
        }
        const inner = isData(role) ? bodies.get(index) : undefined;
        if (inner === undefined) places = withUse(places, { layer, position, edge, role });
        else {
          for (const { inputs, replaced } of inner) {
            // The inputs of a body are the last ones of its layer.
            const place = position - (layer.inputs.length - inputs.length);
            const handed = inputs[place];
            if (handed === undefined) places = withUse(places, { layer, position, edge, role });
            else if (replaced.has(place)) places = withUse(places, { layer, position, edge, role: 'state' });
            else visit(handed);
          }
        }
      }
    }
    if (becomes.size > 0) becomes.get(edge)?.forEach(visit);
  }
  return { places: places ?? nowhere, first };
}

const nowhere: readonly Use[] = [];

/** A list that has one use more. A list that grew by itself would keep room for 17; most tensors have one use. */
function withUse(places: Use[] | undefined, use: Use): Use[] {
  if (places === undefined) return [use];
  places.push(use);
  return places;
}

/** Layers of more inputs keep where each of them stands: to look through them for every one takes quadratic time. */
const FEW_INPUTS = 16;

const places = new WeakMap<LayerDraft, ReadonlyMap<EdgeDraft, readonly number[]>>();

/** The positions at which a layer reads a value, of which there is one. */
function positionsOf(layer: LayerDraft, edge: EdgeDraft): readonly number[] {
  const { inputs } = layer;
  if (inputs.length <= FEW_INPUTS) {
    const first = inputs.indexOf(edge);
    const found = [first];
    for (let at = inputs.indexOf(edge, first + 1); at >= 0; at = inputs.indexOf(edge, at + 1)) found.push(at);
    return found;
  }
  let known = places.get(layer);
  if (known === undefined) {
    const positions = new Map<EdgeDraft, number[]>();
    inputs.forEach((input, position) => {
      if (input !== undefined) append(positions, input, position);
    });
    places.set(layer, positions);
    known = positions;
  }
  return known.get(edge) ?? [];
}

/** Whether an input of that role is data that flows. */
export function isData(role: Role | 'value'): boolean {
  return role === 'activation' || role === 'value';
}

/**
 * Whether what is stored in `stored` is data where it is used so: floating-point numbers, and narrow integers that
 * became such. Wider integers that were converted are positions and sizes, unless a scale says what they mean.
 */
export function isNumericData(stored: DType | undefined, { edge, layer }: Use, draft: Draft): boolean {
  const dtype = tensorTypeOf(edge);
  if (dtype === undefined || !isFloat(dtype)) return false;
  if (stored === undefined || !isInteger(stored) || isNarrowInteger(stored)) return true;
  for (let at: EdgeDraft | undefined = edge; at?.producer !== undefined;) {
    const producer: LayerDraft | undefined = draft.layers[at.producer];
    if (producer === undefined || producer === layer) return false;
    if (producer.detail?.kind === 'quantization') return true;
    at = producer.inputs[0];
  }
  return false;
}
