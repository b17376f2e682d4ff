export { compareReports } from './compare.js';
export { compareSpeed, isMeasured, speedOf } from './compare-speed.js';
export type { MeasuredReport, Speed, SpeedComparison, TimeDifference } from './compare-speed.js';
export type {
  ChangedLayer,
  ComparedPart,
  ComparedRun,
  ComparedScenario,
  ComparedTotal,
  Comparison,
  LayerChange,
} from './comparison.js';
export { brokenLimits, parseIncrease } from './limits.js';
export type { IncreaseLimit } from './limits.js';
export { summedFigures } from './part-differences.js';
