import type { Analysis } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { figures, isThere, ofModel } from '../figures/index.js';
import type { Study } from '../figures/index.js';
import type { TotalFields } from './figure-fields.js';
import type { CoverageFigures } from './totals.js';

/**
 * The figures of a model; those that need a measurement or a platform only where there is one. Each is worked out when
 * it is first asked for: a table shows a third of them, and some take as long as the rest together.
 */
export function totalFields(study: Study): TotalFields<Dim | null> {
  const fields = {};
  for (const figure of figures) {
    if (!isThere(figure, study)) continue;
    Object.defineProperty(fields, figure.json, {
      enumerable: true,
      configurable: true,
      get() {
        const value = ofModel(figure, study) ?? null;
        Object.defineProperty(fields, figure.json, { enumerable: true, value });
        return value;
      },
    });
  }
  // The type is generated from the figures.
  return fields as TotalFields<Dim | null>;
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
