import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import type { FailedModel, FindingReport, GenerationRunReport, Report, ReportLayer } from '../report/index.js';
import type { Unit } from '../text/index.js';

/** One figure of both models, or of a part of each. */
export interface ComparedTotal {
  readonly figure: Figure;
  readonly base: Dim | undefined;
  readonly head: Dim | undefined;
  /** head − base; undefined when either is unknown. */
  readonly difference: Dim | undefined;
  /** difference / base; undefined while a symbol is unbound, or where the base is 0. */
  readonly share: number | undefined;
}

/** The layers of a category or of a module, in both models. */
export interface ComparedPart {
  /** A category, or the path of a module; empty for layers outside of modules. */
  readonly name: string;
  /** How many layers run in it. */
  readonly layers: { readonly base: number; readonly head: number };
  /** The headlines that can be summed over layers. */
  readonly figures: readonly ComparedTotal[];
}

/** A named use of the head, beside that of the base of the same name. */
export interface ComparedScenario {
  readonly name: string;
  /** Whether the base has none of that name. */
  readonly isNew: boolean;
  readonly totals: readonly ComparedTotal[];
}

/** A run of a model that keeps a state, beside the same run of the base. */
export interface ComparedRun {
  readonly kind: GenerationRunReport['kind'];
  /** Tokens in all when it ends. */
  readonly context: number;
  readonly figures: readonly ComparedRunFigure[];
}

/** One figure of a run. */
export interface ComparedRunFigure extends Omit<ComparedTotal, 'figure'> {
  readonly label: string;
  /** The field of the run in reports. */
  readonly json: string;
  readonly unit: Unit;
}

/** How a layer differs between the models. */
export interface ChangedLayer {
  readonly base: ReportLayer;
  readonly head: ReportLayer;
  /** The differences: figures and types by the names of the JSON report. */
  readonly changes: readonly LayerChange[];
}

/** One thing that differs, as text. */
export interface LayerChange {
  /** `op`, `output`, `times` or the JSON name of a figure. */
  readonly what: string;
  readonly base: string;
  readonly head: string;
}

/** The bytes of the weights of an element type, or of all scales. */
export interface ComparedWeights extends Omit<ComparedTotal, 'figure'> {
  readonly label: string;
}

/** The changes from one model to another. */
export interface Comparison {
  /** A base that is not there or cannot be read is a note, not an error: a new model has none. */
  readonly base: Report | FailedModel;
  readonly head: Report;
  /** Every figure of the model; measured ones where a model was measured. */
  readonly totals: readonly ComparedTotal[];
  /** The named uses of the head. */
  readonly scenarios: readonly ComparedScenario[];
  /** The stored weights by element type; empty where there is no base, or one type in all. */
  readonly weights: readonly ComparedWeights[];
  /** Prefill and decoding at the contexts that both reports have. */
  readonly runs: readonly ComparedRun[];
  readonly layers: {
    readonly added: readonly ReportLayer[];
    readonly removed: readonly ReportLayer[];
    readonly changed: readonly ChangedLayer[];
    /** Layers that are the same but for their names. */
    readonly unchanged: number;
    /** Of these, those whose name differs. */
    readonly renamed: number;
  };
  /** Categories that differ, those that make the most difference first. */
  readonly categories: readonly ComparedPart[];
  /** Modules that differ, by their paths; empty where the models share no module's name. */
  readonly modules: readonly ComparedPart[];
  readonly findings: {
    readonly added: readonly FindingReport[];
    readonly fixed: readonly FindingReport[];
    readonly kept: number;
  };
}
