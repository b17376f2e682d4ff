/**
 * Nodes read a handful of values, among which looking is quicker than keeping a set of them; a Concat may read
 * thousands.
 */
const FEW = 8;

/** The distinct members of a list, in order. */
export function distinct<T>(list: readonly T[]): readonly T[] {
  if (list.length < 2 || (list.length === 2 && list[0] !== list[1])) return list;
  return list.length <= FEW ? list.filter((each, position) => list.indexOf(each) === position) : [...new Set(list)];
}
