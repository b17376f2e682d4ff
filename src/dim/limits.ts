/**
 * Terms, floors, minima and maxima, nested ones included, that a product or one of those atoms may hold. Real shapes
 * hold a dozen; a hostile file could ask for millions. `add` and `sum` do not check it: a total over many unrelated
 * symbols is long and right.
 */
export const MAX_TERMS = 4096;

/** Arguments of one min or max. Comparing them is quadratic, and nobody reads a longer one. */
export const MAX_ARGUMENTS = 512;

/** Pairs that one min or max may take apart to see which argument implies which; beyond, it keeps both. */
export const MAX_COMPARISONS = 100_000;

/** Degree of a monomial. */
export const MAX_DEGREE = 256;

/** How deep floors, minima and maxima may stand in one another; the walks over them recurse. */
export const MAX_NESTING = 256;

/**
 * Bits of a product: repeated squaring in a hostile file doubles them at every node. No sum of counts is then beyond
 * what a floating-point number says, in which shares and times are worked out.
 */
export const MAX_COEFFICIENT_BITS = 960;

/** Bits of a sum: more than a product may have, so that the largest products can still be added up. */
export const MAX_SUM_BITS = 1000;

/**
 * Characters of a symbol's name; a file may use 16 KiB for one. Names that exporters make of module paths stay below.
 */
export const MAX_NAME = 256;

/** A size from here on says nothing: no tensor has so many elements (onnx.proto counts them in 63 bits). */
export const LARGEST_SIZE = 2n ** 63n;

/** Terms of a sum that is kept up to date while parts come and go, as the bytes alive from layer to layer are. */
export const MAX_RUNNING_TERMS = 128;

/**
 * Characters of all formulas that one analysis makes, each as long as it is written. No real model that was looked at
 * makes 3 Mi; 32 Mi take about half a second.
 */
const MAX_TEXT = 32 * 1024 * 1024;

let textLeft = Infinity;

/**
 * Computes something that may make no more than `MAX_TEXT` characters of formulas: beyond, what makes one throws
 * ExpressionTooLarge.
 */
export function limitText<T>(compute: () => T): T {
  const before = textLeft;
  textLeft = MAX_TEXT;
  try {
    return compute();
  } finally {
    textLeft = before;
  }
}

/** Counts characters of formulas that are made or repeated. Throws ExpressionTooLarge when there are too many. */
export function spendText(length: number): void {
  if (length > textLeft) throw new ExpressionTooLarge('formulas of more text than an analysis may make');
  textLeft -= length;
}

/** An operation's result would pass one of the limits on an expression's size. */
export class ExpressionTooLarge extends Error {
  override readonly name = 'ExpressionTooLarge';

  constructor(message: string) {
    // Not every engine has it.
    const engine: ErrorConstructor & { stackTraceLimit?: number | undefined } = Error;
    const { stackTraceLimit } = engine;
    // Nobody reads where it was made, and a file can ask for thousands.
    engine.stackTraceLimit = 0;
    super(message);
    engine.stackTraceLimit = stackTraceLimit;
  }
}

/** The result of `compute`; undefined where an expression in it grows too large. */
export function unlessTooLarge<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}
