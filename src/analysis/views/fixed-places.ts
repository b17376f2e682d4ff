import { isKnown, symbolsOf } from '../../dim/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import type { CarriedState } from './carried-state.js';
import { evaluatorAt } from './evaluator.js';
import { isView } from './readers.js';

/** A state of fixed size: layers write what is new into places of it that an input tells. */
export interface PlacesWritten {
  /** The elements written of one state. */
  readonly written: Edge;
  readonly state: CarriedState;
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
        const written = writtenBy(layer);
        if (written !== undefined) return { written, state };
        if (layer.outputs[0] !== undefined && keepsPlaces(layer)) seen.add(layer.outputs[0]);
      }
    }
    return [];
  });
}

/** The tokens that each buffer holds, for a batch of 1: its size by what one more token takes of it. */
export function fixedPlacesOf(
  writes: readonly PlacesWritten[],
  { batch, added }: { readonly batch: readonly string[]; readonly added: string | undefined },
): readonly FixedPlaces[] {
  const sizesOf = (tokens: number) =>
    evaluatorAt(
      new Map([...batch.map((name) => [name, 1] as const), ...(added === undefined ? [] : [[added, tokens] as const])]),
    );
  const [one, two] = [sizesOf(1), sizesOf(2)];
  return writes.flatMap(({ written: { elements }, state: { input, bytes } }) => {
    const size = one(bytes);
    const [all, each, more] = [one(input.elements), one(elements), two(elements)];
    if (size === undefined || all === undefined || each === undefined || more === undefined) return [];
    const isEven = added === undefined || more === 2 * each;
    const tokens = all / each;
    return isEven && Number.isInteger(tokens) && tokens > 1 ? [{ tokens, perTokenBytes: size / tokens }] : [];
  });
}

/** The symbols of how much is written. */
export function symbolsWritten(writes: readonly PlacesWritten[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { written } of writes) {
    if (written.elements !== undefined && !isKnown(written.elements)) symbolsOf(written.elements, names);
  }
  return names;
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
