import type { BindingFlag } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { ErrorCode } from '../ir/index.js';
import type { ArenaReport } from './arena-report.js';
import type { FindingReport, MendingReport, SuppressedReport } from './findings.js';
import type { LayerReport, NamedValue } from './layer.js';
import type { MeasurementReport, PredictionReport, RooflineReport, SpeedReport, StaticBoundReport } from './times.js';
import type { AsTrainedReport, ConventionReport, CoverageFigures, TotalFigures } from './totals.js';
import type { GenerationReport, ScenarioReport } from './uses.js';
import type { WeightTypeReport } from './weight-type.js';

/**
 * An exact count. A number where that is safe (below 2^53); a string of digits beyond; a formula such as `43352064*N`
 * while it depends on unbound symbols; null when unknown.
 */
export type Count = number | string | null;

/** A report in memory. */
export type Report = ModelReport<Dim>;

/** The document that `--format json` prints, whatever the number of models. */
export interface ReportDocument {
  /** Grows when a reader of an earlier version would misread this one. */
  readonly schemaVersion: 1;
  /** The version of netstat. */
  readonly netstat: string;
  readonly models: readonly (ModelReport | FailedModel)[];
  /** Only where several models or settings were measured: the speed of each of the others beside the first. */
  readonly comparison?: readonly SpeedReport[];
}

/** A model that could not be read. */
export interface FailedModel {
  readonly model: { readonly path: string };
  readonly error: {
    readonly code: ErrorCode | 'internal-error';
    /** The trouble, and what to do. */
    readonly message: string;
  };
}

/**
 * The report of one model: the one thing that formats, comparisons and saved files hold. `D` is the type of a size or
 * count that is known: a `Dim` in memory; a number, digits or a formula in JSON, which is what `inspect` gives and
 * `--format jsonl` prints, one a line.
 */
export interface ModelReport<D = number | string> {
  readonly model: {
    /** The model as it was named. */
    readonly path: string;
    /** Size of the file, without weights kept beside it. */
    readonly bytes: number;
    /** The program that wrote it and its version. */
    readonly producer: string;
    readonly irVersion: number;
    /** Imported opset by domain. */
    readonly opsets: Readonly<Record<string, number>>;
    /** The name of the main graph. */
    readonly graph: string;
  };
  /**
   * Only where several uses of a model are reported: the sizes, or the `scenario`, that tell this one from the others,
   * as they were written.
   */
  readonly variant?: Readonly<Record<string, string>>;
  /**
   * Only for lists of sizes that the model leaves open: totals as formulas in each of these sizes, by their names in
   * `totals`, the others as they are here.
   */
  readonly formulas?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Only in JSON texts, and only where long formulas would stand there again and again: each of them once. Sizes and
   * counts, but for totals, have `#3` in place of the fourth of them.
   */
  readonly longFormulas?: readonly string[];
  /** The sizes that symbols were bound to. */
  readonly bindings: Readonly<Record<string, D>>;
  /** Symbols that figures or shapes still depend on. */
  readonly unbound: readonly {
    readonly symbol: string;
    readonly meaning: string;
    /** The most that it can be, of what data decide; only where that is known. */
    readonly atMost?: D;
  }[];
  /** Options that bind the open sizes, with plausible values; only where options can. */
  readonly bindWith?: readonly BindingFlag[];
  readonly inputs: readonly NamedValue<D>[];
  readonly outputs: readonly NamedValue<D>[];
  readonly totals: TotalFigures<D>;
  /**
   * The most that totals can be which depend on what data decide, by the names that they have in `totals`; only where
   * that is known.
   */
  readonly totalsAtMost?: Readonly<Record<string, D>>;
  /** The stored weights by element type, those that take the most bytes first. */
  readonly weights: readonly WeightTypeReport<D>[];
  /** The params of the trained network that the exporter took away; only where the file shows it. */
  readonly asTrained?: AsTrainedReport<D>;
  readonly coverage: CoverageFigures;
  /** Every node in execution order, those of a body right after the layer that owns it. */
  readonly layers: readonly LayerReport<D>[];
  readonly findings: readonly FindingReport[];
  /** Only where times are predicted for a platform: what mending the findings saves there. */
  readonly mending?: MendingReport;
  /** Findings that the configuration or the baseline knows; only where there are some. */
  readonly suppressed?: readonly SuppressedReport[];
  /** Only when measured. */
  readonly measurement?: MeasurementReport;
  /** Only when a platform is named: how long the model takes there, without running. */
  readonly prediction?: PredictionReport;
  /** Only when asked for: the count of another tool. */
  readonly convention?: ConventionReport<D>;
  /**
   * The most that the platform computes and moves, which bounds what a kernel can reach; only when calibrated or given.
   */
  readonly roofline?: RooflineReport;
  /** The activations in one block of memory: only in JSON and for the page, and only where no size is unknown. */
  readonly arena?: ArenaReport<D>;
  /** Only of a model that keeps a state from run to run. */
  readonly generation?: GenerationReport<D>;
  /** Named uses of the model: those of the configuration; without any, the branches between which an input decides. */
  readonly scenarios?: readonly ScenarioReport<D>[];
  /** Only where a platform is named by its figures: the least time of a run there. */
  readonly bound?: StaticBoundReport;
  readonly diagnostics: readonly DiagnosticReport[];
}

/** Something that the reader should know about one place; the rest of the report stands. */
export interface DiagnosticReport {
  readonly code: string;
  readonly severity: 'info' | 'warning';
  readonly message: string;
  /** The position in `layers`; null when it is about none. */
  readonly layer: number | null;
  /** The place in the file, such as `graph.node[12]`; null when it has none. */
  readonly origin: string | null;
}
