import type { Dim } from '../../dim/index.js';
import type { Element, Value } from '../../ir/index.js';

/** How an operator runs the graphs in its attributes. `analysis/` walks bodies by this alone. */
export type ControlFlow = Branches | Repetition;

/** One of several bodies runs once, as If does. The bodies take no inputs; their outputs are the node's. */
export interface Branches {
  readonly kind: 'branches';
  /** The graph attributes, in the order in which a tie falls to the first. */
  readonly bodies: readonly string[];
  /** The position in `bodies` of the one that runs, when known. */
  readonly taken: number | undefined;
}

/** Each body runs a number of times, as those of Loop, Scan and the beam searches do. */
export interface Repetition {
  readonly kind: 'repetition';
  readonly bodies: readonly RepeatedBody[];
  /** The node's outputs from those of the bodies, in the order of `bodies`. */
  outputs(bodies: readonly BodyResult[]): readonly (Value | undefined)[];
}

/** One body of a repetition. */
export interface RepeatedBody {
  /** The graph attribute. */
  readonly attribute: string;
  /** The types of the body's inputs in the first iteration; where undefined, the type that the body declares. */
  readonly inputs: readonly (Value | undefined)[];
  /** The same in the pass of that number, counted from 0, where the operator itself lets them grow. */
  inputsIn?(pass: Dim): readonly (Value | undefined)[];
  /** Which output of the body is which input in the next iteration. */
  readonly carried: readonly { readonly output: number; readonly input: number }[];
  /** How often it runs at most; undefined when nothing limits it. */
  readonly limit: Dim | undefined;
  /** The input that counts the passes from 0. */
  readonly iteration?: number;
  /**
   * The condition that may end it early: the output that holds it, the input that hands it in, and what it is before
   * the first pass.
   */
  readonly condition?:
    | { readonly output: number; readonly input: number; readonly initial: Element | undefined }
    | undefined;
}

/** The outputs of a body. */
export interface BodyResult {
  /** Types of its outputs after the last iteration; carried ones as they grew. */
  readonly outputs: readonly Value[];
  /** How often it runs. */
  readonly times: Dim;
}
