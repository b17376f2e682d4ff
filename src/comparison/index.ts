export { compareReports } from './compare.js';
export { compareSpeed, speedOf } from './compare-speed.js';
export type { Speed, SpeedComparison, TimeDifference } from './compare-speed.js';
export type { ChangedLayer, ComparedTotal, Comparison, LayerChange } from './comparison.js';
export { brokenLimits, parseIncrease } from './limits.js';
export type { IncreaseLimit } from './limits.js';
