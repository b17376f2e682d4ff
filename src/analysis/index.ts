export type * from './analysis.js';
export { analyse, memoryAccessBytes } from './analyse.js';
export { bytesOf, elementsOf } from './memory.js';
export { isRunning } from './totals.js';
export { fusionOf } from './views/fusion.js';
export type { Fusion } from './views/fusion.js';
export { dataInputs, isView, readersOf } from './views/readers.js';
export type { Readers } from './views/readers.js';
export { remember } from './views/remember.js';
