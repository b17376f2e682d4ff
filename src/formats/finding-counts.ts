import type { Report } from '../report/index.js';
import type { Severity } from '../rules/index.js';

/** The numbers of findings by severity, and of those that are suppressed or in the baseline. */
export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  /** By the configuration. */
  readonly suppressed: number;
  /** By the baseline. */
  readonly inBaseline: number;
}

/** The findings of a report, counted. */
export function countFindings({ findings, suppressed = [] }: Report): FindingCounts {
  const count = (wanted: Severity): number => findings.filter(({ severity }) => severity === wanted).length;
  const inBaseline = suppressed.filter(({ reason }) => reason === null).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    suppressed: suppressed.length - inBaseline,
    inBaseline,
  };
}

/** The counts of several reports together. */
export function addCounts(counts: readonly FindingCounts[]): FindingCounts {
  const total = (name: keyof FindingCounts): number => counts.reduce((sum, each) => sum + each[name], 0);
  return {
    error: total('error'),
    warning: total('warning'),
    info: total('info'),
    suppressed: total('suppressed'),
    inBaseline: total('inBaseline'),
  };
}

/** Counts for people: `1 error, 3 warnings (2 suppressed)`; `nothing found`. */
export function findingCountsText({ error, warning, info, suppressed, inBaseline }: FindingCounts): string {
  const found = [
    ...plural(error, 'error'),
    ...plural(warning, 'warning'),
    ...(info === 0 ? [] : [`${info} for information`]),
  ];
  const known = [
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(inBaseline === 0 ? [] : [`${inBaseline} in the baseline`]),
  ];
  const counted = found.length === 0 ? 'nothing found' : found.join(', ');
  return known.length === 0 ? counted : `${counted} (${known.join(', ')})`;
}

function plural(count: number, name: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
}
