import type { Analysis, Edge, Layer } from '../analysis.js';
import { compact } from '../compact.js';
import { distinct } from '../distinct.js';
import { isRunning } from '../accounts/totals.js';
import { remember } from './remember.js';

/** The layers that need a value while the model runs. */
export interface Readers {
  /** Layers that read its data; not those that ask for its shape. */
  of(edge: Edge): readonly Layer[];
  /** The only layer that needs the value; undefined where there are others, or the graph around gives it out. */
  only(edge: Edge): Layer | undefined;
  /** Whether a graph gives the value out. */
  escapes(edge: Edge): boolean;
}

/** The view of a model by the readers of each value. */
export const readersOf: (analysis: Analysis) => Readers = remember(({ layers, regions, edges }) => {
  const given = new Set(regions.flatMap(({ outputs }) => outputs));
  // By edge.
  const known = new Array<readonly Layer[] | undefined>(edges.length);
  const escapes = (edge: Edge): boolean => edge.isOutput || given.has(edge);
  const of = (edge: Edge): readonly Layer[] => (known[edge.id] ??= runningAmong(layers, edge.consumers));
  const only = (edge: Edge): Layer | undefined => {
    const readers = of(edge);
    return readers.length === 1 && !escapes(edge) ? readers[0] : undefined;
  };
  return { of, only, escapes };
});

function runningAmong(layers: readonly Layer[], indices: readonly number[]): readonly Layer[] {
  const found: Layer[] = [];
  for (const index of indices) {
    const layer = layers[index];
    if (layer !== undefined && isRunning(layer)) found.push(layer);
  }
  return compact(found);
}

/** The distinct values that a layer reads and that are data: neither constant nor computed from shapes. */
export function dataInputs({ inputs }: Layer): readonly Edge[] {
  // Every pass over a model asks it of every layer, most of which read one or two such values.
  let only: Edge | undefined;
  let count = 0;
  for (const edge of inputs) {
    if (edge?.provenance !== 'data') continue;
    only = edge;
    count++;
  }
  if (only === undefined) return none;
  return count === 1 ? [only] : distinct(inputs.filter((edge): edge is Edge => edge?.provenance === 'data'));
}

/** The value of `dataInputs`, where it is the only one. */
export function onlyDataInput({ inputs }: Layer): Edge | undefined {
  let only: Edge | undefined;
  for (const edge of inputs) {
    if (edge?.provenance !== 'data' || edge === only) continue;
    if (only !== undefined) return undefined;
    only = edge;
  }
  return only;
}

const none: readonly never[] = [];

/** Whether a layer only shows its first input under another shape. */
export function isView({ inputs, outputs }: Layer): boolean {
  const viewed = outputs[0]?.viewOf;
  return viewed !== undefined && viewed === inputs[0];
}
