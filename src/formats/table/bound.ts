import type { Report } from '../../report/index.js';
import { wrapList } from '../../text/index.js';
import { boundFacts, boundRows } from '../bound-facts.js';
import type { FormatOptions } from '../define.js';
import { drawRows } from './draw.js';

/**
 * Lines on the least time of a run on a platform by category, and whether computing or memory sets it; none where no
 * platform is named, or sizes are open.
 */
export function describeBound(
  { bound }: Report,
  { width }: Pick<FormatOptions, 'width'>,
): readonly (readonly string[])[] {
  if (bound === undefined) return [];
  if (bound.categories.length === 0) return [];
  const rows = boundRows(bound).map(([category = '', ...cells]) => [`  ${category}`, ...cells]);
  return [[...wrapList(boundFacts(bound), ', ', width), ...drawRows(rows, ['left', 'right', 'right', 'left'])]];
}
