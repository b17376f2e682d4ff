import { fusionOf, memoryAccessBytes } from '../analysis/index.js';
import type { Layer } from '../analysis/index.js';
import { equals, fromInteger, isKnown, print, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { FailedReport, Report } from '../report/index.js';
import { comparedFigures } from './comparison.js';
import type { ChangedLayer, ComparedFigure, ComparedTotal, Comparison, LayerChange } from './comparison.js';
import { matchLayers } from './match-layers.js';

/** What changed from `base` to `head`. */
export function compareReports(base: Report | FailedReport, head: Report): Comparison {
  const totals = comparedFigures.map((figure) => compareTotal(figure, base, head));
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

/** A total of a report by its name. */
export function totalOf(figure: ComparedFigure, report: Report): Dim | undefined {
  const { totals, model } = report.analysis;
  switch (figure) {
    case 'layers':
      return totals.layers;
    case 'params':
      return totals.params;
    case 'multiply-adds':
      return totals.multiplyAdds;
    case 'flops':
      return totals.flops;
    case 'memory-access':
      return memoryAccessBytes(totals);
    case 'memory-access-fused':
      return fusionOf(report.analysis).memoryAccessFusedBytes;
    case 'peak-activations':
      return totals.peakActivationBytes;
    case 'model-size':
      return fromInteger(model.bytes);
  }
}

function compareTotal(figure: ComparedFigure, base: Report | FailedReport, head: Report): ComparedTotal {
  const [before, after] = [base.kind === 'failed' ? undefined : totalOf(figure, base), totalOf(figure, head)];
  const difference = before === undefined || after === undefined ? undefined : subtract(after, before);
  const share =
    before !== undefined && difference !== undefined && isKnown(before) && isKnown(difference) && before !== 0
      ? Number(difference) / Number(before)
      : undefined;
  return { figure, base: before, head: after, difference, share };
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
