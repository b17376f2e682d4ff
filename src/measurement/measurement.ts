/** How long a run took over many runs, in milliseconds. */
export interface Latency {
  readonly medianMs: number;
  readonly p10Ms: number;
  readonly p90Ms: number;
  /** The width of the middle half: how noisy the runs were. */
  readonly interquartileMs: number;
}

/** One kernel of the runtime: what it ran as a unit, and the layers that it computes. */
export interface Kernel {
  /** The runtime's name for it; untrusted text. */
  readonly name: string;
  /** Positions in the report's layers, the most costly first; none for work that the runtime put in by itself, such as a change of layout. */
  readonly layers: readonly number[];
  readonly medianMs: number;
  readonly p90Ms: number;
}

/** A model's measured half: how long it takes on a runtime, kernel by kernel. */
export interface Measurement {
  readonly runtime: string;
  readonly version: string;
  readonly device: string;
  /** How much the runtime was allowed to rewrite the graph; empty where it has no such setting, or that is not known. */
  readonly level: string;
  readonly threads: number | undefined;
  readonly runs: number;
  readonly warmup: number;
  /** From runs without profiling: what a user waits for. */
  readonly endToEnd: Latency | undefined;
  /** From runs with profiling, of which the split comes. */
  readonly profiled: { readonly medianMs: number; readonly runs: number } | undefined;
  /** The sum of the kernels' medians. */
  readonly kernelsMs: number;
  /** Share of that sum in kernels that compute layers, 0 to 1. */
  readonly joinedShare: number;
  /** The sum of kernels that compute no layer. */
  readonly overheadMs: number;
  /** The most memory in use, as the runtime counts it. */
  readonly peakMemoryBytes: number | undefined;
  readonly kernels: readonly Kernel[];
  /** Layers that no kernel computes: the runtime did them at load, or found them needless. None where the kernels may not be all. */
  readonly removed: readonly number[];
  /** What the reader should know of how it was measured: inputs and weights that were made up, what is not in a file. */
  readonly notes: readonly string[];
  /** What it ran on: processor, operating system and the like, by name. */
  readonly machine: Readonly<Record<string, string | number>>;
}
