export { guidelineTables, wholeNetworks } from './experiments.js';
export { deviceOf, measurePaper } from './measure-paper.js';
export type { MeasuredColumn, MeasuredEntry, PaperResult } from './measure-paper.js';
// Marked internal, and so left out of the published types, is what reads files: its types are valibot's.
/** @internal */
export { parsePaper, parseVerdicts, verdictSchema } from './saved-paper.js';
/** @internal */
export type { SavedPaper } from './saved-paper.js';
export { isRefuted, orderingsOf, publishedOf, rankCorrelation, verdictsOf } from './verdict.js';
export type { GuidelineVerdict } from './verdict.js';
export { costHereText, verdictText } from './verdict-text.js';
