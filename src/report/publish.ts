import { bind, parse, print, textLength } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, layerField, quotient } from '../figures/index.js';
import { withPackedArena } from './arena.js';
import { mapSizes } from './map-sizes.js';
import type { Gather, Place } from './map-sizes.js';
import type { LayerReport } from './layer.js';
import type { Count, DiagnosticReport, FailedModel, ModelReport, Report, ReportDocument } from './report.js';
import { expandFormulas, RepeatedFormulas, shareFormulas, shareInLayers, SHORT_FORMULA } from './shared-formulas.js';
import { version } from './version.js';

/** The published document's head: all but its models. */
export const documentHead: Omit<ReportDocument, 'models'> = { schemaVersion: 1, netstat: version };

/** A dim as it is published; null where it is unknown. */
export function countOf(dim: Dim): number | string;
export function countOf(dim: Dim | null | undefined): Count;
export function countOf(dim: Dim | null | undefined): Count {
  return dim === undefined || dim === null ? null : typeof dim === 'number' ? dim : print(dim);
}

/** A report as it is published. */
export function toJson(report: Report): ModelReport;
export function toJson(report: Report | FailedModel): ModelReport | FailedModel;
export function toJson(report: Report | FailedModel): ModelReport | FailedModel {
  return isFailed(report) ? report : publish(report, textLength);
}

/** A report as it is published in a text: formulas that are long and stand there again and again are written once. */
export function toSharedJson(report: Report): ModelReport;
export function toSharedJson(report: Report | FailedModel): ModelReport | FailedModel;
export function toSharedJson(report: Report | FailedModel): ModelReport | FailedModel {
  if (isFailed(report)) return report;
  const { published, repeated } = publishCounting(report);
  return repeated.length === 0 ? published : shareFormulas(published, repeated);
}

/**
 * A report as `toSharedJson` publishes it, without its layers; and these one after the other, since the layers of a
 * large model take several times the memory of their text.
 */
export function publishLayers(report: Report): {
  readonly published: ModelReport;
  readonly layers: Iterable<LayerReport>;
} {
  // Where there are formulas, all layers are published once before: formulas that repeat are written once, and those
  // beyond the limits are left out.
  const { published, repeated } = publishCounting(report, mayHoldFormulas(report) ? passOver : noLayers);
  let layers: Iterable<LayerReport> = [];
  // Without what comes after the layers, which counts after them.
  const { convention: _, arena: __, generation: ___, scenarios: ____, ...upToLayers } = report;
  publishCounting(upToLayers, (each) => {
    layers = each;
    return [];
  });
  if (repeated.length === 0) return { published, layers };
  return { published: shareFormulas(published, repeated), layers: shareInLayers(layers, repeated) };
}

function mayHoldFormulas({ unbound, layers }: Report): boolean {
  return unbound.length > 0 || layers.some(({ repeats }) => repeats !== undefined);
}

function noLayers(): readonly LayerReport[] {
  return [];
}

function passOver(layers: Iterable<LayerReport>): readonly LayerReport[] {
  for (const _ of layers);
  return [];
}

/** A report as it is published, and its formulas that are better written once. */
function publishCounting(
  report: Report,
  gather?: Gather<number | string>,
): { readonly published: ModelReport; readonly repeated: readonly string[] } {
  const repeated = new RepeatedFormulas();
  const cost = (dim: Dim, place: Place): number =>
    place !== 'total' && repeated.add(print(dim)) ? 0 : textLength(dim);
  const published = publish(report, cost, gather);
  return { published, repeated: repeated.shared };
}

/**
 * A report with its formulas printed. Long ones have limited room, of which each takes the characters that `cost` says.
 */
function publish(
  report: Report,
  cost: (dim: Dim, place: Place) => number,
  gather?: Gather<number | string>,
): ModelReport {
  const left = { total: MOST_TOTALS_TEXT, axis: MOST_SHAPE_TEXT, part: MOST_FORMULA_TEXT };
  const leftOut = { total: 0, axis: 0, part: 0 };
  const published = mapSizes(
    report,
    (dim: Dim) => countOf(dim),
    (dim, place) => {
      if (typeof dim !== 'object' || dim.length <= SHORT_FORMULA) return true;
      left[place] -= cost(dim, place);
      if (left[place] >= 0) return true;
      leftOut[place]++;
      return false;
    },
    gather,
  );
  const said = [
    sayLeftOut(leftOut.part, 'figures of layers are null', MOST_FORMULA_TEXT),
    sayLeftOut(leftOut.axis, 'shapes are null', MOST_SHAPE_TEXT),
    sayLeftOut(leftOut.total, 'totals are null', MOST_TOTALS_TEXT),
  ].flat();
  return said.length === 0 ? published : { ...published, diagnostics: [...published.diagnostics, ...said] };
}

function sayLeftOut(count: number, what: string, most: number): readonly DiagnosticReport[] {
  if (count === 0) return [];
  const message =
    `${count} ${what}: formulas of more than ${SHORT_FORMULA} characters come to ` +
    `more than ${most} characters together; bind open sizes with --dim`;
  return [{ code: 'limit-reached', severity: 'info', message, layer: null, origin: null }];
}

/** Characters that long formulas of layers' figures may come to in a published report; no real model needs a tenth. */
export const MOST_FORMULA_TEXT = 4 * 1024 * 1024;

/** Characters that long formulas in shapes may come to in a published report. */
export const MOST_SHAPE_TEXT = 4 * 1024 * 1024;

/** Characters that long formulas of totals may come to in a published report. */
export const MOST_TOTALS_TEXT = 4 * 1024 * 1024;

/**
 * A published report as it is in memory.
 * @throws DimSyntaxError for a text that is no formula
 */
export function fromJson(report: ModelReport): Report;
export function fromJson(report: ModelReport | FailedModel): Report | FailedModel;
export function fromJson(report: ModelReport | FailedModel): Report | FailedModel {
  if (isFailed(report)) return report;
  // The formulas of a model repeat.
  const known = new Map<string, Dim>();
  const dimOf = (text: string): Dim => {
    let dim = known.get(text);
    if (dim === undefined) {
      dim = parse(text);
      known.set(text, dim);
    }
    return dim;
  };
  return mapSizes(expandFormulas(report), (count: number | string): Dim =>
    typeof count === 'number' ? count : dimOf(count),
  );
}

/** A report with symbols bound to numbers: its formulas are evaluated, its findings stay as they are. */
export function bindReport(report: Report, given: ReadonlyMap<string, number | string>): Report {
  if (given.size === 0) return report;
  const dims = new Map([...given].map(([symbol, size]) => [symbol, typeof size === 'string' ? parse(size) : size]));
  const bound = mapSizes(report, (dim: Dim) => bind(dim, dims));
  return withPackedArena({
    ...bound,
    bindings: { ...bound.bindings, ...Object.fromEntries(dims) },
    unbound: bound.unbound.filter(({ symbol }) => !dims.has(symbol)),
    totals: withQuotients(bound.totals, ({ json }) => json),
    layers: bound.layers.map((layer) => withQuotients(layer, layerField)),
  });
}

/** Quotients anew, once their parts are numbers. */
function withQuotients<T extends object>(of: T, fieldOf: (figure: (typeof figures)[number]) => string | undefined): T {
  const values = of as Readonly<Record<string, Dim | null | undefined>>;
  const quotients = figures.flatMap((figure) => {
    const parts = figure.quotientOf?.map((name) => {
      const part = figures.find((each) => each.name === name);
      return values[(part === undefined ? undefined : fieldOf(part)) ?? ''] ?? undefined;
    });
    return parts === undefined ? [] : [[fieldOf(figure) ?? figure.json, quotient(parts) ?? null] as const];
  });
  return { ...of, ...Object.fromEntries(quotients) };
}

/** Whether a model could not be read. */
export function isFailed<D>(report: ModelReport<D> | FailedModel): report is FailedModel {
  return 'error' in report;
}
