import type { Report } from '../../report/index.js';
import { durationText, shareText, thingsText, wrapList } from '../../text/index.js';
import type { FormatOptions } from '../define.js';
import { drawRows } from './draw.js';

/**
 * The least time of a run on a platform and which side sets it, by category; no lines where no platform is named, or
 * sizes are open.
 */
export function describeBound(
  { bound }: Report,
  { width }: Pick<FormatOptions, 'width'>,
): readonly (readonly string[])[] {
  if (bound === undefined) return [];
  const { platform, ms, memoryMs, categories, unknown } = bound;
  if (categories.length === 0) return [];
  const facts = [
    `bound on ${platform}: a run takes at least ${durationText(ms)}`,
    `${shareText(memoryMs / ms)} of it waiting for memory`,
    ...(unknown > 0 ? [`without ${thingsText(unknown, 'kernel')} of open or unknown cost`] : []),
    'no forecast: real runs take longer',
  ];
  const rows = categories
    .filter((category) => category.ms > 0)
    .map((category) => [
      `  ${category.category}`,
      durationText(category.ms),
      shareText(category.ms / ms),
      category.memoryMs * 2 > category.ms ? 'memory binds' : 'compute binds',
    ]);
  return [[...wrapList(facts, ', ', width), ...drawRows(rows, ['left', 'right', 'right', 'left'])]];
}
