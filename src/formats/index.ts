export type { Format, FormatEntry, FormatOptions, FormatSession } from './define.js';
export { columns } from './columns.js';
export type { Column } from './columns.js';
export { escapeTerminal, hideControls } from './escape.js';
export { formats } from './registry.js';
export { drawRows } from './table/draw.js';
export { labelledList } from './table/wrap.js';
export { calibrationText } from './calibration.js';
