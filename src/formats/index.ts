export type { Format, FormatEntry, FormatOptions, FormatSession } from './define.js';
export { columns } from './columns.js';
export type { Column } from './columns.js';
export { formats } from './registry.js';
export { paperJson, paperText, verdictSentence } from './paper.js';
export { drawRows } from './table/draw.js';
export { describeSpeed, speedSentence } from './speed-text.js';
export { calibrationText } from './calibration.js';
export { variantsCsv, variantsMarkdown, variantsText } from './variants.js';
