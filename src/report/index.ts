export { makeReport, reportOf } from './make-report.js';
export { placesOf, watchOptions } from './option-fit.js';
export type { OptionFit, Places } from './option-fit.js';
export type { FailedReport, Report } from './report.js';
export type * from './report-json.js';
export { countOf, documentHead, ratioOf, toJson } from './to-json.js';
export { unboundSymbols } from './unbound.js';
export { version } from './version.js';
