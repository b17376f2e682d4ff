import { equals, isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import type { CarriedState } from './carried-state.js';
import { evaluatorAt } from './evaluator.js';
import { isView } from './readers.js';

/** A state of fixed size. Layers write new values into those of its places that an input names. */
export interface PlacesWritten {
  readonly state: CarriedState;
  /** The places that it has. */
  readonly all: number;
  /** The places that are written. */
  readonly written: Dim;
}

/** A buffer of fixed size with room for so many tokens. */
export interface FixedPlaces {
  readonly tokens: number;
  readonly perTokenBytes: number;
}

/** The states of fixed size that a scatter writes into, as a cache of static length is. */
export function placesWritten({ layers }: Analysis, states: readonly CarriedState[]): readonly PlacesWritten[] {
  return states.flatMap((state) => {
    const seen = new Set<Edge>([state.input]);
    for (const edge of seen) {
      for (const index of edge.consumers) {
        const layer = layers[index];
        if (layer === undefined || layer.inputs[0] !== edge) continue;
        const update = writtenBy(layer);
        if (update !== undefined) return placesIn(state, edge, update);
        if (layer.outputs[0] !== undefined && keepsPlaces(layer)) seen.add(layer.outputs[0]);
      }
    }
    return [];
  });
}

/** The places of a buffer: the length of the only axis along which the update has another length. */
function placesIn(state: CarriedState, { type: buffer }: Edge, { type: update }: Edge): readonly PlacesWritten[] {
  if (!isRanked(buffer) || !isRanked(update)) return [];
  const [place, another] = update.shape.flatMap((written, axis) => {
    const all = buffer.shape[axis];
    return all === undefined || equals(all, written) ? [] : [{ all, written }];
  });
  if (place === undefined || another !== undefined || !isKnown(place.all) || place.all <= 1) return [];
  return [{ state, all: Number(place.all), written: place.written }];
}

/** The tokens that each buffer holds, for a batch of 1. */
export function fixedPlacesOf(writes: readonly PlacesWritten[], batch: readonly string[]): readonly FixedPlaces[] {
  const at = evaluatorAt(new Map(batch.map((name) => [name, 1] as const)));
  return writes.flatMap(({ state: { bytes }, all }) => {
    const size = at(bytes);
    return size === undefined ? [] : [{ tokens: all, perTokenBytes: size / all }];
  });
}

/** What a scatter writes at places that are no constants; a window that is shifted on has its newest place last. */
function writtenBy({ detail, inputs: [, second, third] }: Layer): Edge | undefined {
  if (detail?.kind !== 'movement') return undefined;
  switch (detail.function) {
    case 'scatternd':
    case 'scatterelements':
    case 'scatter':
      return second?.provenance === 'constant' ? undefined : third;
    case 'tensorscatter':
      return second;
    default:
      return undefined;
  }
}

function keepsPlaces(layer: Layer): boolean {
  if (isView(layer)) return true;
  return layer.detail?.kind === 'movement' && ['transpose', 'identity'].includes(layer.detail.function ?? '');
}
