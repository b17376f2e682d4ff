import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import type { FailedModel, FindingReport, Report, ReportLayer } from '../report/index.js';

/** One total of both models. */
export interface ComparedTotal {
  readonly figure: Figure;
  readonly base: Dim | undefined;
  readonly head: Dim | undefined;
  /** head − base; undefined when either is unknown. */
  readonly difference: Dim | undefined;
  /** difference / base; undefined while a symbol is unbound, or where the base is 0. */
  readonly share: number | undefined;
}

/** How a layer differs between the models. */
export interface ChangedLayer {
  readonly base: ReportLayer;
  readonly head: ReportLayer;
  /** What differs: figures and types by the names of the JSON report. */
  readonly changes: readonly LayerChange[];
}

/** One thing that differs, as text. */
export interface LayerChange {
  /** `op`, `output`, `times` or the JSON name of a figure. */
  readonly what: string;

  readonly base: string;
  readonly head: string;
}

/** What changed from one model to another. */
export interface Comparison {
  /** A base that is not there or cannot be read is a note, not an error: a new model has none. */
  readonly base: Report | FailedModel;
  readonly head: Report;
  /** Every figure of the model; measured ones where a model was measured. */
  readonly totals: readonly ComparedTotal[];
  readonly layers: {
    readonly added: readonly ReportLayer[];
    readonly removed: readonly ReportLayer[];
    readonly changed: readonly ChangedLayer[];
    /** Layers that are the same but for their names. */
    readonly unchanged: number;
    /** Of these, those whose name differs. */
    readonly renamed: number;
  };
  readonly findings: {
    readonly added: readonly FindingReport[];
    readonly fixed: readonly FindingReport[];
    readonly kept: number;
  };
}
