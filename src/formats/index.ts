export type { Format, FormatEntry, FormatOptions, FormatSession } from './define.js';
export { escapeTerminal, hideControls } from './escape.js';
export { formats } from './registry.js';
