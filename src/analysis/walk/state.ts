import type { Dim } from '../../dim/index.js';
import type { Attribute, DiagnosticCode, FunctionDefinition, Model, Node, Value, ValueInfo } from '../../ir/index.js';
import type { Detail, Experts, NodeCost, PackedWeight } from '../../ops/index.js';
import type { ResizedAxis } from '../analysis.js';
import type { Labels } from '../labels.js';
import type { Applications } from './applications.js';
import type { BodyAnswers } from './body-answers.js';
import type { Constants } from './constants.js';
import type { Draft, EdgeDraft, RegionDraft } from './draft.js';
import type { OperatorTable } from './operators.js';
import type { SharedValues } from './shared-values.js';
import type { Symbols } from './symbols.js';
import type { WalkBudget } from './walk-budget.js';

/** The data of a walk over a model's graphs. */
export interface Walk {
  readonly model: Model;
  readonly draft: Draft;
  readonly symbols: Symbols;
  readonly labels: Labels;
  readonly constants: Constants;
  readonly applications: Applications<Evaluated>;
  readonly values: SharedValues;
  readonly answers: BodyAnswers;
  readonly custom: OperatorTable;
  readonly builtIn: OperatorTable;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly budget: WalkBudget;
  /** By what a value decides: the first layer that asks, after which the symbol is named. */
  readonly firstReaders: Map<string, string>;
  /** By layer: the message about sizes of its inputs that should be equal and are not. */
  readonly differing: Map<number, string>;
  /** By a size's formula, where that is too long: the symbol that stands for it. */
  readonly standIns: Map<string, Dim>;
  /** The sizes of the file; undefined unless options set others. */
  readonly exported: ExportedSizes | undefined;
}

/** The results of a node. */
export interface Evaluated {
  /** The outputs' values as the operator says. */
  readonly inferred: readonly Value[];
  /** The outputs completed by the types that the file declares. */
  readonly values: readonly Value[];
  readonly cost?: NodeCost | undefined;
  readonly detail?: Detail | undefined;
  readonly packed?: ReadonlyMap<number, PackedWeight> | undefined;
  readonly experts?: Experts | undefined;
  readonly provenance?: EdgeDraft['provenance'];
  readonly sources?: readonly (readonly EdgeDraft[])[];
  /** Characters of the formulas in it, which every layer that it answers for writes again. */
  readonly text?: number;
  /** The version of the operator's domain for which it holds. */
  readonly opset?: number | undefined;
  /** Whether it holds for every node with the same question. */
  readonly isShared?: boolean;
}

/** The sizes that a model was exported for, where options set others for inputs that the file fixes. */
export interface ExportedSizes {
  readonly resized: readonly ResizedAxis[];
  /** The shape of a value at the sizes of the file; undefined where it is not known to the last axis. */
  shapeOf(name: string): readonly number[] | undefined;
  /** Whether a node is in trouble at the sizes of the file, too. */
  isTroubled(origin: string | undefined): boolean;
}

/** Where names are looked up: a graph, a body within it, or a function's inside. */
export interface Frame {
  readonly parent: Frame | undefined;
  readonly names: Map<string, EdgeDraft>;
  /** Calls and bodies around it. */
  readonly path: readonly string[];
  readonly region: RegionDraft;
  readonly opsets: ReadonlyMap<string, number>;
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  /** The values of a function's attribute references. */
  readonly attributes: ReadonlyMap<string, Attribute> | undefined;
  /** Names of a function's outputs, as its caller calls them. */
  readonly renamed: ReadonlyMap<string, string> | undefined;
  /** Functions being inlined around it. */
  readonly calls: readonly FunctionDefinition[];
}

/** Tells of trouble in a node. */
export function report(
  walk: Walk,
  code: DiagnosticCode,
  node: Node,
  message: string,
  layer?: number,
  severity: 'info' | 'warning' = 'warning',
): void {
  walk.draft.diagnostics.push({
    code,
    severity,
    message,
    origin: node.origin,
    ...(layer === undefined ? {} : { layer }),
  });
}

/** The edge of that name in a frame or those around it. */
export function lookUp(name: string, frame: Frame): EdgeDraft | undefined {
  for (let scope: Frame | undefined = frame; scope !== undefined; scope = scope.parent) {
    const edge = scope.names.get(name);
    if (edge !== undefined) return edge;
  }
  return undefined;
}
