import type { Layer } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import type { FailedReport, Report } from '../report/index.js';
import type { Finding } from '../rules/index.js';

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
  readonly base: Layer;
  readonly head: Layer;
  /** What differs: figures and types by the names of the JSON report. */
  readonly changes: readonly LayerChange[];
}

/** One thing that differs, as text. */
export interface LayerChange {
  readonly what: 'op' | 'output' | 'params' | 'multiplyAdds' | 'flops' | 'memoryAccessBytes' | 'times';
  readonly base: string;
  readonly head: string;
}

/** What changed from one model to another. */
export interface Comparison {
  /** A base that is not there or cannot be read is a note, not an error: a new model has none. */
  readonly base: Report | FailedReport;
  readonly head: Report;
  /** Every figure of the model; measured ones where a model was measured. */
  readonly totals: readonly ComparedTotal[];
  readonly layers: {
    readonly added: readonly Layer[];
    readonly removed: readonly Layer[];
    readonly changed: readonly ChangedLayer[];
    /** Layers that are the same but for their names. */
    readonly unchanged: number;
    /** Of these, those whose name differs. */
    readonly renamed: number;
  };
  readonly findings: {
    readonly added: readonly Finding[];
    readonly fixed: readonly Finding[];
    readonly kept: number;
  };
}
