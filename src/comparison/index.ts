export { compareReports, totalOf } from './compare.js';
export { comparedFigures } from './comparison.js';
export type { ChangedLayer, ComparedFigure, ComparedTotal, Comparison, LayerChange } from './comparison.js';
export { brokenLimits, parseIncrease } from './limits.js';
export type { IncreaseLimit } from './limits.js';
