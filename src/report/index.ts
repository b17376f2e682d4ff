export { isRunning } from '../analysis/index.js';
export { layerOf, modulePath, modulesAround, totalOf } from './fields.js';
export { oneRunOf } from './layer-reports.js';
export type { LayerFields, TotalFields } from './figure-fields.js';
export { placedArena } from './arena-report.js';
export type { ArenaBuffer, ArenaReport, PlacedArena } from './arena-report.js';
export { makeReport, reportOf } from './make-report.js';
export type { Additions } from './additions.js';
export type { BoundPlatform } from './bound-platform.js';
export { optionTargets, savedOptionTargets, watchOptions } from './option-fit.js';
export type { OptionFit, OptionTargets } from './option-fit.js';
export {
  bindReport,
  countOf,
  documentHead,
  fromJson,
  isFailed,
  publishLayers,
  toJson,
  toSharedJson,
} from './publish.js';
export type * from './findings.js';
export type * from './layer.js';
export type { Published } from './publish-dims.js';
export type * from './report.js';
export type * from './times.js';
export type * from './totals.js';
export type * from './uses.js';
export { isRunMost, runFigures, runValue } from './run-figures.js';
export { hasReportName, readReports } from './saved.js';
export { expandFormulas } from './shared-formulas.js';
export type { ScenarioStudy } from './scenarios.js';
export { sumAtLoad, sumOfLayers } from './sum-layers.js';
export type { LayerSum } from './sum-layers.js';
export { version } from './version.js';
export { totalsBySize } from './totals-by-size.js';
