import { toNumber } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { EdgeDraft, LayerDraft } from '../walk/draft.js';

/** The element-wise functions of two numbers, by their names in details. */
export const arithmetic: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'pow']);

/** The function of an element-wise layer; undefined for any other layer. */
export function functionOf({ detail }: LayerDraft): string | undefined {
  return detail?.kind === 'elementwise' ? detail.function : undefined;
}

/** The number of elements; infinite where it is open. */
export function countOf({ elements }: EdgeDraft): number {
  return (elements === undefined ? undefined : toNumber(elements)) ?? Infinity;
}

/** The lengths of the axes, where all are known. */
export function lengthsOf({ type }: EdgeDraft): readonly number[] | undefined {
  const lengths = isRanked(type) ? type.shape.map((dim) => toNumber(dim)) : [undefined];
  return lengths.every((length) => length !== undefined) ? lengths : undefined;
}

/** How many axes are longer than 1; 0 where a length is open. */
export function longAxes(edge: EdgeDraft): number {
  return lengthsOf(edge)?.filter((length) => length !== 1).length ?? 0;
}
