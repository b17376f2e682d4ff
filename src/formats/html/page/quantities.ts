import { isKnown, parse, toNumber } from '../../../dim/index.js';
import type { Dim } from '../../../dim/index.js';
import { figureNamed } from '../../../figures/index.js';
import { fromJson, layerOf } from '../../../report/index.js';
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

/**
 * A figure of a layer in one inference, by its name, as a number to draw by; undefined while it is unknown or holds a
 * symbol.
 */
export function figureOf(report: ModelReport, { index }: LayerReport, name: string): number | undefined {
  const layer = restored(report).layers[index];
  return layer === undefined ? undefined : asNumber(layerOf(layer, figureNamed(name)));
}

const kept = new WeakMap<ModelReport, Report>();

/** A report without its layers, in memory: all that the totals of many models need. */
export function totalsOnly(report: ModelReport): Report {
  const known = kept.get(report) ?? fromJson({ ...report, layers: [], inputs: [], outputs: [] });
  kept.set(report, known);
  return known;
}
