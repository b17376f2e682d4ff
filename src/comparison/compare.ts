import { equals, print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, isThere } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { compareFigure } from './compare-figure.js';
import { compareRuns, compareScenarios, compareWeights } from './compare-uses.js';
import type { ChangedLayer, ComparedTotal, Comparison, LayerChange } from './comparison.js';
import { matchLayers } from './match-layers.js';
import { categoryDifferences, moduleDifferences } from './part-differences.js';
import { isFailed, oneRunOf, totalOf } from '../report/index.js';
import type { FailedModel, Report, ReportLayer } from '../report/index.js';

/** The changes from `base` to `head`. Modules are compared at `depth`; without one, where several differ. */
export function compareReports(
  base: Report | FailedModel,
  head: Report,
  { depth }: { readonly depth?: number | undefined } = {},
): Comparison {
  const totals = comparedFigures([base, head]).map((figure) => compareTotal(figure, base, head));
  const [scenarios, runs] = [compareScenarios(base, head), compareRuns(base, head)];
  if (isFailed(base)) {
    return {
      base,
      head,
      totals,
      scenarios,
      weights: [],
      runs,
      layers: { added: [], removed: [], changed: [], unchanged: 0, renamed: 0 },
      categories: [],
      modules: [],
      findings: { added: head.findings, fixed: [], kept: 0 },
    };
  }
  const { pairs, removed, added } = matchLayers(base, head);
  const compared = pairs.map(([before, after]): ChangedLayer => ({
    base: before,
    head: after,
    changes: changesOf(before, after),
  }));
  const unchanged = compared.filter(({ changes }) => changes.length === 0);
  const [old, current] = [
    new Set(base.findings.map(({ fingerprint }) => fingerprint)),
    new Set(head.findings.map(({ fingerprint }) => fingerprint)),
  ];
  return {
    base,
    head,
    totals,
    scenarios,
    weights: compareWeights(base, head),
    runs,
    layers: {
      added: inListedOrder(added),
      removed: inListedOrder(removed),
      changed: compared
        .filter(({ changes }) => changes.length > 0)
        .toSorted((left, right) => left.head.index - right.head.index),
      unchanged: unchanged.length,
      renamed: unchanged.filter(({ base: before, head: after }) => before.label !== after.label).length,
    },
    categories: categoryDifferences(base, head),
    modules: moduleDifferences(base, head, depth),
    findings: {
      added: head.findings.filter(({ fingerprint }) => !old.has(fingerprint)),
      fixed: base.findings.filter(({ fingerprint }) => !current.has(fingerprint)),
      kept: head.findings.filter(({ fingerprint }) => old.has(fingerprint)).length,
    },
  };
}

function inListedOrder(layers: readonly ReportLayer[]): readonly ReportLayer[] {
  return layers.toSorted((left, right) => left.index - right.index);
}

/** The figures that a comparison of these reports has. */
function comparedFigures(reports: readonly (Report | FailedModel)[]): readonly Figure[] {
  return figures.filter((figure) => reports.some((report) => !isFailed(report) && isThere(figure, report)));
}

function compareTotal(figure: Figure, base: Report | FailedModel, head: Report): ComparedTotal {
  return compareFigure(figure, isFailed(base) ? undefined : totalOf(base, figure), totalOf(head, figure));
}

/** The figures that a layer has by itself, whatever stands around it. */
const ownFigures = figures.filter(
  ({ isHeadline, ofLayer }) => isHeadline === true && ofLayer !== undefined && ofLayer.isOfSurroundings !== true,
);

function changesOf(base: ReportLayer, head: ReportLayer): readonly LayerChange[] {
  const changes: LayerChange[] = [];
  const add = (what: string, before: string, after: string): void => {
    if (before !== after) changes.push({ what, base: before, head: after });
  };
  const addSize = (what: string, before: Dim | undefined, after: Dim | undefined): void => {
    if (before === after || (before !== undefined && after !== undefined && equals(before, after))) return;
    add(what, before === undefined ? '?' : print(before), after === undefined ? '?' : print(after));
  };
  add('op', base.op, head.op);
  add('output', outputOf(base), outputOf(head));
  addSize('times', base.times, head.times);
  for (const figure of ownFigures) addSize(figure.json, oneRunOf(base, figure), oneRunOf(head, figure));
  return changes;
}

function outputOf({ outputs: [output] }: ReportLayer): string {
  if (output === null || output === undefined) return '–';
  if (!('shape' in output)) return output.type;
  return `${output.dtype ?? '?'} ${output.shape === null ? '?' : output.shape.map((dim) => print(dim)).join('×')}`;
}
