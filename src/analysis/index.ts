export type * from './analysis.js';
export { analyse, memoryAccessBytes } from './analyse.js';
export { bytesOf, elementsOf } from './memory.js';
export { isRunning } from './totals.js';
