import type { TotalFields } from './figure-fields.js';

/** Figures of the whole model for one inference; lower bounds where `coverage` is not complete. */
export type TotalFigures<D = number | string> = TotalFields<D | null>;

/** How `totals.trainedParams` comes about. */
export interface AsTrainedReport<D = number | string> {
  /** BatchNormalizations that were folded into the convolution before them. */
  readonly foldedNormalizations: number;
  readonly foldedParams: D | null;
  /** Parameters that are no tensor of their own, because another one has the same values. */
  readonly sharedTensors: number;
  readonly sharedParams: D | null;
  /** Only where there are some: tables of biases that hold one for each pair of places, where fewer were learned. */
  readonly lookedUpTables?: number;
  /** How many params these tables have beyond the learned ones. */
  readonly lookedUpParams?: D | null;
  /** Only where there are some: BatchNormalizations whose tensors were buffers, stored as products and sums. */
  readonly frozenNormalizations?: number;
  /** How many numbers these store. */
  readonly frozenParams?: D | null;
  /** The changes in a sentence. */
  readonly text: string;
}

/** How much of the model the figures cover. */
export interface CoverageFigures {
  readonly layers: number;
  /** Layers of which every output has a known rank. */
  readonly shaped: number;
  /** Layers whose cost is known, or that never run. */
  readonly costed: number;
  /** Share of all output elements that come from those, 0 to 1; null while it depends on a symbol. */
  readonly costedElements: number | null;
  /** Operators that netstat does not know, with the number of layers. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/** The model's count as another tool would print it. */
export interface ConventionReport<D = number | string> {
  /** The tool. */
  readonly name: string;
  /** The tool's name for the number. */
  readonly unit: string;
  readonly total: D;
  /** By position in the report's layers, as often as each runs; null where a size is unknown. */
  readonly layers: readonly (D | null)[];
}
