import type { Bandwidth, BindingFlag, Bound, StaticBound } from '../analysis/index.js';
import type { Dim, Expression } from '../dim/index.js';
import type { Category, DType, ErrorCode } from '../ir/index.js';
import type { Kernel, Latency, Noise, Start } from '../measurement/index.js';
import type { Detail } from '../ops/index.js';
import type { GuidelineVerdict } from '../paper/index.js';
import type { PredictedKernel, Prediction } from '../platform/index.js';
import type { LayerFields, TotalFields } from './figure-fields.js';
import type { FindingData, FoundWorth, Severity } from '../rules/index.js';

/**
 * An exact count. A number where that is safe (below 2^53); a string of digits beyond; a formula such as `43352064*N`
 * while it depends on unbound symbols; null when unknown.
 */
export type Count = number | string | null;

/** A report in memory. */
export type Report = ModelReport<Dim>;

/** A layer of a report in memory. */
export type ReportLayer = LayerReport<Dim>;

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
  /** The sizes that symbols were bound to. */
  readonly bindings: Readonly<Record<string, D>>;
  /** Symbols that figures or shapes still depend on. */
  readonly unbound: readonly {
    readonly symbol: string;
    readonly meaning: string;
    /** The most that it can be, of what data decide; only where that is known. */
    readonly atMost?: D;
  }[];
  /** Options that bind what is open, with plausible values; only where some help. */
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
  /** Only where it is wished, as in JSON and by the page, and no size is unknown: activations in one block of memory. */
  readonly arena?: ArenaReport<D>;
  /** Only of a model that keeps a state from run to run. */
  readonly generation?: GenerationReport<D>;
  /** Named uses of the model: those of the configuration; without any, the branches between which an input decides. */
  readonly scenarios?: readonly ScenarioReport<D>[];
  /** Only where a platform is named by its figures: the least time of a run there. */
  readonly bound?: StaticBoundReport;
  readonly diagnostics: readonly DiagnosticReport[];
}

/** Figures of the whole model for one inference; lower bounds where `coverage` is not complete. */
export type TotalFigures<D = number | string> = TotalFields<D | null>;

/** Figures of a layer for one run of it. */
export type Figures<D = number | string> = LayerFields<D | null>;

/** The weights of one element type. */
export interface WeightTypeReport<D = number | string> {
  /** An element type, or what packed weights hold: `int4`. */
  readonly type: string;
  readonly params: D | null;
  readonly bytes: D | null;
}

/** How `totals.trainedParams` comes about. */
export interface AsTrainedReport<D = number | string> {
  /** BatchNormalizations that were folded into the convolution before them. */
  readonly foldedNormalizations: number;
  readonly foldedParams: D | null;
  /** Parameters that are no tensor of their own, because another one has the same values. */
  readonly sharedTensors: number;
  readonly sharedParams: D | null;
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

/**
 * One node of the model. Its figures are for one run of it; the totals count them `times` times, params and buffers
 * once.
 */
export interface LayerReport<D = number | string> extends LayerFields<D | null> {
  /** The position in `layers`, to which findings, kernels and diagnostics refer. */
  readonly index: number;
  /** The node's name; may be empty or not unique. */
  readonly name: string;
  /** The name, or the operator with the index where there is none; unique. */
  readonly label: string;
  readonly op: string;
  readonly domain: string;
  /** The place in the file, such as `graph.node[12]`. */
  readonly origin: string;
  readonly category: Category;
  /** Function calls and control-flow bodies around it, outermost first. */
  readonly path: readonly string[];
  /** Modules around it, as the exporter named them, outermost first. */
  readonly scope: readonly string[];
  /** How often it runs in one inference. */
  readonly times: D;
  /** The loops around it, the innermost first; only where its figures change from pass to pass. */
  readonly repeats?: readonly RepeatReport<D>[];
  /** By position; null where left out. */
  readonly inputs: readonly (NamedValue<D> | null)[];
  readonly outputs: readonly (NamedValue<D> | null)[];
  /** Its settings, by kind; null for operators of which there is no more to say. */
  readonly detail: Published<Detail> | null;
  /** The layer whose kernel takes this one in; null when it runs by itself. */
  readonly fusedInto: number | null;
  /** Only when measured and joined. Of the kernel that computes it, which may compute other layers too. */
  readonly latency?: {
    /** As `ms` of the kernel. */
    readonly ms: number;
    readonly medianMs: number;
    readonly p90Ms: number;
    /** Of the sum of all kernels, 0 to 1. */
    readonly share: number;
    /** The position in `measurement.kernels`. */
    readonly kernel: number;
  };
}

/** A loop around a layer. */
export interface RepeatReport<D = number | string> {
  /** The symbol that stands for the number of passes made before, in figures of the layer; null when there is none. */
  readonly pass: string | null;
  /** How many passes it makes. */
  readonly count: D;
  /** Symbols in figures of the layer for sizes that change from pass to pass in a way that no formula tells. */
  readonly open: readonly string[];
}

/** A value's type. A tensor has `dtype` and `shape`, null where unknown; others say what they are and hold. */
export type ValueType<D = number | string> =
  | { readonly dtype: DType | null; readonly shape: readonly D[] | null }
  | { readonly type: 'sequence' | 'optional'; readonly element: ValueType<D> | null }
  | { readonly type: 'map'; readonly key: DType | null; readonly element: ValueType<D> | null };

/** A value of the model with its type. */
export type NamedValue<D = number | string> = ValueType<D> & {
  readonly name: string;
  /** The type is what the file declares; it could not be inferred. */
  readonly declared?: true;
};

/** Something that a rule found. */
export interface FindingReport {
  /** The rule's id. */
  readonly rule: string;
  /** The guideline that it stands for. */
  readonly guideline: string | null;
  readonly severity: Severity;
  /** Positions in `layers`; none when it is about the whole model. */
  readonly layers: readonly number[];
  readonly message: string;
  /** A text that a finding keeps in other exports of the model. */
  readonly fingerprint: string;
  /** Only where times are predicted for a platform, and the rule names a change. */
  readonly worth?: FoundWorth;
  /** Only where a platform is named on which the guideline does not hold: what `netstat paper` measured there. */
  readonly verdict?: GuidelineVerdict;
  readonly data: Readonly<Record<string, FindingData>>;
}

/** The savings of mending findings together on the platform that times are predicted for. */
export interface MendingReport {
  /** How many: those that save most, without others that would change the same channels otherwise. */
  readonly findings: number;
  readonly savedMs: number;
  /** The standard deviation. */
  readonly sigmaMs: number;
}

/** A finding that is known and taken. */
export interface SuppressedReport {
  readonly finding: FindingReport;
  /** The reason that the configuration gives; null for a finding of the baseline. */
  readonly reason: string | null;
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
  /** From runs with profiling, of which the split comes. */
  readonly profiled: { readonly medianMs: number; readonly runs: number } | null;
  /** Milliseconds that profiling adds to the time of each call of a kernel, which are taken off. */
  readonly profilingMs: number;
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
export interface KernelReport extends Omit<Kernel, 'underMs' | 'purpose'> {
  /**
   * The reason for which the runtime has put it in by itself; null for one that computes layers, or that is not known.
   */
  readonly purpose: string | null;
  /** Where `ms` is too short for the runtime's clock to tell: what it is below. */
  readonly underMs: number | null;
  /** Null where a part is unknown or depends on open symbols, and for a kernel that computes no layer. */
  readonly flops: number | null;
  /** Bytes that it reads and writes; what its layers hand to each other alone stays inside. */
  readonly memoryAccessBytes: number | null;
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

/** Activations packed into one block of memory, as `netstat arena` packs them; without places while a size is open. */
export interface ArenaReport<D = number | string> {
  /** The size of the block; null while a size is open. */
  readonly bytes: number | null;
  /** Offsets are multiples of so many bytes. */
  readonly alignment: number;
  /** The first step in which the most bytes are alive; null while a size is open. */
  readonly peakStep: number | null;
  /** By step of the execution: the position of the layer that runs; null in step 0, before any has. */
  readonly layers: readonly (number | null)[];
  readonly buffers: readonly ArenaBuffer<D>[];
}

/** An activation in that block. */
export interface ArenaBuffer<D = number | string> {
  readonly name: string;
  /** Null while a size is open. */
  readonly offset: number | null;
  readonly bytes: D;
  /** The first and the last step in which it is needed. */
  readonly firstStep: number;
  readonly lastStep: number;
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

/** The state that a model keeps from run to run, and the costs of its runs for a batch of 1. */
export interface GenerationReport<D = number | string> {
  /** Inputs that come back as outputs, with these. */
  readonly states: readonly { readonly input: string; readonly output: string }[];
  /** Bytes of all states after a run. */
  readonly stateBytes: D | null;
  /** Bytes that one more of a dimension adds to all states that grow evenly with it. */
  readonly perUnit: readonly { readonly symbol: string; readonly bytes: number }[];
  /** Bytes that one more token adds to them; null where dimensions do not tell. */
  readonly perTokenBytes: number | null;
  /** States that grow until they hold so many tokens, and by how many bytes with each; left out where none does. */
  readonly windows?: readonly { readonly tokens: number; readonly perTokenBytes: number }[];
  /**
   * Open sizes that a length of context does not tell: runs take them to be as long as the context, or a page of the
   * fewest tokens that onnxruntime takes. Left out where there are none.
   */
  readonly assumed?: readonly { readonly symbol: string; readonly as: 'context' | 'page' }[];
  readonly runs: readonly GenerationRunReport[];
}

/** A named use of a model: what it sets, and the totals then. */
export interface ScenarioReport<D = number | string> {
  readonly name: string;
  /** Dimensions, shapes and elements of inputs, by name, as options write them. */
  readonly given: Readonly<Record<string, string>>;
  readonly totals: TotalFigures<D>;
  readonly coverage: CoverageFigures;
  /** Only of a branch that keeps a state from run to run. */
  readonly generation?: GenerationReport<D>;
}

/**
 * A run that is given all tokens of a context (prefill), or the last of them (decode). Figures that are unknown are
 * null.
 */
export interface GenerationRunReport {
  readonly kind: 'prefill' | 'decode';
  /** Tokens in all when the run ends. */
  readonly context: number;
  /** The dimensions that it binds. */
  readonly dims: Readonly<Record<string, number>>;
  readonly multiplyAdds: number | null;
  /** Bytes read after fusion. */
  readonly readBytes: number | null;
  /** The part of weights and their scales. */
  readonly weightReadBytes: number | null;
  /** The part of states: of a cache what is attended to. */
  readonly stateReadBytes: number | null;
  /** Bytes written of states: what is new where an operator writes into the buffer that it reads, else all of it. */
  readonly stateWriteBytes: number | null;
  /** Bytes of all states after the run. */
  readonly stateBytes: number | null;
  /** The most bytes of activations alive at once, layers run as fused kernels. */
  readonly peakActivationBytes: number | null;
  /** Only where a platform is named by its figures: the least time of the run there. */
  readonly leastMs?: number;
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

/** Plain data with its dims made counts. */
export type Published<T> = T extends Expression | bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Published<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Published<T[K]> }
      : T;
