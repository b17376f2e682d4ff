import { add, maximum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figureNamed, quotient } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { layerOf } from './fields.js';
import type { ReportLayer } from './layer.js';

/** A figure of some layers together, in one inference. */
export interface LayerSum {
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown. */
  readonly partial: boolean;
}

/**
 * A figure of some layers: of what runs as often as it runs, of what is stored once, of what is there at a time the
 * most.
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
  const [only] = layers;
  // Most rows of a table are one layer.
  if (only !== undefined && layers.length === 1) {
    const value = layerOf(only, figure);
    return { value, partial: value === undefined };
  }
  let value: Dim | undefined = layers.length === 0 ? 0 : undefined;
  let partial = false;
  for (const layer of layers) {
    const part = layerOf(layer, figure);
    if (part === undefined) partial = true;
    // Most layers have none of most figures.
    else if (part !== 0 || value === undefined || counted === 'most') value = combine(figure, value, part);
  }
  return { value, partial };
}

function combine({ unit, ofLayer }: Figure, sum: Dim | undefined, part: Dim): Dim {
  if (sum === undefined) return part;
  if (ofLayer?.counted === 'most') return maximum(sum, part);
  // Times are fractions, which the arithmetic of counts does not know.
  return unit === 'milliseconds' ? Number(sum) + Number(part) : add(sum, part);
}
