import type { Report } from '../report/index.js';
import { durationText, shareText, thingsText } from '../text/index.js';

type BoundReport = NonNullable<Report['bound']>;

/** Sentences about the least time of a run. */
export function boundFacts({ platform, ms, memoryMs, unknown }: BoundReport): readonly string[] {
  return [
    `bound on ${platform}: a run takes at least ${durationText(ms)}`,
    `${shareText(memoryMs / ms)} of it waiting for memory`,
    ...(unknown > 0 ? [`without ${thingsText(unknown, 'kernel')} of open or unknown cost`] : []),
    'no forecast: real runs take longer',
  ];
}

/** By category: the least time, its share, and which side sets it. */
export function boundRows({ ms, categories }: BoundReport): readonly (readonly string[])[] {
  return categories
    .filter((category) => category.ms > 0)
    .map((category) => [
      category.category,
      durationText(category.ms),
      shareText(category.ms / ms),
      category.memoryMs * 2 > category.ms ? 'memory binds' : 'compute binds',
    ]);
}
