import type { Bandwidth, Bound, StaticBound } from '../analysis/index.js';
import type { Kernel, Latency, Noise, Start } from '../measurement/index.js';
import type { PredictedKernel, Prediction } from '../platform/index.js';
import type { KernelFields } from './figure-fields.js';

/** How the speed of one measured model stands to that of another. */
export interface SpeedReport {
  /** The model that the other is compared with, with its settings where there are several. */
  readonly base: string;
  readonly head: string;
  /** The latency of the base over that of the head: above 1 the head is faster. Null where one has none. */
  readonly ratio: number | null;
  /** Half the width of the interval in which the ratio lies with 95 %. */
  readonly error: number | null;
  /** Whether the difference is more than noise; null where a latency is missing. */
  readonly differs: boolean | null;
  /** Whether both took turns, round by round. */
  readonly inTurns: boolean;
  /** Where the time went that makes the difference: what differs by more than noise, the largest difference first. */
  readonly categories: readonly TimeDifferenceReport[];
  readonly layers: readonly TimeDifferenceReport[];
}

/** How long a part of both models takes. */
export interface TimeDifferenceReport {
  /** A category (`overhead` for kernels that compute no layer), or the label of a layer. */
  readonly name: string;
  readonly baseMs: number;
  readonly headMs: number;
}

/** How long the model takes on a runtime. */
export interface MeasurementReport {
  readonly runtime: string;
  readonly version: string;
  readonly device: string;
  /** How much the runtime was allowed to rewrite the graph. */
  readonly level: string;
  /** Null when whoever measured does not say. */
  readonly threads: number | null;
  readonly runs: number;
  readonly warmup: number;
  /** From runs without profiling; null when only kernels were measured. */
  readonly endToEnd: Latency | null;
  /** The time that loading and the first run take; only where a session of its own ran, warm-up included. */
  readonly start?: Start;
  /** From runs with profiling, which also give the split. */
  readonly profiled: { readonly medianMs: number; readonly runs: number } | null;
  /** Milliseconds that profiling adds to the time of each call of a kernel, which are taken off. */
  readonly profilingMs: number;
  /** Milliseconds that timing the kernels of bodies adds to the layers that own these, which are taken off them. */
  readonly bodyProfilingMs?: number | undefined;
  /** The latency of each round of runs; models and settings that are measured together take turns in rounds. */
  readonly roundsMs: readonly number[];
  /** Disturbances of the runs; null when whoever measured does not say. */
  readonly noise: NoiseReport | null;
  /** The sum of the kernels' times. */
  readonly kernelsMs: number;
  /** Share of that sum in kernels that compute layers, 0 to 1. */
  readonly joinedShare: number;
  /** Share of that sum in kernels that compute layers or whose purpose is known, 0 to 1. */
  readonly explainedShare: number;
  /** The sum of kernels that compute no layer. */
  readonly overheadMs: number;
  /** The most memory in use, weights and kernel workspace among it, as the runtime counts it. */
  readonly peakMemoryBytes: number | null;
  /**
   * The block that the runtime plans for activations, without inputs, outputs and kernel workspace; only where its
   * trace tells.
   */
  readonly plannedBytes?: number | undefined;
  readonly kernels: readonly KernelReport[];
  /** Positions of layers that no kernel computes: the runtime did them at load, or found them needless. */
  readonly removed: readonly number[];
  /** Notes on how it was measured. */
  readonly notes: readonly string[];
  /** The machine that it ran on, by name. */
  readonly machine: Readonly<Record<string, string | number>>;
}

/** Disturbances of the runs of a measurement. */
export interface NoiseReport extends Omit<Noise, 'waitingShare' | 'otherCores'> {
  /** The share of the runs' time in which their threads had no core; null where that is not known. */
  readonly waitingShare: number | null;
  /** Cores that other processes used meanwhile; null where that is not known. */
  readonly otherCores: number | null;
}

/** A kernel: how long it takes beside what the layers that it computes cost together. */
export interface KernelReport extends Omit<Kernel, 'underMs' | 'purpose'>, KernelFields<number | null> {
  /**
   * The reason for which the runtime has put it in by itself; null for one that computes layers, or that is not known.
   */
  readonly purpose: string | null;
  /** Where the time is too short for the runtime's clock: an upper bound of it. */
  readonly underMs: number | null;
  /**
   * Only where the platform's roof is known: the least time that this takes on it, and which side sets it. Null as
   * above.
   */
  readonly bound?: Bound | null;
}

/** How long the model takes on a platform, as samples measured there predict it. */
export interface PredictionReport extends Omit<Prediction, 'highMs' | 'kernels'> {
  /** Null where kernels are unknown: then nobody knows the most. */
  readonly highMs: number | null;
  readonly kernels: readonly PredictedKernelReport[];
}

/** The predicted time of one kernel. */
export interface PredictedKernelReport extends Omit<PredictedKernel, 'ms' | 'sigma'> {
  /** Null where the samples say nothing of such a kernel. */
  readonly ms: number | null;
  /** The spread of the time; null where the samples say nothing of such a kernel. */
  readonly sigma: number | null;
}

/** The least time of a run on a platform, as its figures bound it. */
export interface StaticBoundReport extends StaticBound {
  /** The name of the platform with its figures. */
  readonly platform: string;
}

/** A platform's roof. */
export interface RooflineReport {
  readonly flopsPerSecond: number;
  /** Operations on integers of 8 bits; only where they were measured apart. */
  readonly integerOperationsPerSecond?: number | undefined;
  readonly bytesPerSecond: number;
  /** Bandwidths by the bytes that are worked on, the smallest set first; only where they were measured. */
  readonly bandwidths?: readonly Bandwidth[] | undefined;
}
