/**
 * A list without room to grow: one that grew by `push`, `filter` or `flatMap` has room for 17 items, and a model has
 * some ten lists for each layer.
 */
export function compact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}

const none: readonly never[] = [];
