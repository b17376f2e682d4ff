import { perInference as inAllRuns } from '../analysis/index.js';
import type { Layer } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import { oneRunOf, valueIn } from './layer-reports.js';
import type { RepeatReport, ReportLayer } from './layer.js';
import type { Report } from './report.js';

type Repeat = Layer['repeats'][number];

/** A figure of a model by its entry; undefined where it is unknown. */
export function totalOf({ totals }: Pick<Report, 'totals'>, { json }: Figure): Dim | undefined {
  return valueIn(totals, json) ?? undefined;
}

/**
 * A figure of a layer in one inference: of what runs as often as it runs, of the rest once; undefined where it is
 * unknown.
 */
export function layerOf(layer: ReportLayer, figure: Figure): Dim | undefined {
  const value = oneRunOf(layer, figure);
  if (value === undefined || value === 0 || figure.ofLayer?.counted !== 'run') return value;
  const { times, repeats } = layer;
  if (times === 1 && repeats === undefined) return value;
  return inAllRuns({ label: layer.label, times, repeats: (repeats ?? []).map(repeatOf) }, figure.json, value);
}

function repeatOf({ pass, count, open }: RepeatReport<Dim>): Repeat {
  return { pass: pass ?? undefined, count, open: new Set(open) };
}

/**
 * Modules within each other as one path. A name that repeats the one around it, as exporters write them, says both:
 * `model`, `model.layers.0` and `mlp` are `model.layers.0/mlp`.
 */
export function modulePath(modules: readonly string[]): string {
  return modules.filter((name, index) => modules[index + 1]?.startsWith(`${name}.`) !== true).join('/');
}

/**
 * The modules around a layer, outermost first: as the exporter named them, else the function calls and bodies that it
 * stands in.
 */
export function modulesAround({ scope, path }: Pick<ReportLayer, 'scope' | 'path'>): readonly string[] {
  return scope.length > 0 ? scope : path;
}
