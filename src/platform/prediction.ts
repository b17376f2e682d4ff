/** How long a platform takes for one kernel of a network. */
export interface PredictedKernel {
  /** Positions of its layers, the one that it counts for first; none for what the runtime puts in by itself. */
  readonly layers: readonly number[];
  /** Kernels of one class are computed alike. */
  readonly class: string;
  /** In one inference; undefined for kernels of which the samples say nothing. */
  readonly ms: number | undefined;
  /** The relative uncertainty: the standard deviation of the time's logarithm. */
  readonly sigma: number | undefined;
  /** Whether the samples cover it; `beyond` them, sigma is wide. */
  readonly range: 'within' | 'beyond' | 'unknown';
}

/** How long a network takes on a platform that it never ran on. */
export interface Prediction {
  /** The platform's name. */
  readonly platform: string;
  /**
   * One inference. Where kernels are unknown, at least that: they count with the least time that the platform's best
   * rates allow.
   */
  readonly totalMs: number;
  /** Two in three measurements are expected between these; no upper end where kernels are unknown. */
  readonly lowMs: number;
  readonly highMs: number | undefined;
  /** The share of the time in kernels that the samples cover, 0 to 1. */
  readonly inRangeShare: number;
  /** Kernels whose time is unknown. */
  readonly unknown: number;
  readonly kernels: readonly PredictedKernel[];
  /** Symbols that were taken for 1: batches that nobody bound. */
  readonly assumed: readonly string[];
}

/** How much longer one network takes than another. */
export interface PredictedDifference {
  /** Below 0 where it is quicker. */
  readonly ms: number;
  /** The standard deviation. */
  readonly sigmaMs: number;
}
