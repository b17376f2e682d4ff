/**
 * The sizes that a Reshape's target would have, had the model been exported with free axes. The axes of the input and
 * of the output fall into groups with equal products at the exported sizes; in each group the output takes what the
 * input has now. Gives, by output axis, only those sizes of the target that were fixed for the old size; undefined
 * where the groups do not tell. `batch` tells how a first axis grows.
 */
export function freeTarget(
  exported: { readonly input: readonly number[]; readonly output: readonly number[] },
  input: readonly number[],
  target: readonly number[],
  batch: { readonly from: number; readonly to: number } | undefined,
): ReadonlyMap<number, number> | undefined {
  const { output } = exported;
  const groups = groupAxes(exported.input, output);
  if (groups === undefined || input.length !== exported.input.length || target.length !== output.length) {
    return undefined;
  }
  const freed = new Map<number, number>();
  for (const { from, to } of groups) {
    const changed = from.filter((axis) => input[axis] !== exported.input[axis]);
    if (changed.length === 0) continue;
    const [before, now] = [productAt(exported.input, from), productAt(input, from)];
    const first = from.find((each) => exported.input[each] !== 1 || input[each] !== 1);
    const isBatch = batch !== undefined && now * batch.from === before * batch.to;
    const axis =
      (isBatch ? batchAxis(output, to, batch.from) : undefined) ?? to.find((each) => output[each] !== 1) ?? to[0];
    // Of several output axes the first one grows with the first input axis: the others lie within it.
    if (axis === undefined || (to.length > 1 && (changed.length > 1 || changed[0] !== first))) return undefined;
    const size = ((output[axis] ?? 0) * now) / before;
    if (!Number.isSafeInteger(size)) return undefined;
    // The sizes 0 and -1 follow the input by themselves.
    if ((target[axis] ?? 0) > 0 && target[axis] !== size) freed.set(axis, size);
  }
  return freed;
}

/**
 * The output axis that a batch grows: one that has the batch's own size 1, within the group or right behind it; else
 * the one before the last, since the last axis holds features. Undefined where neither is there.
 */
function batchAxis(output: readonly number[], to: readonly number[], from: number): number | undefined {
  const last = to.at(-1) ?? -1;
  const own = from === 1 ? [...to, last + 1].find((axis) => output[axis] === 1) : undefined;
  return own ?? (to.length === 1 && last > 0 && last === output.length - 1 ? last - 1 : undefined);
}

interface Group {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Splits the axes of two shapes into the smallest groups of equal products; undefined where a size is 0 or the counts
 * differ.
 */
function groupAxes(input: readonly number[], output: readonly number[]): readonly Group[] | undefined {
  if (input.includes(0) || output.includes(0)) return undefined;
  const groups: { from: number[]; to: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < input.length && j < output.length) {
    const group = { from: [i], to: [j] };
    let [left, right] = [input[i++] ?? 1, output[j++] ?? 1];
    while (left !== right) {
      if (left < right) {
        if (i === input.length) return undefined;
        group.from.push(i);
        left *= input[i++] ?? 1;
      } else {
        if (j === output.length) return undefined;
        group.to.push(j);
        right *= output[j++] ?? 1;
      }
    }
    groups.push(group);
  }
  // What is left over has length 1.
  const last = groups.at(-1);
  for (; i < input.length; i++) {
    if (last === undefined || input[i] !== 1) return undefined;
    last.from.push(i);
  }
  return output.slice(j).every((size) => size === 1) ? groups : undefined;
}

function productAt(shape: readonly number[], axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
}
