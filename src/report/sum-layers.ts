import { isKnown, maximum, print, sum, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figureNamed, quotient } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { layerOf } from './fields.js';
import { oneRunOf } from './layer-reports.js';
import type { ReportLayer } from './layer.js';

/** A figure of some layers together, in one inference. */
export interface LayerSum {
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown. */
  readonly partial: boolean;
}

/**
 * A figure of some layers together: the sum over all runs, the sum with each layer once, or the largest, as its
 * `counted` says.
 */
export function sumOfLayers(layers: readonly ReportLayer[], figure: Figure): LayerSum {
  if (figure.quotientOf !== undefined) {
    const parts = figure.quotientOf.map((name) => sumOfLayers(layers, figureNamed(name)));
    return {
      value: quotient(parts.map(({ value }) => value)),
      partial: parts.some(({ partial }) => partial),
    };
  }
  if (figure.ofLayer === undefined) return { value: undefined, partial: false };
  const { counted } = figure.ofLayer;
  const only = layers.length === 1 ? layers[0] : undefined;
  if (only !== undefined) {
    const value = layerOf(only, figure);
    return { value, partial: value === undefined };
  }
  const known: Dim[] = [];
  for (const layer of layers) {
    const part = layerOf(layer, figure);
    if (part !== undefined) known.push(part);
  }
  const partial = known.length < layers.length;
  if (known.length === 0 && partial) return { value: undefined, partial };
  if (counted !== 'most') {
    // Times are fractions, which the arithmetic of counts does not know.
    const isTime = figure.unit === 'milliseconds';
    return { value: isTime ? known.reduce<number>((total, part) => total + Number(part), 0) : sum(known), partial };
  }
  const distinct = [...new Map(known.map((part) => [print(part), part])).values()];
  // Of many sizes that are open nobody can say which is the most.
  const most =
    distinct.length > MOST_COMPARED && distinct.some((part) => !isKnown(part)) ? undefined : greatest(distinct);
  return { value: most, partial: partial || most === undefined };
}

/**
 * A figure of the work that layers of stored tensors alone make, done once, at load: no inference does it, so that it
 * is in no total.
 */
export function sumAtLoad(layers: readonly ReportLayer[], figure: Figure): Dim {
  const constant = layers.filter(({ category }) => category === 'constant');
  return sum(constant.map((layer) => oneRunOf(layer, figure) ?? 0));
}

/** The most open sizes among which the greatest is looked for: each is compared with each. */
const MOST_COMPARED = 256;

function greatest(list: readonly Dim[]): Dim | undefined {
  const [first = 0, ...others] = list;
  return unlessTooLarge(() => others.reduce((most, part) => maximum(most, part), first));
}
