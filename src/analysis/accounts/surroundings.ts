import { isKnown } from '../../dim/index.js';
import { append } from '../../text/index.js';
import type { Draft, LayerDraft } from '../walk/draft.js';
import { lengthsOf } from './arithmetic.js';

/** Where layers stand among those that apply weights. */
export interface Surroundings {
  /** By layer: 1 where its outputs lead to a layer that applies weights. */
  readonly leads: Uint8Array;
  /** By layer: 1 where it applies weights, or reads what comes from a layer that does. */
  readonly follows: Uint8Array;
  /** The lengths of the weights' axes. */
  readonly widths: ReadonlySet<number>;
}

/**
 * Finds where layers stand. A layer with bodies applies weights where one in its bodies does; else it passes on what
 * they read, as an If does that clips boxes only where there are some.
 */
export function findSurroundings(draft: Draft): Surroundings {
  const { layers } = draft;
  const leads = new Uint8Array(layers.length);
  const follows = new Uint8Array(layers.length);
  const widths = new Set<number>();
  const bodies = bodiesIn(draft);
  const weighs = (layer: LayerDraft): boolean =>
    layer.category === 'control-flow'
      ? (bodies.within.get(layer.index)?.some(appliesWeights) ?? true)
      : appliesWeights(layer);
  const visitRead = (layer: LayerDraft, visit: (producer: number) => void): void => {
    visitFlowing(layer, Infinity, visit);
    if (bodies.within.size === 0) return;
    for (const inner of bodies.within.get(layer.index) ?? []) visitFlowing(inner, layer.index, visit);
  };
  let at = 0;
  const follow = (producer: number): void => {
    if (follows[producer] === 1) follows[at] = 1;
  };
  const lead = (producer: number): void => {
    leads[producer] = 1;
  };
  layers.forEach((layer, index) => {
    if (weighs(layer)) {
      follows[index] = 1;
      layer.inputs.forEach((input, position) => {
        // A filter may be worked out for each run, as a style or a mixture of filters does.
        const isFilter = layer.category === 'convolution' && layer.operator?.roleOf(position) === 'weight';
        if (input === undefined || (input.provenance !== 'constant' && !isFilter)) return;
        for (const length of lengthsOf(input) ?? []) widths.add(length);
        // A packed weight has other axes than the matrix that it holds.
        const { detail } = layer;
        if (detail?.kind !== 'matmul' || layer.operator?.roleOf(position) !== 'weight') return;
        for (const width of [detail.n, detail.k]) if (isKnown(width)) widths.add(Number(width));
      });
    } else {
      at = index;
      visitRead(layer, follow);
    }
  });
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    if (layer === undefined) continue;
    // Readers of what a body gives stand behind all its layers.
    const owner = bodies.givenBy.get(index);
    if (owner !== undefined && leads[owner] === 1) leads[index] = 1;
    if (leads[index] === 1 || weighs(layer)) visitRead(layer, lead);
  }
  return { leads, follows, widths };
}

/** The bodies of a model's layers. */
interface Bodies {
  /** By layer with bodies: all layers in them, those of bodies within included, but for the owners of these. */
  readonly within: ReadonlyMap<number, readonly LayerDraft[]>;
  /** By layer whose result a body gives: the layer that the body belongs to. */
  readonly givenBy: ReadonlyMap<number, number>;
}

function bodiesIn({ layers, regions }: Draft): Bodies {
  const within = new Map<number, LayerDraft[]>();
  const givenBy = new Map<number, number>();
  // Bodies within a body come after it.
  for (const { owner, layers: indices, outputs } of regions.toReversed()) {
    if (owner === undefined) continue;
    for (const index of indices) {
      const layer = layers[index];
      if (layer === undefined) continue;
      const inner = within.get(index);
      if (inner === undefined) append(within, owner, layer);
      else for (const one of inner) append(within, owner, one);
    }
    for (const output of outputs) if (output?.producer !== undefined) givenBy.set(output.producer, owner);
    if (!within.has(owner)) within.set(owner, []);
  }
  return { within, givenBy };
}

function appliesWeights({ category }: LayerDraft): boolean {
  return (
    category === 'convolution' ||
    category === 'matmul' ||
    category === 'attention' ||
    category === 'recurrent' ||
    category === 'control-flow'
  );
}

/**
 * Visits the layers, of those that stand before `end`, that make the values that a layer computes with. Sizes are not
 * among these values, nor are positions of boxes, which say what is read of a map.
 */
function visitFlowing(
  { inputs, operator, category }: LayerDraft,
  end: number,
  visit: (producer: number) => void,
): void {
  if (category === 'shape') return;
  for (let position = 0; position < inputs.length; position++) {
    const input = inputs[position];
    if (input?.producer === undefined || input.provenance === 'shape' || input.producer >= end) continue;
    const role = operator?.roleOf(position);
    if (role !== 'index' && role !== 'config') visit(input.producer);
  }
}
