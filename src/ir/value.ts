import type { Dim, Expression } from '../dim/index.js';
import type { DType } from './dtype.js';

/**
 * No tensor has more axes: NumPy and PyTorch stop here, runtimes at a dozen or so. Of a value that is said to have more
 * the shape is unknown.
 */
export const MAX_RANK = 64;

/** The dimensions of a tensor, outermost first. */
export type Shape = readonly Dim[];

/** A number between integers that still holds a symbol, such as H/2 on its way from `Cast` through `Mul` to `Floor`. */
export interface Fraction {
  readonly kind: 'fraction';
  readonly numerator: Expression;
  /** An integer above 1. */
  readonly denominator: number;
  /** How a runtime works it out; left out where its floating-point numbers hold every value on the way exactly. */
  readonly rounded?: Rounded | undefined;
}

/** A calculation with floating-point numbers, rounded at every step. */
export interface Rounded {
  /** Operations that it takes. */
  readonly steps: number;
  /** Its result where symbols have those sizes. */
  at(sizes: ReadonlyMap<string, number>): number;
}

/** A truth value that depends on symbols: true where every one of these integers is ≥ 0. */
export interface Condition {
  readonly kind: 'condition';
  readonly all: readonly Expression[];
}

/**
 * One element of a small tensor: an integer that may hold symbols, a floating-point number, a truth value or a text.
 */
export type Element = Dim | Fraction | Condition | boolean | string;

/** Masks that are added to scores have this and less where nothing is to be seen: −10,000, −65,504, −∞. */
export const MASKED = -9999;

/** How many positions a mask lets through. */
export interface Visible {
  /** The most in a row. */
  readonly perRow: Dim;
  /** The most in a row at the row's own position and before it. */
  readonly causal: Dim;
  /** Columns that some row sees. */
  readonly columns: Dim;
}

/**
 * The element in each place of a tensor, as a formula: an element in which the place's indices are symbols, undefined
 * where it cannot be told; or one of two formulas, as an integer is at least 0 or not.
 */
export type Placed =
  | { readonly kind: 'element'; readonly element: Element | undefined }
  | { readonly kind: 'split'; readonly at: Expression; readonly yes: Placed; readonly no: Placed };

/** A dense tensor as far as it is known. */
export interface Tensor {
  readonly kind: 'tensor';
  /** Undefined when nothing tells. */
  readonly dtype: DType | undefined;
  /** Undefined when not even the rank is known; a single unknown dimension is a symbol instead. */
  readonly shape: Shape | undefined;
  /**
   * Every element in row-major order, of tensors small enough to steer shapes. One element that cannot be told is
   * undefined.
   */
  readonly elements?: readonly (Element | undefined)[] | undefined;
  /** The positions that it lets through as a mask, where it is stored and was looked at. */
  readonly visible?: Visible | undefined;
  /** Its elements by their place, where ranges and what is made of them tell. */
  readonly placed?: Placed | undefined;
}

/** A tensor whose rank is known. */
export interface RankedTensor extends Tensor {
  readonly shape: Shape;
}

/** A list of values of one type. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly element: Value | undefined;
  readonly length: Dim | undefined;
  /** The values themselves, where each is known by its place. */
  readonly items?: readonly Value[] | undefined;
  /** The totals of the items, where they are tensors of one rank that are not known one by one. */
  readonly totals?: SequenceTotals | undefined;
}

/** Sums over the items of a sequence. */
export interface SequenceTotals {
  /** The sum of the items' lengths along each axis. */
  readonly axes: readonly Dim[];
  /** The sum of the items' numbers of elements. */
  readonly elements: Dim;
}

/** A value or nothing. */
export interface Optional {
  readonly kind: 'optional';
  readonly element: Value | undefined;
  /** Whether it holds a value, when known. */
  readonly present?: boolean | undefined;
}

/** A map from scalars to values, as classifiers of `ai.onnx.ml` give out. */
export interface MapValue {
  readonly kind: 'map';
  readonly key: DType | undefined;
  readonly element: Value | undefined;
}

/** The type of a value that an edge of the graph carries. */
export type Value = Tensor | Sequence | Optional | MapValue;

/** A tensor of which nothing is known. */
export const unknownTensor: Tensor = { kind: 'tensor', dtype: undefined, shape: undefined };

/** Whether a value is a tensor of known rank. */
export function isRanked(value: Value | undefined): value is RankedTensor {
  return value?.kind === 'tensor' && value.shape !== undefined;
}
