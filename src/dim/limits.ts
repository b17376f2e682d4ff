/**
 * Terms, floors, minima and maxima, nested ones included, that a product or one of those atoms may hold. Real shapes hold a dozen; a
 * hostile file could ask for millions. `add` and `sum` do not check it: a total over many unrelated symbols is long and right.
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

/** Bits of a coefficient: repeated squaring in a hostile file doubles them at every node. */
export const MAX_COEFFICIENT_BITS = 4096;

/** An operation's result would pass one of the limits on an expression's size. */
export class ExpressionTooLarge extends Error {
  override readonly name = 'ExpressionTooLarge';
}

/** What `compute` gives; undefined where an expression in it grows too large. */
export function unlessTooLarge<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}
