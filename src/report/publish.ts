import { bind, parse, print, textLength } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, layerField, quotient } from '../figures/index.js';
import { withPackedArena } from './arena.js';
import { mapSizes } from './map-sizes.js';
import type { Count, FailedModel, ModelReport, Report, ReportDocument } from './report.js';
import { version } from './version.js';

/** The published document's head: all but its models. */
export const documentHead: Omit<ReportDocument, 'models'> = { schemaVersion: 1, netstat: version };

/** A dim as it is published; unknown is null. */
export function countOf(dim: Dim): number | string;
export function countOf(dim: Dim | null | undefined): Count;
export function countOf(dim: Dim | null | undefined): Count {
  return dim === undefined || dim === null ? null : typeof dim === 'number' ? dim : print(dim);
}

/** A report as it is published. */
export function toJson(report: Report): ModelReport;
export function toJson(report: Report | FailedModel): ModelReport | FailedModel;
export function toJson(report: Report | FailedModel): ModelReport | FailedModel {
  if (isFailed(report)) return report;
  let left = MOST_FORMULA_TEXT;
  let leftOut = 0;
  const published = mapSizes(
    report,
    (dim: Dim) => countOf(dim),
    // Shapes, totals and short formulas are all there; of the figures of layers what there is room for.
    (dim) => {
      if (textLength(dim) <= SHORT_FORMULA) return true;
      left -= textLength(dim);
      if (left < 0) leftOut++;
      return left >= 0;
    },
  );
  if (leftOut === 0) return published;
  const message =
    `${leftOut} figures of layers are null: formulas of more than ${SHORT_FORMULA} characters come to ` +
    `more than ${MOST_FORMULA_TEXT} characters together; bind open sizes with --dim`;
  const diagnostic = { code: 'limit-reached', severity: 'info', message, layer: null, origin: null } as const;
  return { ...published, diagnostics: [...published.diagnostics, diagnostic] };
}

/** Characters that long formulas of layers' figures may come to in a published report; no real model needs a tenth. */
export const MOST_FORMULA_TEXT = 4 * 1024 * 1024;

/** Formulas of so many characters and fewer are published however many there are. */
export const SHORT_FORMULA = 256;

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
  return mapSizes(report, (count: number | string): Dim => {
    if (typeof count === 'number') return count;
    let dim = known.get(count);
    if (dim === undefined) {
      dim = parse(count);
      known.set(count, dim);
    }
    return dim;
  });
}

/**
 * A report with symbols bound to numbers: its formulas evaluated. What was found in the model stays as it was found.
 */
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
