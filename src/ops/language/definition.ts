// The words in which an operator's file declares it.

import type { Dim } from '../../dim/index.js';
import type { Category, DType, Element, Placed, RankedTensor, Shape, Tensor, Value } from '../../ir/index.js';
import type { ControlFlow } from '../families/control-flow.js';
import type { AttributeReader, AttributesOf } from './attributes.js';
import type { Detail } from './detail.js';
import type { Terms } from './formula.js';

/**
 * The role of an input in its operator. Params and buffers follow from it: a stored tensor is a parameter where it is a
 * `weight`, a buffer where it is a `statistic`, a `scale`, a `table` (of cosines, of anchors: computed, not learned) or
 * the first `state` of a recurrence; an `index` or `config` is neither; an `activation` is data that flows.
 */
export type Role = 'activation' | 'state' | 'weight' | 'statistic' | 'scale' | 'table' | 'index' | 'config';

/**
 * An input's declaration: its role, with `?` where the node may leave it out and `*` where it repeats. `value` takes
 * sequences, optionals and maps too.
 */
export type InputSlot = Role | `${Role}?` | `${Role}*` | 'value' | 'value?' | 'value*';

/** The inputs of an operator by the names of its specification, in order. */
export type InputSlots = Readonly<Record<string, InputSlot>>;

/** The inputs as `infer` sees them: tensors of known rank. */
export type InputsOf<I> = { readonly [K in keyof I]: InputOf<I[K], RankedTensor> };
/** The inputs where the rank may be unknown. */
export type LooseInputsOf<I> = { readonly [K in keyof I]: InputOf<I[K], Tensor> };
type InputOf<S, T> = S extends 'value'
  ? Value
  : S extends 'value?'
    ? Value | undefined
    : S extends 'value*'
      ? readonly (Value | undefined)[]
      : S extends `${string}?`
        ? T | undefined
        : S extends `${string}*`
          ? readonly (T | undefined)[]
          : T;

/** The element type of an output: that of the input so named, a fixed one, or what a function says. */
export type OutputType<I, A> =
  | (keyof I & string)
  | DType
  | ((inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context) => DType | undefined);

/**
 * The result of inference for one output: the shape of a tensor, a whole value, or undefined when not even the rank can
 * be told.
 */
export type Inferred = Shape | Value | undefined;

/** The surroundings of a node. */
export interface Context {
  /** The version of the operator's domain that the model imports. */
  readonly opset: number;
  /** How many outputs the node lists, trailing empty names not counted. */
  readonly outputCount: number;
  /**
   * A dimension that cannot be derived: a fresh symbol named after the node and `what`, one for each `what`. It is from
   * 0 to `atMost`, where that is given. With the name of an input, `of`, it is one symbol for all nodes that read the
   * value there, named after this value, or after the first of them.
   */
  fresh(what: string, atMost?: Dim, of?: string, namedAfter?: 'value' | 'first reader'): Dim;
  /** Tells the report's reader of something odd in this node; of what is taken to be so, where it is no fault. */
  warn(message: string, isAssumed?: boolean): void;
}

/**
 * Sizes of a node's inputs that belong together: `total` is the sum of `parts`, or lies in a buffer that has `room` for
 * it.
 */
export interface Relation {
  readonly total: Dim;
  readonly parts: readonly Dim[];
  readonly room?: Dim;
  /** Whether the total may as well be 1, for it broadcasts. */
  readonly broadcasts?: true;
  /** Whether it tells a size in the main graph only: it is no law of the model in a branch that may not be taken. */
  readonly outsideBranches?: true;
  /** A sentence that says so. */
  readonly meaning: string;
}

/**
 * The memory that a node touches. `stream`: every distinct input read once, every output written once. `view`: the
 * first output is the first input under another shape, nothing moves. `nothing`: not even that (control flow, whose
 * bodies move what they move). A record names the inputs and outputs of which only a part is touched, with a formula of
 * the elements; the others stream.
 */
export type Memory<I> =
  | 'stream'
  | 'view'
  | 'nothing'
  | {
      readonly reads?: { readonly [K in keyof I]?: string };
      readonly writes?: Readonly<Record<string, string>>;
    };

/**
 * The cost of a node, as formulas over its inputs and outputs (`∏X` is the number of elements of X) and the terms that
 * `terms` adds.
 */
export interface Cost<I extends InputSlots, A> {
  /**
   * Multiply-accumulate pairs of convolutions, products, recurrent cells, attention. Operators of other kinds have
   * none.
   */
  readonly multiplyAdds?: string;
  /**
   * Operations besides the multiply-adds; `0` is written out. Where there are no elements it may come out below 0,
   * which counts as 0.
   */
  readonly operations: string;
  readonly memory:
    | Memory<I>
    | ((inputs: InputsOf<I>, attributes: AttributesOf<A>, outputs: readonly Value[], context: Context) => Memory<I>);
  readonly terms?: (
    inputs: InputsOf<I>,
    attributes: AttributesOf<A>,
    outputs: readonly Value[],
    context: Context,
  ) => Terms;
  /** Where the formula comes from. */
  readonly source: string;
  /** Where data can make a node do less than the formulas say: marks of the counts that are upper bounds. */
  readonly atMost?: (inputs: InputsOf<I>, attributes: AttributesOf<A>) => MostFormulas;
}

/** Formulas of marks: a count is an upper bound where its mark is above 0. */
export interface MostFormulas {
  readonly arithmetic?: string;
  readonly reads?: string;
}

/** The content of a weight whose stored elements are not one number each. */
export interface PackedWeight {
  /** How many numbers it holds; undefined when unknown. */
  readonly numbers: Dim | undefined;
  /** Their type, as reports print it: an element type, or a name such as `int4` where ONNX has no type for it. */
  readonly type: string;
}

/** A mixture of experts: of the experts that its weights hold, a token passes through some. */
export interface Experts {
  readonly all: Dim;
  readonly chosen: Dim;
}

/** An operator, as its file declares it. */
export interface OperatorDefinition<
  I extends InputSlots,
  A extends Readonly<Record<string, AttributeReader<unknown>>>,
> {
  readonly type: string;
  /** `ai.onnx` unless told. */
  readonly domain?: string;
  /** The first opset for which this definition holds; the greatest `since` not above the imported opset is used. */
  readonly since: number;
  /** The opset that withdrew it. A model that imports a later one is still read by it. */
  readonly withdrawn?: number;
  readonly category: Category;
  /** Address of the specification. */
  readonly spec: string;
  readonly inputs: I;
  /** Outputs by the specification's names with their element types; the last repeats when a node lists more. */
  readonly outputs: Readonly<Record<string, OutputType<I, A>>>;
  readonly attributes?: A;
  /**
   * Shapes of the outputs; runs only when the rank of every present input is known. A throw of NodeError is a malformed
   * node.
   */
  infer(inputs: InputsOf<I>, attributes: AttributesOf<A>, context: Context): readonly Inferred[];
  /** Shapes where some input has no known rank; without it every output's rank is unknown. */
  inferUnranked?(inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context): readonly Inferred[];
  /** The elements of the outputs, asked for when every output is small enough to steer shapes. */
  elements?(
    inputs: InputsOf<I>,
    attributes: AttributesOf<A>,
    outputs: readonly RankedTensor[],
    context: Context,
  ): readonly (readonly (Element | undefined)[] | undefined)[];
  /** The first output's elements by their place, where the inputs' are known so. */
  placed?(inputs: InputsOf<I>, attributes: AttributesOf<A>, output: RankedTensor, context: Context): Placed | undefined;
  /** The layer's settings, for rules and formats. */
  detail?(
    inputs: InputsOf<I>,
    attributes: AttributesOf<A>,
    outputs: readonly Value[],
    context: Context,
  ): Detail | undefined;
  readonly cost: Cost<I, A>;
  /** The weights that hold several numbers in an element, by input. */
  packed?(
    inputs: LooseInputsOf<I>,
    attributes: AttributesOf<A>,
  ): { readonly [K in keyof I]?: PackedWeight | undefined };
  /** The sizes that its inputs must have, as its stored weights tell, where whoever makes these inputs cannot know. */
  wants?(
    inputs: LooseInputsOf<I>,
    attributes: AttributesOf<A>,
  ): { readonly [K in keyof I]?: readonly (Dim | undefined)[] };
  /** For an operator whose weights are those of experts: how many there are, and how many a token passes through. */
  experts?(inputs: InputsOf<I>, attributes: AttributesOf<A>): Experts;
  /** The relations between the sizes of its inputs, which models give as symbols of their own. */
  relations?(inputs: InputsOf<I>, attributes: AttributesOf<A>, context: Context): readonly Relation[];
  /** How it runs the graphs in its attributes. Such an operator's outputs are what this gives, not `infer`. */
  controlFlow?(inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context): ControlFlow;
}
