import { isKnown, multiply, parse, toNumber, unlessTooLarge } from '../../../dim/index.js';
import type { Dim } from '../../../dim/index.js';
import { fromJson } from '../../../report/index.js';
import type { Count, LayerReport, ModelReport, Report } from '../../../report/index.js';

const parsed = new Map<string, Dim>();

/** A published count as a dim; undefined when unknown. */
export function dimOf(count: Count): Dim | undefined {
  if (typeof count !== 'string') return count ?? undefined;
  let dim = parsed.get(count);
  if (dim === undefined) {
    dim = parse(count);
    parsed.set(count, dim);
  }
  return dim;
}

/** A published count as a number to draw by; undefined while it is unknown or holds a symbol. */
export function numberOf(count: Count): number | undefined {
  return asNumber(dimOf(count));
}

/** A dim as a number to draw by, rounded where it must be. */
export function asNumber(dim: Dim | undefined): number | undefined {
  if (dim === undefined) return undefined;
  return toNumber(dim) ?? (isKnown(dim) ? Number(dim) : undefined);
}

const restoredReports = new WeakMap<ModelReport, Report>();

/** A published report as the formats of the command line take it. */
export function restored(report: ModelReport): Report {
  let known = restoredReports.get(report);
  if (known === undefined) {
    known = fromJson(report);
    restoredReports.set(report, known);
  }
  return known;
}

/** The figures that a layer has for one run of it and that add up over runs. */
export type RunFigure = 'multiplyAdds' | 'flops' | 'memoryReadBytes' | 'memoryWriteBytes' | 'memoryAccessBytes';

/** A figure of a layer in one inference. */
export function perInference(layer: LayerReport, figure: RunFigure | 'params' | 'buffers'): Dim | undefined {
  const value = dimOf(layer[figure]);
  if (figure === 'params' || figure === 'buffers' || layer.times === 1 || value === undefined) return value;
  const times = dimOf(layer.times);
  return times === undefined ? undefined : unlessTooLarge(() => multiply(times, value));
}
