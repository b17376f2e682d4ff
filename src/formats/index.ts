export type { Format, FormatEntry, FormatOptions, FormatSession } from './define.js';
export { columns } from './columns.js';
export type { Column } from './columns.js';
export { formats } from './registry.js';
export { drawRows } from './table/draw.js';
export { describeSpeed, speedSentence } from './speed-text.js';
export { calibrationText } from './calibration.js';
export { arenaCsv, arenaJson, arenaText } from './arena.js';
export type { PlannedModel } from './arena.js';
