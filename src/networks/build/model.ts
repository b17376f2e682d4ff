// Small ONNX models, written down so that they read like the network they are:
//
//   const bytes = model({
//     opset: 17,
//     inputs: [value('x', 'float32', ['N', 3, 224, 224])],
//     outputs: ['y'],
//     nodes: [
//       node('Conv', ['x', 'w'], ['c'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
//       node('LeakyRelu', ['c'], ['r'], { alpha: float(1) }),
//       node('Reshape', ['r', 'shape'], ['y']),
//     ],
//     initializers: [weight('w', 'float32', [64, 3, 3, 3]), constant('shape', 'int64', [2], [0, -1])],
//   });
//
// Weights stand in a file that does not exist, so that a model of any size takes a few kilobytes.

import type { DeclaredDimension, DeclaredType, DType, ValueInfo } from '../../ir/index.js';

/** A tensor whose bytes are in an external file that is absent. */
export interface Weight {
  readonly kind: 'weight';
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
}

/** A tensor whose elements are in the model. */
export interface Constant {
  readonly kind: 'constant';
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly elements: readonly (number | bigint | boolean | string)[];
}

/** A sparse tensor: how many elements are stored, in an external file that is absent. */
export interface SparseWeight {
  readonly kind: 'sparse';
  readonly name: string;
  readonly dtype: DType;
  /** The shape of the dense tensor. */
  readonly dims: readonly number[];
  readonly storedElements: number;
}

export type Initializer = Weight | Constant | SparseWeight;

/** A graph, or the body of a control-flow node. */
export interface GraphSpec {
  readonly name?: string;
  readonly inputs?: readonly ValueInfo[];
  /** A bare name is a value without a type. */
  readonly outputs?: readonly (string | ValueInfo)[];
  readonly valueInfo?: readonly ValueInfo[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: readonly Initializer[];
}

/** An attribute whose kind is written out. */
export type TypedAttribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Initializer }
  | { readonly kind: 'tensors'; readonly value: readonly Initializer[] }
  | { readonly kind: 'graph'; readonly value: GraphSpec }
  | { readonly kind: 'graphs'; readonly value: readonly GraphSpec[] }
  | { readonly kind: 'type'; readonly value: DeclaredType }
  | { readonly kind: 'reference'; readonly value: string; readonly type: AttributeKind };

/** The kinds of attribute that a function's attribute parameter may have. */
export type AttributeKind = 'float' | 'int' | 'string' | 'tensor' | 'graph' | 'floats' | 'ints' | 'strings';

/**
 * An attribute. Plain values have the kind that they look like: a whole number is an int, any other number a float, a
 * text a string; an array of whole numbers ints, with any other number floats, of texts strings. Where that is not what
 * is meant (`1` as a float, an empty array), `float`, `floats`, `ints`, `strings` say it.
 */
export type AttributeSpec =
  | number
  | bigint
  | string
  | readonly (number | bigint)[]
  | readonly string[]
  | TypedAttribute;

/** A node. */
export interface NodeSpec {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  readonly name?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A model-local function. */
export interface FunctionSpec {
  readonly name: string;
  readonly domain: string;
  readonly overload?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attribute parameters without a default. */
  readonly attributes?: readonly string[];
  /** Attribute parameters with their defaults. */
  readonly defaults?: Readonly<Record<string, AttributeSpec>>;
  /** Imported opsets by domain; left out, those of the model. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeSpec[];
}

/** A model. */
export interface ModelSpec extends GraphSpec {
  /** The opset of the default domain; left out, the model imports none. */
  readonly opset?: number;
  /** Imported opsets of other domains. */
  readonly domains?: Readonly<Record<string, number>>;
  /** Left out, the one that fits the opset. */
  readonly irVersion?: number;
  readonly functions?: readonly FunctionSpec[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A node: `node('Conv', ['x', 'w'], ['y'], { strides: [2, 2] })`. An empty name is an absent input or output. */
export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeSpec>> = {},
  rest: Pick<NodeSpec, 'name' | 'domain' | 'overload' | 'metadata'> = {},
): NodeSpec {
  return { opType, inputs, outputs, attributes, ...rest };
}

/**
 * A tensor value with its type: `value('x', 'float32', ['N', 3, 224, 224])`. A dimension is a number, a name, or
 * undefined; without a shape the rank is unknown.
 */
export function value(name: string, dtype: DType | undefined, shape?: readonly DeclaredDimension[]): ValueInfo {
  return { name, type: { kind: 'tensor', dtype, shape } };
}

/** A value of any type: a sequence, an optional, a map. */
export function typedValue(name: string, type: DeclaredType | undefined): ValueInfo {
  return { name, type };
}

/** A weight whose bytes are in an external file that is absent. */
export function weight(name: string, dtype: DType, dims: readonly number[]): Weight {
  return { kind: 'weight', name, dtype, dims };
}

/** A tensor with its elements in the model: `constant('shape', 'int64', [2], [1, -1])`. */
export function constant(
  name: string,
  dtype: DType,
  dims: readonly number[],
  elements: Constant['elements'],
): Constant {
  return { kind: 'constant', name, dtype, dims, elements };
}

/** A sparse weight whose bytes are in an external file that is absent. */
export function sparseWeight(
  name: string,
  dtype: DType,
  dims: readonly number[],
  storedElements: number,
): SparseWeight {
  return { kind: 'sparse', name, dtype, dims, storedElements };
}

/** A float attribute of a whole value: `float(1)`. */
export function float(number: number): TypedAttribute {
  return { kind: 'float', value: number };
}

/** A list of floats that may all be whole: `floats([1, 1, 2, 2])`. */
export function floats(list: readonly number[]): TypedAttribute {
  return { kind: 'floats', value: list };
}

/** A list of ints that may be empty. */
export function ints(list: readonly (number | bigint)[]): TypedAttribute {
  return { kind: 'ints', value: list };
}

/** A list of strings that may be empty. */
export function strings(list: readonly string[]): TypedAttribute {
  return { kind: 'strings', value: list };
}

/** A tensor attribute: `tensor(constant('', 'float32', [], [0]))`; a sparse one for a sparse weight. */
export function tensor(content: Initializer): TypedAttribute {
  return { kind: 'tensor', value: content };
}

/** A list of tensors. */
export function tensors(list: readonly Initializer[]): TypedAttribute {
  return { kind: 'tensors', value: list };
}

/** The body of a control-flow node: `{ then_branch: graph({ nodes: […], outputs: ['y'] }) }`. */
export function graph(body: GraphSpec): TypedAttribute {
  return { kind: 'graph', value: body };
}

/** A list of bodies. */
export function graphs(list: readonly GraphSpec[]): TypedAttribute {
  return { kind: 'graphs', value: list };
}

/** A type attribute, as Optional has. */
export function type(declared: DeclaredType): TypedAttribute {
  return { kind: 'type', value: declared };
}

/** A reference to an attribute parameter of the function around, which is of the kind `kind`. */
export function reference(parameter: string, kind: AttributeKind): TypedAttribute {
  return { kind: 'reference', value: parameter, type: kind };
}
