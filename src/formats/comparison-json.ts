import { summedFigures } from '../comparison/index.js';
import type { ChangedLayer, ComparedPart, ComparedTotal, Comparison, LayerChange } from '../comparison/index.js';
import { countOf, documentHead, isFailed, layerOf } from '../report/index.js';
import type { Count, FindingReport, ReportLayer } from '../report/index.js';

/** The document that `netstat compare --format json` prints. */
export interface ComparisonDocument {
  readonly schemaVersion: 1;
  readonly netstat: string;
  readonly base: {
    readonly path: string;
    /** Why there is no base to compare with. */
    readonly error?: string;
  };
  readonly head: { readonly path: string };
  /** By name: multiply-adds, params, …; a difference is head − base, its share relative to the base. */
  readonly totals: ComparedFigures;
  /** Weight bytes by element type, and those of scales; only where the models have more than one type in all. */
  readonly weights?: ComparedFigures;
  /** Totals of the head's named uses beside those of the base, by the use's name; only where there are some. */
  readonly scenarios?: Readonly<Record<string, ComparedFigures>>;
  /** Runs of a model that keeps a state, at the contexts that both reports have; only where there are some. */
  readonly generation?: readonly {
    readonly kind: 'prefill' | 'decode';
    /** Tokens in all when the run ends. */
    readonly context: number;
    /** By the names that figures have in `generation.runs` of a report. */
    readonly figures: ComparedFigures;
  }[];
  readonly layers: {
    readonly unchanged: number;
    /** How many of these have another name. */
    readonly renamed: number;
    readonly changed: readonly {
      readonly base: ComparedLayer;
      readonly head: ComparedLayer;
      readonly changes: readonly LayerChange[];
    }[];
    readonly added: readonly OneSidedLayer[];
    readonly removed: readonly OneSidedLayer[];
  };
  /** Categories of layers that differ, those that make the most difference first. */
  readonly categories: readonly ComparedPartDocument[];
  /** Modules that differ; empty where the models share no module's name. */
  readonly modules: readonly ComparedPartDocument[];
  readonly findings: {
    readonly kept: number;
    readonly added: readonly ComparedFinding[];
    readonly fixed: readonly ComparedFinding[];
  };
}

/** Figures of both models, or of a part of each, by name. */
export type ComparedFigures = Readonly<
  Record<
    string,
    { readonly base: Count; readonly head: Count; readonly difference: Count; readonly share: number | null }
  >
>;

/** The layers of a category or of a module. */
export interface ComparedPartDocument {
  /** A category, or the path of a module; empty for layers outside of modules. */
  readonly name: string;
  readonly layers: { readonly base: number; readonly head: number };
  readonly figures: ComparedFigures;
}

/** A layer by its place in its model's report. */
export interface ComparedLayer {
  readonly index: number;
  readonly label: string;
  readonly op: string;
}

/** A layer that only one of the models has, with its figures of one inference by name. */
export interface OneSidedLayer extends ComparedLayer {
  readonly figures: Readonly<Record<string, Count>>;
}

/** A finding by what it says. */
export interface ComparedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly fingerprint: string;
}

/** A comparison as it is published. */
export function comparisonDocument(comparison: Comparison): ComparisonDocument {
  const { base, head, totals, weights, scenarios, runs, layers, categories, modules, findings } = comparison;
  return {
    schemaVersion: documentHead.schemaVersion,
    netstat: documentHead.netstat,
    base: { path: base.model.path, ...(isFailed(base) ? { error: base.error.message } : {}) },
    head: { path: head.model.path },
    totals: comparedFigures(totals),
    ...(weights.length === 0 ? {} : { weights: Object.fromEntries(weights.map((each) => [each.label, counts(each)])) }),
    ...(scenarios.length === 0
      ? {}
      : { scenarios: Object.fromEntries(scenarios.map((each) => [each.name, comparedFigures(each.totals)])) }),
    ...(runs.length === 0
      ? {}
      : {
          generation: runs.map(({ kind, context, figures }) => ({
            kind,
            context,
            figures: Object.fromEntries(figures.map((figure) => [figure.json, counts(figure)])),
          })),
        }),
    layers: {
      unchanged: layers.unchanged,
      renamed: layers.renamed,
      changed: layers.changed.map(changedLayer),
      added: layers.added.map(oneSidedLayer),
      removed: layers.removed.map(oneSidedLayer),
    },
    categories: categories.map(comparedPart),
    modules: modules.map(comparedPart),
    findings: {
      kept: findings.kept,
      added: findings.added.map(comparedFinding),
      fixed: findings.fixed.map(comparedFinding),
    },
  };
}

function comparedFigures(totals: readonly ComparedTotal[]): ComparedFigures {
  return Object.fromEntries(totals.map((total) => [total.figure.name, counts(total)]));
}

function counts({ base, head, difference, share }: Omit<ComparedTotal, 'figure'>): ComparedFigures[string] {
  return { base: countOf(base), head: countOf(head), difference: countOf(difference), share: share ?? null };
}

function comparedPart({ name, layers, figures }: ComparedPart): ComparedPartDocument {
  return { name, layers, figures: comparedFigures(figures) };
}

function oneSidedLayer(layer: ReportLayer): OneSidedLayer {
  const figures = summedFigures.map((figure) => [figure.name, countOf(layerOf(layer, figure))] as const);
  return { ...comparedLayer(layer), figures: Object.fromEntries(figures) };
}

function changedLayer({ base, head, changes }: ChangedLayer): ComparisonDocument['layers']['changed'][number] {
  return { base: comparedLayer(base), head: comparedLayer(head), changes };
}

function comparedLayer({ index, label, op }: ReportLayer): ComparedLayer {
  return { index, label, op };
}

function comparedFinding({ rule, severity, message, fingerprint }: FindingReport): ComparedFinding {
  return { rule, severity, message, fingerprint };
}
