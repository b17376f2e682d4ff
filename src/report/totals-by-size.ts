import { bind, isExpression, print, symbolName, symbolsOf, unlessTooLarge } from '../dim/index.js';
import type { Analysis } from '../analysis/index.js';
import { totalFields } from './total-fields.js';

/**
 * The totals of an analysis as formulas in one of its open sizes, by their names in JSON; `others` are the other sizes
 * that are open. A total that depends on more, or that is unknown, is left out.
 */
export function totalsBySize(
  analysis: Analysis,
  size: string,
  others: ReadonlyMap<string, number>,
): Readonly<Record<string, string>> {
  const name = symbolName(size);
  const formulas = Object.entries(totalFields({ analysis, bound: undefined })).flatMap(([json, total]) => {
    if (total === null || (typeof total !== 'number' && typeof total !== 'bigint' && !isExpression(total))) return [];
    const bound = unlessTooLarge(() => bind(total, others));
    if (bound === undefined || [...symbolsOf(bound)].some((symbol) => symbol !== name)) return [];
    return [[json, print(bound)] as const];
  });
  return Object.fromEntries(formulas);
}
