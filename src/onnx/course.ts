import { isFloat, isInteger } from '../ir/index.js';
import type { Course, DType, StoredElement } from '../ir/index.js';

/** How the elements of a tensor follow from their place; undefined where they do in neither way. */
export function courseOf(
  at: (index: number) => StoredElement,
  dims: readonly number[],
  dtype: DType,
): Course | undefined {
  const count = dims.reduce((product, length) => product * length, 1);
  if (count < 3) return undefined;
  if (isInteger(dtype)) return stepsIn(at, dims, count);
  return dtype === 'bool' || isFloat(dtype) ? bandIn(at, dims, count) : undefined;
}

function stepsIn(at: (index: number) => StoredElement, dims: readonly number[], count: number): Course | undefined {
  if (dims.filter((length) => length !== 1).length > 1) return undefined;
  const [first, step] = [Number(at(0)), Number(at(1)) - Number(at(0))];
  for (let index = 2; index < count; index += 1) if (Number(at(index)) !== first + step * index) return undefined;
  return { kind: 'steps', first, step };
}

/** Looks for a stretch in each row that moves on by one from row to row, cut off at the edges. */
function bandIn(at: (index: number) => StoredElement, dims: readonly number[], count: number): Course | undefined {
  const [height, width] = [dims.at(-2) ?? 1, dims.at(-1) ?? 1];
  const [one, other] = twoValues(at, count);
  if (one === undefined || other === undefined || height < 2) return undefined;
  // Which of the two is inside is seen by what is one stretch in each row.
  return bandOf(at, count, [height, width], one, other) ?? bandOf(at, count, [height, width], other, one);
}

function twoValues(at: (index: number) => StoredElement, count: number): readonly (StoredElement | undefined)[] {
  const first = at(0);
  for (let index = 1; index < count; index += 1) {
    const element = at(index);
    if (element !== first) return [first, element];
  }
  return [first];
}

function bandOf(
  at: (index: number) => StoredElement,
  count: number,
  [height, width]: readonly [number, number],
  inside: StoredElement,
  outside: StoredElement,
): Course | undefined {
  let from: number | undefined;
  let end: number | undefined;
  // Bounds that rows without a cut tell of: at most where the band begins, at least where it ends.
  let [mostFrom, leastEnd] = [Infinity, -Infinity];
  for (let start = 0; start < count; start += width) {
    const row = (start / width) % height;
    let first = 0;
    while (first < width && at(start + first) === outside) first += 1;
    let last = first;
    while (last < width && at(start + last) === inside) last += 1;
    for (let rest = last; rest < width; rest += 1) if (at(start + rest) !== outside) return undefined;
    if (first === width) return undefined;
    if (first > 0) {
      if (from !== undefined && from !== first - row) return undefined;
      from = first - row;
    } else mostFrom = Math.min(mostFrom, -row);
    if (last < width) {
      if (end !== undefined && end !== last - row) return undefined;
      end = last - row;
    } else leastEnd = Math.max(leastEnd, width - row);
  }
  if ((from !== undefined && from > mostFrom) || (end !== undefined && end < leastEnd)) return undefined;
  return { kind: 'band', from, end, inside, outside };
}
