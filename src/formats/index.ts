export { comparisonDocument } from './comparison-json.js';
export type {
  ComparedFigures,
  ComparedFinding,
  ComparedLayer,
  ComparedPartDocument,
  ComparisonDocument,
  OneSidedLayer,
} from './comparison-json.js';
export type { Format, FormatOptions, FormatSession } from './define.js';
export type { ExtraFigures } from './models.js';
export { columns } from './columns.js';
export type { Column } from './column.js';
export { formats } from './registry.js';
export { paperText } from './paper.js';
export { paperFacts } from './paper-facts.js';
export { paperJson } from './paper-json.js';
export { drawRows } from './table/draw.js';
export { drawLayerRows } from './table/layers.js';
export { describeSpeed, speedSentence } from './speed-text.js';
export { calibrationText } from './calibration.js';
export { variantsCsv, variantsMarkdown, variantsText } from './variants.js';
export type { MeasuringAnswer, MeasuringRequest } from './html/measuring-messages.js';
