/** How much of a sweep: about a minute, or about four. */
export const sweepSizes = ['quick', 'full'] as const;
export type SweepSize = (typeof sweepSizes)[number];
