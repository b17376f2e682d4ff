import { isFloat, MASKED } from '../ir/index.js';
import type { DType, StoredElement, Visible } from '../ir/index.js';

/**
 * The positions that a mask lets through: those that are true or an integer other than 0, or whose addend is no large
 * negative number. A row is the last axis; the rows of the last two axes belong to consecutive positions, the last of
 * them to the last position.
 */
export function visibleIn(
  at: (index: number) => StoredElement,
  dims: readonly number[],
  dtype: DType,
): Visible | undefined {
  const width = dims.at(-1) ?? 0;
  const height = dims.at(-2) ?? 1;
  const count = dims.reduce((product, length) => product * length, 1);
  if (dims.length === 0 || count === 0) return undefined;
  const isAdded = isFloat(dtype);
  const isSeen = new Uint8Array(width);
  let perRow = 0;
  let causal = 0;
  for (let start = 0; start < count; start += width) {
    const last = ((start / width) % height) + Math.max(0, width - height);
    let inRow = 0;
    let before = 0;
    for (let column = 0; column < width; column += 1) {
      const element = at(start + column);
      if (isAdded ? Number(element) <= MASKED : Number(element) === 0) continue;
      isSeen[column] = 1;
      inRow += 1;
      if (column <= last) before += 1;
    }
    perRow = Math.max(perRow, inRow);
    causal = Math.max(causal, before);
  }
  return { perRow, causal, columns: isSeen.reduce((sum, each) => sum + each, 0) };
}
