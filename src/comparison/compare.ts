import { memoryAccessBytes } from '../analysis/index.js';
import type { Layer } from '../analysis/index.js';
import { equals, isKnown, print, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, isThere, ofModel } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import type { FailedReport, Report } from '../report/index.js';
import type { ChangedLayer, ComparedTotal, Comparison, LayerChange } from './comparison.js';
import { matchLayers } from './match-layers.js';

/** What changed from `base` to `head`. */
export function compareReports(base: Report | FailedReport, head: Report): Comparison {
  const totals = comparedFigures([base, head]).map((figure) => compareTotal(figure, base, head));
  if (base.kind === 'failed') {
    return {
      base,
      head,
      totals,
      layers: { added: [], removed: [], changed: [], unchanged: 0, renamed: 0 },
      findings: { added: head.findings, fixed: [], kept: 0 },
    };
  }
  const { pairs, removed, added } = matchLayers(base.analysis, head.analysis);
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
    layers: {
      added: inListedOrder(added),
      removed: inListedOrder(removed),
      changed: compared
        .filter(({ changes }) => changes.length > 0)
        .toSorted((left, right) => left.head.index - right.head.index),
      unchanged: unchanged.length,
      renamed: unchanged.filter(({ base: before, head: after }) => before.label !== after.label).length,
    },
    findings: {
      added: head.findings.filter(({ fingerprint }) => !old.has(fingerprint)),
      fixed: base.findings.filter(({ fingerprint }) => !current.has(fingerprint)),
      kept: head.findings.filter(({ fingerprint }) => old.has(fingerprint)).length,
    },
  };
}

function inListedOrder(layers: readonly Layer[]): readonly Layer[] {
  return layers.toSorted((left, right) => left.index - right.index);
}

/** The figures that a comparison of these reports has. */
function comparedFigures(reports: readonly (Report | FailedReport)[]): readonly Figure[] {
  return figures.filter((figure) => reports.some((report) => report.kind === 'report' && isThere(figure, report)));
}

function compareTotal(figure: Figure, base: Report | FailedReport, head: Report): ComparedTotal {
  const [before, after] = [base.kind === 'failed' ? undefined : ofModel(figure, base), ofModel(figure, head)];
  const difference = differenceOf(figure, before, after);
  const share =
    before !== undefined && difference !== undefined && isKnown(before) && isKnown(difference) && before !== 0
      ? Number(difference) / Number(before)
      : undefined;
  return { figure, base: before, head: after, difference, share };
}

function differenceOf({ unit }: Figure, before: Dim | undefined, after: Dim | undefined): Dim | undefined {
  if (before === undefined || after === undefined) return undefined;
  // Times and ratios are fractions, which the arithmetic of counts does not know.
  return unit === 'count' || unit === 'bytes' ? subtract(after, before) : Number(after) - Number(before);
}

function changesOf(base: Layer, head: Layer): readonly LayerChange[] {
  const changes: LayerChange[] = [];
  const add = (what: LayerChange['what'], before: string, after: string): void => {
    if (before !== after) changes.push({ what, base: before, head: after });
  };
  const addFigure = (what: LayerChange['what'], before: Dim | undefined, after: Dim | undefined): void => {
    if (before === after || (before !== undefined && after !== undefined && equals(before, after))) return;
    add(what, before === undefined ? '?' : print(before), after === undefined ? '?' : print(after));
  };
  add('op', base.node.opType, head.node.opType);
  add('output', outputOf(base), outputOf(head));
  addFigure('times', base.times, head.times);
  addFigure('params', base.params, head.params);
  addFigure('multiplyAdds', base.multiplyAdds, head.multiplyAdds);
  addFigure('flops', base.flops, head.flops);
  addFigure('memoryAccessBytes', memoryAccessBytes(base), memoryAccessBytes(head));
  return changes;
}

function outputOf({ outputs: [output] }: Layer): string {
  if (output?.type.kind !== 'tensor') return output?.type.kind ?? '–';
  return `${output.type.dtype ?? '?'} ${output.type.shape === undefined ? '?' : output.type.shape.map((dim) => print(dim)).join('×')}`;
}
