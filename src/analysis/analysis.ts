import type { Dim } from '../dim/index.js';
import type { Category, DType, Diagnostic, Model, Node, StoredTensor, Value } from '../ir/index.js';
import type { Detail, NodeCost, Operator, Terms } from '../ops/index.js';
import type { Counts } from './accounts/counts.js';

/** How a value comes to be: from the file alone, from the shapes of data, or from data. */
export type Provenance = 'constant' | 'shape' | 'data';

/** A value of the model: an input, a stored tensor, or what a layer gives. */
export interface Edge {
  readonly id: number;
  /** The tensor's name in its graph; not unique across bodies. */
  readonly name: string;
  readonly type: Value;
  /** Whether the type is what the file declares, because inference could not tell. */
  readonly declared: boolean;
  readonly provenance: Provenance;
  /** The layer that gives it; undefined for inputs and stored tensors. */
  readonly producer: number | undefined;
  /** The stored tensor that it is. */
  readonly stored: StoredTensor | undefined;
  /**
   * The element type that a constant is stored or quantised in, however it is converted at load: kernels read it so.
   */
  readonly storedDType: DType | undefined;
  /** Of a constant that was dequantised: its scales and zero points. */
  readonly scales: readonly Edge[];
  /** The value whose memory it shares. */
  readonly viewOf: Edge | undefined;
  /** The number of elements that it holds; undefined when unknown. */
  readonly elements: Dim | undefined;
  /** The bytes that its elements take in memory; undefined when unknown. */
  readonly bytes: Dim | undefined;
  /** Of a control-flow layer's output: the outputs of its bodies that become it. */
  readonly sources: readonly Edge[];
  /** Layers that read it, in listed order, each once; bodies included. */
  readonly consumers: readonly number[];
  /** Whether the model gives it out. */
  readonly isOutput: boolean;
}

/** One node of the model as a row of the report. Undefined figures are unknown. */
export interface Layer extends Readonly<Counts> {
  readonly index: number;
  readonly node: Node;
  readonly label: string;
  readonly operator: Operator | undefined;
  readonly category: Category;
  /** Calls and bodies around it, outermost first. */
  readonly path: readonly string[];
  /** Modules around it, outermost first. */
  readonly scope: readonly string[];
  /** How often it runs in one inference. */
  readonly times: Dim;
  /** The bodies around it, innermost first. */
  readonly repeats: readonly Repeat[];
  /** The graph it stands in: a position in `Analysis.regions`. */
  readonly region: number;
  /** The values it reads by position; undefined where left out. */
  readonly inputs: readonly (Edge | undefined)[];
  readonly outputs: readonly (Edge | undefined)[];
  readonly detail: Detail | undefined;
  /**
   * Its inputs that are stored quantised while it computes with numbers that are not: its kernel reads their scales
   * too, and unpacks them.
   */
  readonly unpacked: readonly Edge[];
  /** The operations that the unpacking takes, which are among its FLOPs. */
  readonly unpackingFlops: Dim;
  /** The memory that it touches, as its operator says; undefined for an unknown operator. See `trafficOf`. */
  readonly memory: NodeCost['memory'] | undefined;
  /** The values of the names in the operator's formulas. */
  readonly terms: Terms;
  /** Marks: its arithmetic, or what it reads, is an upper bound where the mark is above 0. */
  readonly atMost: NodeCost['atMost'];
}

/** The part of one value that a layer reads or writes. */
export interface Traffic {
  readonly edge: Edge;
  readonly direction: 'read' | 'write';
  readonly elements: Dim | undefined;
  readonly bytes: Dim | undefined;
}

/** A graph that runs: the main one, or a body. */
export interface Region {
  readonly index: number;
  /** The control-flow layer whose body it is. */
  readonly owner: number | undefined;
  /** The layer's graph attribute, such as `then_branch`. */
  readonly attribute: string | undefined;
  readonly times: Dim;
  /** Of a body that is repeated: how often, each time that its owner runs. */
  readonly passes: Repeat | undefined;
  /** Its own layers in execution order, without those of bodies within. */
  readonly layers: readonly number[];
  readonly inputs: readonly Edge[];
  readonly outputs: readonly (Edge | undefined)[];
}

/** Figures of the whole model. Where a part is unknown they are lower bounds; see `Coverage`. */
export interface Totals extends Readonly<Record<keyof Counts, Dim>> {
  /** Layers that run: neither constant nor shape arithmetic. */
  readonly layers: number;
  /** The most bytes of activations alive at once when each layer runs by itself. */
  readonly peakBytes: Dim | undefined;
}

/** How much of the model the figures cover. */
export interface Coverage {
  readonly layers: number;
  /** Layers of which every output has a known rank. */
  readonly shaped: number;
  /** Layers whose work and memory access are both known, or that never run. */
  readonly costed: number;
  /** Share of the output elements that costed layers give; undefined while it depends on symbols. */
  readonly costedElements: number | undefined;
  /** Operators that nobody declared, by domain and type, with their number. */
  readonly unknownOps: ReadonlyMap<string, number>;
}

/** Activations alive while each layer runs, for the memory curve. */
export interface Liveness {
  /** The most bytes of activations alive at once; undefined when a size is unknown. */
  readonly peakBytes: Dim | undefined;
  /** The layer during which it is reached; undefined while it depends on symbols. */
  readonly peakLayer: number | undefined;
  /** Bytes alive while the layer runs, by layer index; undefined where unknown. */
  readonly bytes: readonly (Dim | undefined)[];
}

/** A symbol that figures may depend on, and its meaning. */
export interface SymbolMeaning {
  readonly symbol: string;
  readonly meaning: string;
  /** Whether it stands for a size that changes from pass to pass of a loop, and cannot be bound. */
  readonly isInner?: boolean;
  /** The label of the layer that makes it, of a symbol that the file does not name. */
  readonly owner?: string | undefined;
  /** The most that it can be, where that is known. */
  readonly atMost?: Dim | undefined;
  /** The formula that operators say it usually equals: the sum of two other symbols. */
  readonly usual?: Dim | undefined;
}

/**
 * How often a body runs each time that its owner runs: a number of passes, one after another, or 0 for a branch that
 * is not taken.
 */
export interface Repeat {
  /** The symbol of the number of the pass, from 0, that sizes in the body may depend on. */
  readonly pass: string | undefined;
  readonly count: Dim;
  /** Symbols of sizes that change from pass to pass by no rule that a formula tells. */
  readonly open: ReadonlySet<string>;
}

/** A diagnostic, with the layer it is about. */
export interface LayerDiagnostic extends Diagnostic {
  readonly layer?: number | undefined;
}

/** Everything known of a model. */
export interface Analysis {
  readonly model: Model;
  /** The sizes that symbols were bound to. */
  readonly bindings: ReadonlyMap<string, Dim>;
  /** Every symbol in use, in order of appearance. */
  readonly symbols: readonly SymbolMeaning[];
  readonly inputs: readonly Edge[];
  readonly outputs: readonly Edge[];
  readonly edges: readonly Edge[];
  readonly layers: readonly Layer[];
  readonly regions: readonly Region[];
  readonly totals: Totals;
  readonly coverage: Coverage;
  readonly liveness: Liveness;
  /** The stored tensors, each with what it counts as. */
  readonly parameters: readonly StoredUse[];
  readonly diagnostics: readonly LayerDiagnostic[];
  /** The options that it was made with. */
  readonly given: Pick<AnalysisOptions, 'dims' | 'shapes' | 'values' | 'operators'>;
  /** By layer: the message about sizes of its inputs that should be equal and are not. */
  readonly differing: ReadonlyMap<number, string>;
  /** Axes of inputs that the file fixes, and for which options set another size. */
  readonly resized: readonly ResizedAxis[];
  /** Options that this model had a place for. */
  readonly used: {
    readonly dims: ReadonlySet<string>;
    readonly shapes: ReadonlySet<string>;
    readonly values: ReadonlySet<string>;
  };
}

/** An axis of an input that the file declares with one size and an option with another. */
export interface ResizedAxis {
  readonly input: string;
  readonly axis: number;
  readonly from: number;
  readonly to: number;
}

/** A stored tensor and what it counts as. */
export interface StoredUse {
  readonly edge: Edge;
  readonly kind: 'param' | 'scale' | 'buffer' | 'neither';
  /** The layer that it belongs to; undefined when no layer reads it. */
  readonly owner: number | undefined;
  /** How many numbers it holds, those of a packed weight counted one by one. */
  readonly elements: Dim;
  /**
   * Of a parameter: how many of its elements one token passes through; of the weights of experts, those of the chosen
   * ones.
   */
  readonly active: Dim;
  /** The element type of these numbers, also of those in a packed weight (`int4`); undefined for unknown types. */
  readonly type: string | undefined;
  /** Bytes it takes in the file; 0 for weights that a node makes. */
  readonly bytes: Dim | undefined;
}

/** Options of the analysis, besides the file. */
export interface AnalysisOptions {
  /** Symbols to bind. */
  readonly dims?: ReadonlyMap<string, number | string>;
  /** Shapes of inputs. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>;
  /** Elements of small inputs. */
  readonly values?: ReadonlyMap<string, readonly (number | boolean)[]>;
  /** Operators beyond the built-in ones; they win over these. */
  readonly operators?: readonly Operator[];
}
