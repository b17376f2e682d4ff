import type { Layer } from '../analysis/index.js';
import { figures, isThere, ofModel, quotient } from '../figures/index.js';
import type { Figure, Study } from '../figures/index.js';
import { countOf } from './count.js';
import type { LayerFields, TotalFields } from './figure-fields.js';
import type { Count } from './report-json.js';

/** The figures of a model as they are published; those that need a measurement only where there is one. */
export function totalFields(study: Study): TotalFields<Count> {
  const fields = figures
    .filter((figure) => isThere(figure, study))
    .map((figure) => [figure.json, countOf(ofModel(figure, study))] as const);
  // The type is generated from the figures.
  return Object.fromEntries(fields) as unknown as TotalFields<Count>;
}

/** The figures of one run of a layer as they are published. */
export function layerFields(layer: Layer, study: Study): LayerFields<Count> {
  const fields: Record<string, Count> = {};
  for (const { json, ofLayer, quotientOf } of figures) {
    if (ofLayer !== undefined) fields[ofLayer.json ?? json] = countOf(ofLayer.value(layer, study));
    else if (quotientOf !== undefined) {
      const [dividend, divisor] = quotientOf.map((name) => named.get(name)?.ofLayer?.value(layer, study));
      fields[json] = quotient([dividend, divisor]) ?? null;
    }
  }
  // The type is generated from the figures.
  return fields as unknown as LayerFields<Count>;
}

const named: ReadonlyMap<string, Figure> = new Map(figures.map((figure) => [figure.name, figure]));
