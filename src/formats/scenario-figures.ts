import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { ScenarioReport } from '../report/index.js';

/** Figures that a use of the model cannot change: those of what is stored. */
const stored: ReadonlySet<string> = new Set(['layers', 'params', 'weight-bytes', 'model-size']);

/** The figures by which scenarios are told apart: the headlines that one of them has. */
export function shownInScenarios(
  figures: readonly Figure[],
  scenarios: readonly ScenarioReport<Dim>[],
): readonly Figure[] {
  return figures.filter(
    (figure) =>
      (figure.isHeadline === true || figure.name === 'memory') &&
      !stored.has(figure.name) &&
      scenarios.some((each) => totalOf(each, figure) !== undefined),
  );
}
