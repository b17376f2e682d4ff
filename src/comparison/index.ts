export { compareReports } from './compare.js';
export type { ChangedLayer, ComparedTotal, Comparison, LayerChange } from './comparison.js';
export { brokenLimits, parseIncrease } from './limits.js';
export type { IncreaseLimit } from './limits.js';
