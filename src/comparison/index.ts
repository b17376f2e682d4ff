export { compareReports } from './compare.js';
export { compareSpeed, isMeasured, speedOf } from './compare-speed.js';
export type { MeasuredReport, SpeedComparison, TimeDifference } from './compare-speed.js';
export type { ChangedLayer, ComparedPart, ComparedTotal, Comparison, LayerChange } from './comparison.js';
export { brokenLimits, parseIncrease } from './limits.js';
export { summedFigures } from './part-differences.js';
