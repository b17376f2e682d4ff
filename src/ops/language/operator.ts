// A declared operator as the rest of the program uses it.

import type { Dim } from '../../dim/index.js';
import type { Attribute, Category, Value } from '../../ir/index.js';
import type { ControlFlow } from '../families/control-flow.js';
import type { Context, Experts, MostFormulas, PackedWeight, Relation, Role } from './definition.js';
import type { Detail } from './detail.js';
import type { Terms } from './formula.js';

/** One input of an operator's declaration. */
export interface Slot {
  readonly name: string;
  readonly role: Role | 'value';
  readonly optional: boolean;
  readonly variadic: boolean;
}

/** The cost of a node. Undefined figures are unknown. */
export interface NodeCost {
  /** Multiply-accumulate pairs. */
  readonly macs: Dim | undefined;
  /** Arithmetic operations: 2 for each pair, and all others. */
  readonly arithmetic: Dim | undefined;
  readonly memory:
    | 'view'
    | 'nothing'
    | {
        /** Elements of inputs of which only a part is read, by input position. */
        readonly reads: ReadonlyMap<number, Dim | undefined>;
        /** Elements of outputs of which only a part is written, by output position. */
        readonly writes: ReadonlyMap<number, Dim | undefined>;
      };
  /** The values of the formulas' names. */
  readonly terms: Terms;
  /** Marks: the arithmetic, or what is read, is an upper bound where its mark is above 0. */
  readonly atMost?: { readonly [K in keyof MostFormulas]?: Dim | undefined } | undefined;
}

/** An operator applied to one node: its settings read, its inputs named. */
export interface Application {
  readonly controlFlow: ControlFlow | undefined;
  infer(): readonly Value[];
  detail(outputs: readonly Value[]): Detail | undefined;
  relations(): readonly Relation[];
  /** The contents of packed weights, by input position. */
  packed(): ReadonlyMap<number, PackedWeight> | undefined;
  experts(): Experts | undefined;
  /** The sizes that inputs must have, by input position. */
  wants(): ReadonlyMap<number, readonly (Dim | undefined)[]> | undefined;
  cost(outputs: readonly Value[]): NodeCost;
}

/** An operator, ready for any node. */
export interface Operator {
  readonly kind: 'operator';
  readonly type: string;
  readonly domain: string;
  readonly since: number;
  readonly withdrawn: number | undefined;
  readonly category: Category;
  readonly spec: string;
  readonly slots: readonly Slot[];
  readonly outputs: readonly string[];
  readonly cost: {
    /** Formulas of the multiply-accumulate pairs and of the operations besides them. */
    readonly macs: string | undefined;
    readonly operations: string;
    readonly memory: string;
    readonly source: string;
  };
  /** The role of the input at that position. */
  roleOf(position: number): Role | 'value';
  /** @throws NodeError when the node breaks the specification */
  apply(
    values: readonly (Value | undefined)[],
    attributes: ReadonlyMap<string, Attribute>,
    context: Context,
  ): Application;
}
