import { hasTooManyBounds, perInference, routingBySymbol } from '../analysis/index.js';
import type { Layer } from '../analysis/index.js';
import { ceilingOf, isKnown, maximum, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure, Study } from './figure.js';
import { figureNamed } from './look-up.js';

/** A figure of the model; undefined where it is unknown, and for a quotient while a symbol stands in it. */
export function ofModel(figure: Figure, study: Study): Dim | undefined {
  if (figure.quotientOf !== undefined) {
    return quotient(figure.quotientOf.map((name) => ofModel(figureNamed(name), study)));
  }
  if (figure.ofModel !== undefined) return figure.ofModel(study);
  return together(figure, study.analysis.layers, study);
}

/**
 * The most that a figure of the model can be where data decide it; undefined where no size in it has a bound, or it
 * cannot be told.
 */
export function mostOfModel(figure: Figure, study: Study): Dim | undefined {
  if (figure.quotientOf !== undefined || hasTooManyBounds(study.analysis)) return undefined;
  const value = ofModel(figure, study);
  const isLoose = figure.isOpenAbove === true && value !== undefined && !isKnown(value);
  return value === undefined || isLoose
    ? figure.mostOfModel?.(study)
    : ceilingOf(value, routingBySymbol(study.analysis));
}

/** A figure of one run of a layer; undefined where it is unknown. */
export function ofLayer({ ofLayer: own, quotientOf }: Figure, layer: Layer, study: Study): Dim | undefined {
  if (own !== undefined) return own.value(layer, study);
  return quotientOf === undefined
    ? undefined
    : quotient(quotientOf.map((name) => ofLayer(figureNamed(name), layer, study)));
}

/** The field of a layer in a report that holds the figure; undefined for a figure that layers do not have. */
export function layerField({ json, ofLayer: own, quotientOf }: Figure): string | undefined {
  if (own !== undefined) return own.json ?? json;
  return quotientOf === undefined ? undefined : json;
}

/** A figure of some layers together; undefined where it is unknown. Layers of unknown cost add nothing to a sum. */
export function ofLayers(figure: Figure, indices: readonly number[], study: Study): Dim | undefined {
  if (figure.ofLayers !== undefined) return figure.ofLayers(indices, study);
  if (figure.quotientOf !== undefined) {
    return quotient(figure.quotientOf.map((name) => ofLayers(figureNamed(name), indices, study)));
  }
  return together(
    figure,
    indices.flatMap((index) => study.analysis.layers[index] ?? []),
    study,
  );
}

/** The most that a figure of some layers can be where data decide it; undefined where no bound tells. */
export function mostOfLayers(figure: Figure, indices: readonly number[], study: Study): Dim | undefined {
  if (figure.isOpenAbove === true) return undefined;
  return ceilingOf(ofLayers(figure, indices, study), routingBySymbol(study.analysis));
}

/** Whether layers or modules can have the figure. */
export function isOfLayers(figure: Figure): boolean {
  return layerField(figure) !== undefined || figure.ofLayers !== undefined;
}

/**
 * Whether the figure is a lower bound where the cost of some layers is unknown. What is stored is known of every layer.
 */
export function isPartial({ ofLayer: own, quotientOf }: Figure): boolean {
  return quotientOf !== undefined || (own !== undefined && own.counted !== 'once');
}

/** a ÷ b; undefined while either is unknown or holds a symbol, and for b = 0. */
export function quotient([a, b]: readonly (Dim | undefined)[]): number | undefined {
  if (a === undefined || b === undefined || !isKnown(a) || !isKnown(b) || b === 0) return undefined;
  return Number(a) / Number(b);
}

function together({ json, unit, ofLayer: own }: Figure, layers: readonly Layer[], study: Study): Dim | undefined {
  if (own === undefined) return undefined;
  const { counted, value } = own;
  if (counted === 'most') return largest(layers.map((layer) => value(layer, study)));
  const parts = layers.map((layer): Dim => {
    const part = value(layer, study) ?? 0;
    return counted === 'once' ? part : perInference(layer, json, part);
  });
  // Times are fractions, which the arithmetic of counts does not know.
  return unit === 'milliseconds' ? parts.reduce<number>((total, part) => total + Number(part), 0) : sum(parts);
}

function largest(values: readonly (Dim | undefined)[]): Dim | undefined {
  let most: Dim = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    most = maximum(most, value);
  }
  return most;
}
