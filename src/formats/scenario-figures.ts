import type { Dim } from '../dim/index.js';
import type { Figure, Kind } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { ScenarioReport } from '../report/index.js';

/** Kinds of figures that a use of the model cannot change. */
const fixed: ReadonlySet<Kind> = new Set(['size', 'weights']);

/** The figures by which scenarios are told apart: the headlines that one of them has. */
export function shownInScenarios(
  figures: readonly Figure[],
  scenarios: readonly ScenarioReport<Dim>[],
): readonly Figure[] {
  return figures.filter(
    (figure) =>
      (figure.isHeadline === true || figure.name === 'memory') &&
      !fixed.has(figure.kind) &&
      scenarios.some((each) => totalOf(each, figure) !== undefined),
  );
}
