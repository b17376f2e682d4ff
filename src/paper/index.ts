export { guidelineTables, wholeNetworks } from './experiments.js';
export type { PaperDevice } from './experiments.js';
export { deviceOf, measurePaper } from './measure-paper.js';
export type { MeasuredColumn, MeasuredEntry, PaperOptions, PaperProgress, PaperResult } from './measure-paper.js';
export { orderingsOf, publishedOf, rankCorrelation, verdictsOf } from './verdict.js';
export type { Ordering, Verdict } from './verdict.js';
