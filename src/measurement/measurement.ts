/** How long a run took over many runs, in milliseconds. */
export interface Latency {
  /**
   * The figure to quote: the mean of the faster half of the runs, without the time for which they waited for a core
   * where that is known. It stands still while other work disturbs the rest; on a quiet machine it is within a percent
   * or two of the median.
   */
  readonly ms: number;
  /** The median of wall time, from which all the fields below are taken too. */
  readonly medianMs: number;
  readonly p10Ms: number;
  readonly p90Ms: number;
  /** The width of the middle half: how noisy the runs were. */
  readonly interquartileMs: number;
}

/** How long the session without profiling took to begin, in milliseconds. */
export interface Start {
  /** To load the model: its bytes are read, its graph is rewritten. */
  readonly loadMs: number;
  /** The first run, in which some runtimes compile kernels and lay out memory. */
  readonly firstRunMs: number;
}

/** Disturbances of the runs. */
export interface Noise {
  /** Whether the latency should be trusted less because of other work on the machine. */
  readonly busy: boolean;
  /**
   * The share of the runs' time in which their threads had no core, 0 to 1; undefined where processor time is not
   * known.
   */
  readonly waitingShare: number | undefined;
  /** Cores that other processes used meanwhile; undefined where that is not known. */
  readonly otherCores: number | undefined;
  /** The second half of the series over the first, less 1. */
  readonly drift: number;
  /** By which share the latency may be too high, as far as the runs tell. */
  readonly tooHigh: number;
}

/** One kernel of the runtime: what it ran as a unit, and the layers that it computes. */
export interface Kernel {
  /** The runtime's name for it; untrusted text. */
  readonly name: string;
  /**
   * Positions in the report's layers, the most costly first; none for work that the runtime put in by itself, such as a
   * change of layout.
   */
  readonly layers: readonly number[];
  /** The mean of the faster half of its runs, less what profiling costs in each call. */
  readonly ms: number;
  /** As the runtime timed it, profiling included. */
  readonly medianMs: number;
  readonly p90Ms: number;
  /** How often a run calls it. */
  readonly calls: number;
  /**
   * The reason for which the runtime has put it in by itself, such as `a change of layout`; undefined for one that
   * computes layers, or that is not known.
   */
  readonly purpose: string | undefined;
  /** Where the time is too short for the runtime's clock: an upper bound of it. */
  readonly underMs: number | undefined;
}

/** A model's measured half: how long it takes on a runtime, kernel by kernel. */
export interface Measurement {
  readonly runtime: string;
  readonly version: string;
  readonly device: string;
  /**
   * How much the runtime was allowed to rewrite the graph; empty where it has no such setting, or that is not known.
   */
  readonly level: string;
  readonly threads: number | undefined;
  readonly runs: number;
  readonly warmup: number;
  /** From runs without profiling: what a user waits for. */
  readonly endToEnd: Latency | undefined;
  /** The time that is spent once, before the runs that count; only where a session of its own ran, warm-up included. */
  readonly start?: Start;
  /** From runs with profiling, which also give the split by kernel. */
  readonly profiled: { readonly medianMs: number; readonly runs: number } | undefined;
  /**
   * Milliseconds that profiling adds to the time of each call of a kernel, taken off every kernel; 0 where it is not
   * known or nothing.
   */
  readonly profilingMs: number;
  /** Milliseconds that timing the kernels of bodies adds to the layers that own these, taken off them. */
  readonly bodyProfilingMs?: number | undefined;
  /**
   * The latency of each round of runs, in which all that is measured together takes turns; none where runs were made
   * elsewhere.
   */
  readonly roundsMs: readonly number[];
  /** Disturbances of the runs; undefined where runs were made elsewhere. */
  readonly noise: Noise | undefined;
  /** The sum of the kernels' times. */
  readonly kernelsMs: number;
  /** Share of that sum in kernels that compute layers, 0 to 1. */
  readonly joinedShare: number;
  /** Share of that sum in kernels that compute layers or whose purpose is known, 0 to 1. */
  readonly explainedShare: number;
  /** The sum of kernels that compute no layer. */
  readonly overheadMs: number;
  /** The most memory in use, as the runtime counts it. */
  readonly peakMemoryBytes: number | undefined;
  /**
   * The block that the runtime plans for activations, without inputs, outputs and kernel workspace; only where its
   * trace tells.
   */
  readonly plannedBytes?: number | undefined;
  readonly kernels: readonly Kernel[];
  /**
   * Layers that no kernel computes: the runtime did them at load, or found them needless. None where the kernels may
   * not be all.
   */
  readonly removed: readonly number[];
  /** Notes on how it was measured: inputs and weights that were made up, what is not in a file. */
  readonly notes: readonly string[];
  /** Facts about the machine that it ran on, by name: the processor, the operating system. */
  readonly machine: Readonly<Record<string, string | number>>;
}
