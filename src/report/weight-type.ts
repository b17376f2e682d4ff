/** The weights of one element type. */
export interface WeightTypeReport<D = number | string> {
  /** An element type, or what packed weights hold: `int4`. */
  readonly type: string;
  readonly params: D | null;
  readonly bytes: D | null;
}

/** The weights of an element type: how many numbers they are, and their bytes. */
export function weightType<D>(type: string, elements: D | null, bytes: D | null): WeightTypeReport<D> {
  return { type, params: elements, bytes };
}

/** The weights of an element type with their amounts changed by `change`; unknown ones stay null. */
export function mapWeightType<A, B>(
  { type, params, bytes }: WeightTypeReport<A>,
  change: (size: A | null) => B | null,
): WeightTypeReport<B> {
  return weightType(type, change(params), change(bytes));
}
