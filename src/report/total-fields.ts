import type { Analysis } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { figures, isThere, ofModel } from '../figures/index.js';
import type { Study } from '../figures/index.js';
import type { TotalFields } from './figure-fields.js';
import type { CoverageFigures } from './report.js';

/** The figures of a model; those that need a measurement or a platform only where there is one. */
export function totalFields(study: Study): TotalFields<Dim | null> {
  const fields = figures
    .filter((figure) => isThere(figure, study))
    .map((figure) => [figure.json, ofModel(figure, study) ?? null] as const);
  // The type is generated from the figures.
  return Object.fromEntries(fields) as unknown as TotalFields<Dim | null>;
}

/** How much of a model the figures cover. */
export function coverageFields({ coverage }: Analysis): CoverageFigures {
  return {
    layers: coverage.layers,
    shaped: coverage.shaped,
    costed: coverage.costed,
    costedElements: coverage.costedElements ?? null,
    unknownOps: Object.fromEntries(coverage.unknownOps),
  };
}
