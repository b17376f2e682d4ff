import type { DType } from './dtype.js';
import type { Diagnostic } from './diagnostic.js';
import type { Origin } from './origin.js';
import type { Visible } from './value.js';

/** A dimension as a file declares it: a number, a name or formula, or nothing. */
export type DeclaredDimension = number | bigint | string | undefined;

/** The type of a value as a file declares it (TypeProto). */
export type DeclaredType =
  | {
      readonly kind: 'tensor';
      readonly dtype: DType | undefined;
      readonly shape: readonly DeclaredDimension[] | undefined;
      readonly sparse?: boolean;
    }
  | { readonly kind: 'sequence'; readonly element: DeclaredType | undefined }
  | { readonly kind: 'optional'; readonly element: DeclaredType | undefined }
  | { readonly kind: 'map'; readonly key: DType | undefined; readonly element: DeclaredType | undefined }
  | { readonly kind: 'opaque'; readonly name: string };

/** A graph's input, output or annotated value (ValueInfoProto). */
export interface ValueInfo {
  readonly name: string;
  readonly type: DeclaredType | undefined;
}

/** One stored element, decoded: integers beyond 2^53 are bigint, strings are UTF-8 text. */
export type StoredElement = number | bigint | boolean | string;

/** Where a stored tensor's bytes lie. */
export type TensorLocation =
  | { readonly kind: 'inline'; readonly offset: number; readonly length: number }
  | { readonly kind: 'typed' }
  | {
      readonly kind: 'external';
      readonly path: string;
      readonly offset: number | bigint;
      readonly length: number | bigint | undefined;
    };

/**
 * What all elements of a tensor have in common:
 * - `zeros`, `ones`;
 * - `mask`: both of these and nothing else, or one number throughout that hides scores;
 * - `slopes`: each row along the last axis rises or falls evenly, with one turn at most, as the distances do that a
 *   slope of ALiBi multiplies;
 * - `sinusoids`: each row has the sines and cosines of its number;
 * - `window`: a raised cosine, as a Fourier transform has it.
 */
export type Pattern = 'zeros' | 'ones' | 'mask' | 'slopes' | 'sinusoids' | 'window';

/**
 * How elements follow from their place: integers that rise by a step along the one long axis; or a band, `inside` from
 * the column that is the row's number and `from` up to the one that is it and `end`, and another value outside.
 */
export type Course =
  | { readonly kind: 'steps'; readonly first: number; readonly step: number }
  | {
      readonly kind: 'band';
      /** Undefined where nothing is cut off on that side. */
      readonly from: number | undefined;
      readonly end: number | undefined;
      readonly inside: StoredElement;
      readonly outside: StoredElement;
    };

/** A tensor that the file stores (TensorProto or SparseTensorProto), without its data. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: DType | undefined;
  /** Beyond 2^53 bigint. */
  readonly dims: readonly (number | bigint)[];
  /**
   * Bytes that the data takes in its own width: the dense size, for a sparse tensor the values and indices that are
   * stored. Undefined for strings that were not read and for unknown dtypes.
   */
  readonly bytes: number | bigint | undefined;
  readonly location: TensorLocation;
  /** The elements, row-major, of tensors small enough to steer shapes (limits.ts); undefined when not decoded. */
  readonly elements: readonly StoredElement[] | undefined;
  /** The positions that it lets through, where attention masks its scores with it and the bytes are at hand. */
  readonly visible?: Visible | undefined;
  /** How its elements follow from their place, where masks of attention are made of it. */
  readonly course?: Course | undefined;
  /** What its elements have in common, where they are floating-point numbers and the bytes are at hand. */
  readonly pattern?: Pattern | undefined;
  /** Stored elements of a sparse tensor (its non-zero values); absent for dense ones. */
  readonly storedElements?: number | bigint;
  /** Its place in the file. Nodes share attributes of equal bytes, which have the place of the first. */
  readonly origin: Origin;
}

/** A node's attribute (AttributeProto), by kind. `reference` is the name of a function's attribute parameter. */
export type Attribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: StoredTensor }
  | { readonly kind: 'graph'; readonly value: Graph }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensors'; readonly value: readonly StoredTensor[] }
  | { readonly kind: 'graphs'; readonly value: readonly Graph[] }
  | { readonly kind: 'type'; readonly value: DeclaredType | undefined }
  | { readonly kind: 'types'; readonly value: readonly (DeclaredType | undefined)[] }
  | { readonly kind: 'reference'; readonly value: string };

/** An operator's use in a graph (NodeProto). */
export interface Node {
  readonly name: string;
  readonly opType: string;
  /** `ai.onnx` for the default domain, however the file spells it. */
  readonly domain: string;
  readonly overload: string;
  /** Names of values; an empty name is an absent optional one. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** One map for all nodes of equal attributes. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** `metadata_props`, where exporters keep scopes. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Its place in the file, such as `graph.node[12]` or `graph.node[3].attribute[0].g.node[1]`. */
  readonly origin: string;
}

/** A graph or the body of a control-flow node (GraphProto). */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Annotated inner values by name. */
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  readonly initializers: readonly StoredTensor[];
  readonly nodes: readonly Node[];
}

/** A model-local function (FunctionProto). */
export interface FunctionDefinition {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attribute parameters without a default. */
  readonly attributes: readonly string[];
  /** Attribute parameters with their defaults. */
  readonly defaults: ReadonlyMap<string, Attribute>;
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly Node[];
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
}

/** A model file, read without its weights. */
export interface Model {
  /** Size of the file. */
  readonly bytes: number;
  readonly irVersion: number;
  readonly producer: string;
  /** Imported opset by domain; `ai.onnx` is spelled out. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: Graph;
  readonly functions: readonly FunctionDefinition[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Oddities of a file that could be read nevertheless. */
  readonly diagnostics: readonly Diagnostic[];
}
