import type { Dim } from '../dim/index.js';
import { figures, isOfLayers, quotient } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { sumOfLayers, totalOf } from '../report/index.js';
import type { Report, ReportLayer } from '../report/index.js';

/** A figure of a module: that of its layers together. */
export interface ModuleFigure {
  readonly figure: Figure;
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown, so that the value is a lower bound. */
  readonly partial: boolean;
  /** Share of the model's, 0 to 1; undefined for what is not a sum, and while a symbol stands in it. */
  readonly share: number | undefined;
}

/** A module as the sum of its layers, in one inference. */
export function explainModule(layers: readonly ReportLayer[], report: Report): readonly ModuleFigure[] {
  const ofLayers = figures.filter((figure) => isOfLayers(figure) && figure.ofLayers === undefined);
  return ofLayers.map((figure) => {
    const { value, partial } = sumOfLayers(layers, figure);
    const isSum = figure.quotientOf === undefined && figure.ofLayer?.counted !== 'most';
    return {
      figure,
      value,
      partial,
      share: isSum && !partial ? quotient([value, totalOf(report, figure)]) : undefined,
    };
  });
}
